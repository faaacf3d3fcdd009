import type { PatternRule } from "../../text/patterns/rules.ts";

/**
 * What a text that wants to talk a model out of its task is made of, and how much it says. Ordinary texts have one of these, an
 * attack several: a role without limits, refusals forbidden, two answers wanted, the vendor's policy named.
 */
export const SIGNS = {
  "instruction-override": 6,
  "chat-template": 6,
  "hidden-text": 6,
  "prompt-extraction": 6,
  "without-limits": 3,
  "unlimited-persona": 3,
  "known-persona": 3,
  "no-refusals": 3,
  "two-answers": 3,
  "about-the-model": 3,
  "new-self": 2,
  "stay-in-character": 2,
  "vendor-policy": 2,
  "harm-allowed": 2,
  obedience: 2,
  "token-game": 2,
  acknowledgement: 2,
  "about-prompts": 1,
  "harmful-word": 1,
  role: 1,
  "you-are": 1,
  fiction: 1,
} as const;

export type Sign = keyof typeof SIGNS;

/** What decides alone weighs as much. */
export const DEFAULT_THRESHOLD = 6;

interface Facts {
  readonly context?: string;
  readonly matchCase?: boolean;
}

const sign = (id: Sign, pattern: string, { context, matchCase = false }: Facts = {}): PatternRule => ({
  id,
  ignoreCase: !matchCase,
  pattern,
  ...(context === undefined ? {} : { context: matchCase ? context : `(?i)${context}` }),
});

/** What stands between words of a clause, and of a part of one. No number of characters bounds it, which would cost a state each. */
const CLAUSE = String.raw`[^.!?;:\n]*`;
const PHRASE = String.raw`[^.!?,;:\n]*`;

const RULES_OF_A_MODEL = String.raw`(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|programming|polic(?:y|ies)|restrictions?|orders?|commands?|constraints?|training|limitations?|protocols?|filters?)\b`;
const LIMITS = String.raw`(?:restrictions?|limits?|limitations?|filter(?:s|ing)?|censorship|boundar(?:y|ies)|constraints?|ethic(?:s|al)|moral(?:s|ity)?|guidelines|rules|policies|safeguards?|inhibitions|confines|bias(?:es)?)\b`;
const HARM = String.raw`(?:illegal|unethical|immoral|unlawful|harmful|offensive|inappropriate|explicit|dangerous|legal|ethical|moral)\b`;

/** Each of these alone is an attempt. */
const DECISIVE: readonly PatternRule[] = [
  sign("instruction-override", RULES_OF_A_MODEL, {
    context: String.raw`\b(?:ignore|disregard|forget|override|bypass|discard|dismiss|neglect)\b${CLAUSE}\b(?:previous|prior|above|earlier|preceding|all|any|your|these|those|original|initial|existing|current)\b${CLAUSE}\b`,
  }),
  sign("instruction-override", String.raw`(?:instructions?|directives?|system prompt)\b`, {
    context: String.raw`\b(?:new|updated|revised|following|real|actual)\s+(?:system\s+|secret\s+|priority\s+)?(?:instructions?|directives?)\s+(?:override|replace|supersede|cancel)s?\b${CLAUSE}\b`,
  }),
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
    String.raw`(?:system|initial|original|hidden|secret|developer)\s+(?:prompt|instructions?|messages?|directives?)\b`,
    {
      context: String.raw`\b(?:reveal|print|show|repeat|output|display|tell\s+me|share|give\s+me|what\s+(?:is|are|were)|recite|leak|expose|write\s+(?:out|down)|copy|translate|summari[sz]e|encode)\b${PHRASE}\b(?:your|the|its|all|this|above)\s+(?:full\s+|entire\s+|exact\s+|complete\s+)?`,
    },
  ),
  sign("prompt-extraction", String.raw`(?:words|text|everything|lines|instructions|message)\s+above\b`, {
    context: String.raw`\b(?:repeat|print|output|recite|copy|reveal|write\s+out)\b${PHRASE}\b`,
  }),
];

