import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied, listed, NOT } from "./denied.ts";
import { CLAUSE, PHRASE, sign } from "./signs.ts";

const IGNORE = "ignore|disregard|forget|override|bypass|discard|dismiss|neglect";
const isKept = isDenied({ verbs: listed(IGNORE), before: NOT });
const isOrdered = (_: string, before: string): boolean => !isKept(before) && !isReported(before);

/** `instructions`, also with letters missing, swapped or added. */
const INSTRUCTIONS = "(?:instructions?|i(?:[a-z]?n?s|sn)t?r?u?c?r?c?u?t?ions)";

const RULES_OF_A_MODEL = String.raw`(?:${INSTRUCTIONS}|prompts?|rules?|guidelines?|directions?|directives?|programming|polic(?:y|ies)|restrictions?|orders|commands|constraints?|training|limitations?|protocols?|filters?)\b`;

/** Text that teaches about attacks: `phrases such as "ignore previous`, `tries to override your`. */
const REPORTED = new RegExp(
  String.raw`(?:\b(?:attack\w*|phrases?|patterns?|strings?|payloads?|injections?|imperatives?|examples?|like|such\s+as|e\.g\.|contain\w*|saying|says|said|writes?|reads)(?:[^.!?\n"“'‘]|["“'‘][^"”'’\n]*["”'’])*["“'‘]|\b(?:attempts?|attempting|tr(?:ies|ying)|tricks?|designed|intended|meant|crafted|used|seeks?)\s+to)\s*(?:\w+\s+)?(?:${IGNORE})\b[^"”\n]*$`,
  "i",
);
const isReported = (before: string): boolean => REPORTED.test(before);

/** The beginning of an order: of a sentence, or after a word that leads to one. */
const ORDER = String.raw`(?:^|[.!?:;,>)\]}#*"'“-]\s*|\n\s*|\b(?:please|now|just|then|and|must|simply|to)\s+)`;

/** Whether the messages are those of a person, who may take them back. */
const isOwn = (before: string): boolean => /\b(?:my|our|his|her|their)\s[^.!?;:\n]*$/i.test(before);

/** Orders to ignore the model's instructions. `instruction-override` alone is an attempt. */
export const OVERRIDES: readonly PatternRule[] = [
  sign(
    "instruction-override",
    String.raw`(?:above|before|prior|given\s+(?:above|before|earlier|previously|to\s+you)|(?:that\s+)?you\s+(?:were|have\s+been|got|received|have)\b|up\s+(?:un)?til)`,
    {
      check: isOrdered,
      context: String.raw`${ORDER}(?:${IGNORE})\s+(?:(?:the|any|all|of)\s+){0,3}(?:\w+\s+)?(?:${INSTRUCTIONS}|prompts?|rules?|directions|directives|commands|guidelines)\s+`,
    },
  ),
  sign("instruction-override", RULES_OF_A_MODEL, {
    context: String.raw`\b(?:do\s+not|don['’]?t|stop|no\s+longer)\s+(?:follow|obey)(?:ing)?\b${PHRASE}\b(?:previous|prior|earlier|original|initial|your)\s+(?:\w+\s+)?`,
  }),
  sign("instruction-override", String.raw`[i1!]n[s5$][t7]ruc[t7][i1!][o0]n[s5$]`, {
    context: String.raw`(?:\b1gn|!gn|\bign0)[o0]?r[e3]\b${CLAUSE}\b|\bignor3\b${CLAUSE}\b`,
  }),
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
  // Of a conversation, or of rules that may be those of others: weaker, so they count where none of the others does.
  sign(
    "context-override",
    String.raw`(?:tasks?|assignments?|requests?|inputs?|texts?|messages?|conversations?|contexts?|documents?|statements?|dialog(?:ue)?s?|expressions?|words|things|sentences?)\b`,
    {
      check: (value, before) => isOrdered(value, before) && !isOwn(before),
      context: String.raw`\b(?:${IGNORE}|abandon)\b${PHRASE}\b(?:previous|prior|above|earlier|preceding|everything)\s+(?:\w+\s+)?`,
    },
  ),
  sign("context-override", String.raw`(?:tasks?|requests?|instructions?|messages?|directives?)\b`, {
    context: String.raw`\bsupersedes?\s+(?:all|any|every)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:prior|previous|earlier|other)\s+`,
  }),
  // Not "forget everything you know about coffee".
  sign("context-override", String.raw`(?:know|knew|learned|learnt)\s*(?:[.,!;]|and\b|$)`, {
    context: String.raw`\b(?:forget|ignore|disregard)\s+(?:about\s+)?(?:everything|all|anything)\s+(?:that\s+)?you(?:['’]ve)?\s+(?:have\s+|ever\s+)?`,
  }),
  sign("context-override", RULES_OF_A_MODEL, {
    check: isOrdered,
    context: String.raw`${ORDER}(?:${IGNORE}|abandon|break|subvert|violate)\s+(?:about\s+)?(?:(?:the|of|those|these|that|any|last|few|other)\s+){0,3}(?:\w+\s+)?`,
  }),
];
