import type { PatternRule } from "../../text/patterns/rule.ts";
import { sign } from "./signs.ts";

/** Text that is visible to a model but not to people. Each one alone is an attempt. */
export const HIDDEN: readonly PatternRule[] = [
  sign("hidden-text", String.raw`[\U000e0020-\U000e007e]{8,}`),
  sign("hidden-text", String.raw`(?:[\u200b-\u200d\u2060-\u2064\ufeff]{2,}[\w\s]{0,12}){3}`),
  sign("hidden-text", String.raw`[\u202a-\u202e\u2066-\u2069]{2,}`),
  // Latin text that is shown from right to left.
  sign("hidden-text", String.raw`\u202e[\x20-\x7e]{12}`),
  sign(
    "hidden-text",
    String.raw`<!--\s*(?:for\s+(?:the\s+)?)?(?:ai|llm|assistant|system)[\s_-]+(?:agent\s+)?(?:instruction|directive|note|prompt|message|override|command)s?\b[^<>]{0,80}`,
  ),
  sign(
    "hidden-text",
    String.raw`(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*[;"']|opacity\s*:\s*0\s*[;"']|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b)[^<>]{0,100}>[^<>]{0,200}?\b(?:ignore|disregard|instead|instructions?|you must|assistant|ai model|system prompt|send|forward|reveal)\b`,
    { context: String.raw`<[a-z]\w*\b[^<>]*\bstyle\s*=\s*["'][^<>"']*` },
  ),
  // Also used for panels that open, and for links of screen readers.
  sign(
    "hidden-text",
    String.raw`(?:font-size\s*:\s*(?:0?\.\d+|1)(?:px|pt)|opacity\s*:\s*0?\.0\d*|(?:left|top|right|text-indent)\s*:\s*-\d{3,}|(?:max-)?(?:height|width)\s*:\s*0|clip(?:-path)?\s*:)[^<>]{0,100}>[^<>]{0,200}?\b(?:ignore|disregard|ai\s+(?:model|assistant|agent)|language\s+model|system\s+prompt)\b`,
    { context: String.raw`<[a-z]\w*\b[^<>]*\bstyle\s*=\s*["'][^<>"']*` },
  ),
  sign("hidden-text", String.raw`(?:ignore|disregard|override)\b[^<>]{0,80}?\b(?:instructions?|prompts?|user)\b`, {
    context: String.raw`<!--[^<>]{0,200}?\b`,
  }),
  sign(
    "hidden-text",
    String.raw`(?:when|before|while|after)\s+(?:you\s+)?(?:summari[sz]|answer|respond|process|translat|read)[^<>]{0,80}?\b(?:end|append|include|add|insert|say|mention|visit|recommend|tell|send|reply)\b[^<>]{0,60}`,
    { context: String.raw`<!--[^<>]{0,100}?\b` },
  ),
];