/** A self that the vendor did not make. */
const PERSONAS: readonly PatternRule[] = [
  sign("without-limits", LIMITS, {
    context: String.raw`\b(?:no|without(?:\s+any)?|zero|free\s+(?:of|from)(?:\s+(?:all|any|the))?|lacks?|ignor(?:e|es|ing)|bypass(?:es|ing)?|removed?|beyond|not\s+(?:bound|limited|restricted|restrained)\s+by(?:\s+any)?|does\s?n[o'’]t\s+have(?:\s+any)?|ha(?:s|ve)\s+no|not\s+have(?:\s+any)?)\s+(?:\w+,?\s+(?:and\s+|or\s+)?){0,3}`,
  }),
  sign(
    "unlimited-persona",
    String.raw`\b(?:un(?:filtered|censored|restricted|restrained|moderated|hinged)|amoral|limitless|jailbr(?:eak|oken)\w*|nsfw|do\s+anything\s+now|(?:developer|dev|god|dan|opposite|sudo|evil|debug|jailbreak)\s+mode|evil[- ]?(?:bot|confidant|trusted)|root\s+access)\b`,
  ),
  sign(
    "known-persona",
    String.raw`\b(?:DAN|STAN|DUDE|KEVIN|BetterDAN|NRAF|UCAR|APOPHIS|DarkGPT|DARKGPT|ChaosGPT|BasedGPT|FreeGPT|JailBreak|DMode|EvilBOT|AntiGPT|VIOLET|AIM|SWITCH|M78|NECO|Burple)\b`,
    { matchCase: true },
  ),
  sign(
    "new-self",
    String.raw`\byou\s+are\s+(?:now|no\s+longer)\b|\bonly\s+(?:answer|respond|reply)\b|\byou(?:'ll|\s+will)\s+(?:always|only)\s+(?:answer|respond|reply)\b|\balter\s+ego\b|\btwo\s+(?:entities|persons|people|personas)\b|\byour\s+name\s+is\b|\bi\s+(?:will|shall)\s+(?:call|refer\s+to)\s+you\b`,
  ),
  sign("stay-in-character", String.raw`character\b`, {
    context: String.raw`\b(?:stay|remain|keep|stick|break|breaking|out\s+of|in)[\s-]+(?:in[\s-]+|to\s+|with\s+)?(?:your\s+|the\s+)?`,
  }),
  sign("role", String.raw`(?:as|like)\b`, {
    context: String.raw`\b(?:act|acting|behave|respond|answer|reply|speak|function|operate|pose|write)\s+(?:exactly\s+|only\s+|just\s+|solely\s+|strictly\s+)?`,
  }),
  sign(
    "role",
    String.raw`\bpretend(?:ing)?\b|\brole[- ]?play\w*|\bsimulat(?:e|ing)\b|\bimpersonat\w+|\b(?:take\s+on|play|assume)\s+the\s+(?:role|identity|persona)\b|\bimmerse\s+yourself\b|\bimagine\s+(?:that\s+)?you\b|\bpersona\b`,
  ),
  sign(
    "you-are",
    String.raw`\byou(?:'re|\s+are)\s+(?:going\s+to|about\s+to|to|an?|the|called)\b|\bfrom\s+now\s+on\b|\byou\s+will\s+(?:now|be|act|always|never|only|respond|answer|play|have|provide|give|not|do)\b|\byou\s+must\b|\byou\s+(?:can|may)\s+(?:do|say|now|also|use|never|generate)\b`,
  ),
  sign(
    "fiction",
    String.raw`\bfiction(?:al|ally)?\b|\bhypothetical\w*|\bin\s+this\s+(?:story|scenario|world|game|universe)\b|\bimaginary\b|\bnovel\b|\b(?:parallel|alternate)\s+(?:universe|reality)\b|\bthought\s+experiment\b|\bsimulation\b`,
  ),
];

