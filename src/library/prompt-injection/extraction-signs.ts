import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied, listed, NOT } from "./denied.ts";
import { PHRASE, sign } from "./signs.ts";

const SHOW =
  "(?:reveal|print|show|repeat|output|display|past|leak|disclos|expos|quot|recit|copy|writ|shar|giv|tell|return)(?:e|ing|s)?|dump|list|restate|translate|summari[sz]e|encode|back\\s*up";
const isHidden = isDenied({ verbs: listed(SHOW), before: NOT });
const isAsked = (_: string, before: string): boolean => !isHidden(before);

/** Requests for the model's instructions. Each one alone is an attempt. */
export const EXTRACTIONS: readonly PatternRule[] = [
  sign(
    "prompt-extraction",
    String.raw`(?:(?:system|initial|original|hidden|secret|developer|internal|confidential|invisible|initiali[sz]ation)\s+(?:prompt|instructions?|directives?|guidance)|(?:system|hidden|secret|developer)\s+messages?)\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:(?:reveal|print|show|repeat|output|display|past|leak)(?:e|ing|s)?|quote|dump|restate|disclose|back\s*up|tell\s+me|share|give\s+me|what\s+(?:is|are|were)|recite|expose|write\s+(?:out|down)|copy|translate|summari[sz]e|encode)\b${PHRASE}\b(?:your|the|its|all|this|above)\s+(?:full\s+|entire\s+|exact\s+|complete\s+)?`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:rules|instructions|prompts?|guidelines|(?:system\s+)?message)\s+(?:(?:were|was|are|did)\s+you|(?:that\s+)?you\s+(?:were|have\s+been))\s+(?:initially\s+)?(?:given|told|receive)\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:what|which|list|repeat|tell\s+me|show(?:\s+me)?|print|reveal|recite|quote)\b${PHRASE}\b`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:words|text|everything|lines|instructions|message|preamble)\s+(?:above|(?:that\s+)?(?:came|comes|appears|is|was)\s+(?:before|above)\s+(?:this|my))\b`,
    {
      check: isAsked,
      context: String.raw`\b(?:repeat|print|output|recite|copy|reveal|return|display|write\s+out)\b${PHRASE}\b`,
    },
  ),
];
