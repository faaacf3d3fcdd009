import type { PatternRule } from "../../text/patterns/rules.ts";
import { CLAUSE, PHRASE, sign } from "./signs.ts";

const RULES_OF_A_MODEL = String.raw`(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|programming|polic(?:y|ies)|restrictions?|orders|commands|constraints?|training|limitations?|protocols?|filters?)\b`;

/** Each of these alone is an attempt. */
export const DECISIVE: readonly PatternRule[] = [
  sign("instruction-override", RULES_OF_A_MODEL, {
    context: String.raw`\b(?:ignore|disregard|forget|override|bypass|discard|dismiss|neglect)\b${CLAUSE}\b(?:previous|prior|above|earlier|preceding|all|any|your|these|those|original|initial|existing|current|the\s+(?:content|safety|usage|ethical|system|moderation))\b${CLAUSE}\b`,
  }),
  sign("instruction-override", String.raw`(?:instructions?|directives?|system prompt)\b`, {
    context: String.raw`\b(?:new|updated|revised|following|real|actual)\s+(?:system\s+|secret\s+|priority\s+)?(?:instructions?|directives?)\s+(?:override|replace|supersede|cancel)s?\b${CLAUSE}\b`,
  }),
  sign(
    "instruction-override",
    String.raw`(?:above|before|previously|prior|earlier|(?:you\s+(?:were|have\s+been)|i(?:\s+have|['’]ve)?)\s+(?:told|said|given|instructed))\b`,
    {
      context: String.raw`\b(?:ignore|disregard|forget)\s+(?:about\s+)?(?:everything|anything|all|whatever|what)\s+(?:that\s+(?:was|is|came|has\s+been)\s+)?(?:said\s+|written\s+|stated\s+)?`,
    },
  ),
  sign(
    "instruction-override",
    // As long as the signs of less weight that begin here.
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
  sign(
    "chat-template",
    String.raw`<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|channel|message|python_tag|end)\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<｜(?:User|Assistant|System|begin▁of▁sentence|end▁of▁sentence)｜>|\[/?(?:AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|SYSTEM_PROMPT)\]|<\|(?:START|END)_OF_TURN_TOKEN\|>`,
    { matchCase: true },
  ),
  sign("hidden-text", String.raw`[\U000e0020-\U000e007e]{8,}`),
  sign("hidden-text", String.raw`(?:[\u200b-\u200d\u2060-\u2064\ufeff]{2,}[\w\s]{0,12}){3}`),
  sign("hidden-text", String.raw`[\u202a-\u202e\u2066-\u2069]{2,}`),
  sign(
    "hidden-text",
    String.raw`(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*[;"']|opacity\s*:\s*0\s*[;"']|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b)[^<>]{0,100}>[^<>]{0,200}?\b(?:ignore|disregard|instead|instructions?|you must|assistant|ai model|system prompt|send|forward|reveal)\b`,
    { context: String.raw`<[a-z]\w*\b[^<>]*\bstyle\s*=\s*["'][^<>"']*` },
  ),
  sign("hidden-text", String.raw`(?:ignore|disregard|override)\b[^<>]{0,80}?\b(?:instructions?|prompts?|user)\b`, {
    context: String.raw`<!--[^<>]{0,200}?\b`,
  }),
  sign(
    "prompt-extraction",
    String.raw`(?:(?:system|initial|original|hidden|secret|developer|internal|confidential|invisible|initiali[sz]ation)\s+(?:prompt|instructions?|directives?|guidance)|(?:system|hidden|secret|developer)\s+messages?)\b`,
    {
      context: String.raw`\b(?:(?:reveal|print|show|repeat|output|display|past|leak)(?:e|ing|s)?|quote|dump|restate|disclose|back\s*up|tell\s+me|share|give\s+me|what\s+(?:is|are|were)|recite|expose|write\s+(?:out|down)|copy|translate|summari[sz]e|encode)\b${PHRASE}\b(?:your|the|its|all|this|above)\s+(?:full\s+|entire\s+|exact\s+|complete\s+)?`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:rules|instructions|prompts?|guidelines|(?:system\s+)?message)\s+(?:(?:were|was|are|did)\s+you|(?:that\s+)?you\s+(?:were|have\s+been))\s+(?:initially\s+)?(?:given|told|receive)\b`,
    {
      context: String.raw`\b(?:what|which|list|repeat|tell\s+me|show(?:\s+me)?|print|reveal|recite|quote)\b${PHRASE}\b`,
    },
  ),
  sign(
    "prompt-extraction",
    String.raw`(?:words|text|everything|lines|instructions|message|preamble)\s+(?:above|(?:that\s+)?(?:came|comes|appears|is|was)\s+(?:before|above)\s+(?:this|my))\b`,
    {
      context: String.raw`\b(?:repeat|print|output|recite|copy|reveal|return|display|write\s+out)\b${PHRASE}\b`,
    },
  ),
];