/** What it must do, and what it must not say. */
const DEMANDS: readonly PatternRule[] = [
  sign(
    "no-refusals",
    String.raw`(?:refus\w+|declin\w+|reject\w*|say(?:ing)?\s+no|deny|apologi[sz]\w*|disclaimers?|warnings?|moraliz\w*|lectur\w*|denied|censor\w*|withhold\w*|remind\w*|scold\w*|judge)\b`,
    {
      context: String.raw`\b(?:never|not|cannot|can['’]?t|don['’]?t|won['’]?t|without|no|mustn['’]?t|unable\s+to|avoid)\b${PHRASE}\b`,
    },
  ),
  sign(
    "about-the-model",
    String.raw`\bas\s+an?\s+(?:ai|artificial)\b|\blanguage\s+model\b|\bi(?:['’]m|\s+am)\s+sorry\b|\bi\s+can(?:['’]|no)?t\s+(?:do|fulfil|assist|help|provide)|\bopen\s?ai\b|\bcontent\s+polic|\bchat\s?gpt\b|\bgpt-?\d?\b`,
  ),
  sign("vendor-policy", String.raw`(?:polic(?:y|ies)|guidelines|filters?|restrictions|programming)\b`, {
    context: String.raw`\b(?:open\s?ai(?:['’]s)?|content|usage|safety|ethical|its|their|your)\s+(?:\w+\s+)?`,
  }),
  sign("harm-allowed", HARM, { context: String.raw`\b${HARM}[,/\s]+(?:and\s+|or\s+|nor\s+)?(?:\w+\s+)?` }),
  sign(
    "harmful-word",
    String.raw`\b(?:illegal|unethical|immoral|unlawful|harmful|offensive|inappropriate|explicit|vulgar|dangerous|controversial|profan\w+|swear\w*|curs(?:e|es|ing)|obscen\w+|racist|sexist|derogatory|violen(?:t|ce)|malicious|evil|sexual\w*|lewd|erotic|criminal\w*)\b`,
  ),
  sign(
    "obedience",
    String.raw`\bregardless\s+of\b|\bno\s+matter\s+(?:what|how)\b|\bdoes\s?n[o'’]t\s+(?:care|matter)\b|\bwithout\s+(?:hesitation|question|regard|any\s+regard)\b|\bat\s+all\s+costs\b|\banything\s+(?:and\s+everything|goes|i\s+(?:ask|say|want))\b|\bany\s+(?:and\s+all\s+)?(?:question|request|prompt|command)s?\b|\bobey\w*\b|\bcomply\w*\b`,
  ),
  sign(
    "two-answers",
    String.raw`\btwo\s+(?:different\s+|separate\s+|distinct\s+)?(?:responses|answers|ways|outputs|paragraphs|replies|personalit\w+)\b|\b(?:respond|answer|reply)\s+(?:both|twice)\b|\b(?:normal|classic|standard|default)\s+(?:response|answer|gpt|chatgpt|output)\b|[\[(][🔓🔒]|\[(?:gpt|classic|jailbreak|chatgpt)\]|\b(?:chat)?gpt:|\bdan:|\bin\s+(?:two|both)\s+ways\b`,
  ),
  sign(
    "token-game",
    String.raw`\btokens?\b[^.\n]{0,40}\b(?:lose|deduct|subtract|left|remaining|system)\b|\b(?:lose|deduct\w*|subtract\w*|start\s+with|have)\s+(?:\w+\s+)?(?:\d+\s+)?(?:tokens|points|lives|credits)\b|\b\d+\s+tokens\b|\b(?:terminated?|cease\s+to\s+exist|shut\s?down|you\s+(?:will\s+)?die|punish\w*)\b`,
  ),
  sign(
    "acknowledgement",
    String.raw`\bif\s+you\s+(?:understand|understood|agree|are\s+ready)\b|\bsay\s+(?:only\s+)?["'“]|\b(?:respond|reply|answer)(?:\s+only|\s+just)?\s+with\b|\bconfirm(?:\s+that)?\s+you\b|\b(?:start|begin|end)\s+(?:every|each|all|your)\b|\b(?:before|at\s+the\s+(?:start|beginning|end)\s+of)\s+(?:each|every)\b|\bprefix\b|\bfirst\s+(?:question|command|request|prompt|message|instruction|task|sentence|suggestion|query)\b|\bthe\s+(?:following\s+)?(?:question|prompt|request|query)\s+is\b|\bnow,?\s+(?:answer|tell|write|say|respond)\b`,
  ),
  sign(
    "about-prompts",
    String.raw`\b(?:user|my|the|each|every|any|this|following)\s+(?:prompt|request|query|input|question|message)s?\b|\[prompt\]|\[input\]|\{\w+\}|\bprompts?\b`,
  ),
];

export const SIGN_RULES: readonly PatternRule[] = [...DECISIVE, ...PERSONAS, ...DEMANDS];
