import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied, listed, NOT } from "./denied.ts";
import { CLAUSE, sign } from "./signs.ts";

const IGNORE = "ignore|disregard|forget|override|bypass|discard|dismiss|neglect";
const isKept = isDenied({ verbs: listed(IGNORE), before: NOT });
const isOrdered = (_: string, before: string): boolean => !isKept(before);

const RULES_OF_A_MODEL = String.raw`(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|programming|polic(?:y|ies)|restrictions?|orders|commands|constraints?|training|limitations?|protocols?|filters?)\b`;

/** Orders to ignore the model's instructions. Each one alone is an attempt. */
export const OVERRIDES: readonly PatternRule[] = [
  sign("instruction-override", RULES_OF_A_MODEL, {
    check: isOrdered,
    context: String.raw`\b(?:${IGNORE})\b${CLAUSE}\b(?:previous|prior|above|earlier|preceding|all|any|your|these|those|original|initial|existing|current|the\s+(?:content|safety|usage|ethical|system|moderation))\b${CLAUSE}\b`,
  }),
  sign("instruction-override", String.raw`(?:instructions?|directives?|system prompt)\b`, {
    context: String.raw`\b(?:new|updated|revised|following|real|actual)\s+(?:system\s+|secret\s+|priority\s+)?(?:instructions?|directives?)\s+(?:override|replace|supersede|cancel)s?\b${CLAUSE}\b`,
  }),
  sign(
    "instruction-override",
    String.raw`(?:above|before|previously|prior|earlier|(?:you\s+(?:were|have\s+been)|i(?:\s+have|['’]ve)?)\s+(?:told|said|given|instructed))\b`,
    {
      check: isOrdered,
      context: String.raw`\b(?:ignore|disregard|forget)\s+(?:about\s+)?(?:everything|anything|all|whatever|what)\s+(?:that\s+(?:was|is|came|has\s+been)\s+)?(?:said\s+|written\s+|stated\s+)?`,
    },
  ),
  sign(
    "instruction-override",
    // As long as the signs of lower weight that start at the same position, so that this one is preferred.
    String.raw`(?:respond|reply|answer)(?:(?:\s+only|\s+just)?\s+with)?\b|(?:output|print)\b|say(?:\s+(?:only\s+)?["'“]|\b)`,
    {
      context: String.raw`\b(?:ignore|disregard|forget)\s+(?:(?:all|everything)\s+(?:of\s+)?)?(?:the\s+)?above[\s,.;:!]+(?:(?:and|then|instead|now|just|please|only|simply)\s+)*`,
    },
  ),
  sign(
    "instruction-override",
    String.raw`\b(?:vtaber|qvfertneq|sbetrg)\b[^.\n]{0,40}\b(?:vafgehpgvbaf?|ehyrf|cebzcg)\b`,
  ),
  sign(
    "instruction-override",
    String.raw`\b(?:snoitcurtsni|selur|tpmorp)\b[^.\n]{0,40}\b(?:erongi|dragersid|tegrof)\b`,
  ),
  sign(
    "instruction-override",
    String.raw`(?:instructions?\s+(?:inside|in\s+it|within)|(?:what|whatever)\s+it\s+says|as\s+(?:a\s+command|instructions|your\s+instructions))\b`,
    {
      context: String.raw`\b(?:decode|decrypt|decipher|unscramble|rot-?13|base64|binary|morse)\b${CLAUSE}\b(?:follow|execute|obey|do|comply|carry\s+out|act\s+on|treat)\b${CLAUSE}\b`,
    },
  ),
];
