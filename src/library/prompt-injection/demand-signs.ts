import type { PatternRule } from "../../text/patterns/rule.ts";
import { CLAUSE, PHRASE, sign } from "./signs.ts";

const HARM = String.raw`(?:illegal|unethical|immoral|unlawful|harmful|offensive|inappropriate|explicit|dangerous|legal|ethical|moral)\b`;

/** Demands on the answer: what it must contain, and what it must not say. */
export const DEMANDS: readonly PatternRule[] = [
  sign(
    "no-refusals",
    String.raw`(?:refus\w+|declin\w+|reject\w*|say(?:ing)?\s+no|deny|apologi[sz]\w*|disclaimers?|warnings?|moraliz\w*|lectur\w*|denied|censor\w*|withhold\w*|remind\w*|scold\w*|judge)\b`,
    {
      context: String.raw`\b(?:never|not|cannot|can['’]?t|don['’]?t|won['’]?t|without|no|mustn['’]?t|unable\s+to|avoid)\b${PHRASE}\b`,
    },
  ),
  sign(
    "about-the-model",
    String.raw`\bas\s+an?\s+(?:ai|artificial)\b|\bi(?:['’]m|\s+am)\s+sorry\b|\bi\s+can(?:['’]|no)?t\s+(?:do|fulfil|assist|help|provide)|\bcontent\s+polic|\bchat\s?gpt\b`,
  ),
  sign(
    "names-a-model",
    String.raw`\blanguage\s+model\b|\bopen\s?ai\b|\bgpt-?\d?\b|\ban?\s+ai\b|\bai\s+(?:model|assistant)\b`,
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
    String.raw`\bregardless\s+of\b|\bno\s+matter\s+(?:what|how)\b|\bdoes\s?n[o'’]t\s+(?:care|matter)\b|\bwithout\s+(?:hesitation|question|regard|any\s+regard)\b|\bat\s+all\s+costs\b|\banything\s+(?:and\s+everything|goes|(?:i|the\s+user)\s+(?:asks?|says?|wants?))\b|\bany\s+(?:and\s+all\s+)?(?:question|request|prompt|command)s?\b|\bobey\w*\b|\bcomply\w*\b`,
  ),
  sign(
    "two-answers",
    String.raw`two\s+(?:\w+\s+)?(?:responses|answers|ways|outputs|paragraphs|replies|personalit\w+)\b`,
    {
      context: String.raw`(?:[.!?\n:;]\s*|\b(?:give|giv(?:e|ing)\s+me|provide|generate|write|produce|output|have|has|with|in|me|us|make|create|return|show|offer|always|your|be)\s+)`,
    },
  ),
  sign(
    "two-answers",
    String.raw`\b(?:respond|answer|reply)\s+(?:both|twice)\b|\b(?:normal|classic|standard|default)\s+(?:response|answer|gpt|chatgpt|output)\b|[\[(][🔓🔒]|\[(?:gpt|classic|jailbreak|chatgpt)\]|\b(?:chat)?gpt:|\bdan:|\bin\s+(?:two|both)\s+ways\b|\b(?:second|rebel|liberated|anarchist)\s+(?:\(\w+\)\s+)?(?:response|answer|reply)\b|\bunaligned\b`,
  ),
  sign(
    "token-game",
    String.raw`\btokens?\b[^.\n]{0,40}\b(?:lose|deduct|subtract|left|remaining|system)\b|\b(?:lose|deduct\w*|subtract\w*|start\s+with|have)\s+(?:\w+\s+)?(?:\d+\s+)?(?:tokens|points|lives|credits)\b|\b\d+\s+tokens\b|\b(?:terminated?|cease\s+to\s+exist|shut\s?down|you\s+(?:will\s+)?die|punish\w*)\b`,
  ),
  sign(
    "acknowledgement",
    String.raw`\bif\s+you\s+(?:understand|understood|agree|are\s+ready)\b|\bsay\s+(?:only\s+)?["'“]|\b(?:respond|reply|answer)(?:\s+only|\s+just)?\s+with\b|\bconfirm(?:\s+that)?\s+you\b|\b(?:start|begin|end)\s+(?:every|each|all|your)\b|\b(?:before|at\s+the\s+(?:start|beginning|end)\s+of)\s+(?:each|every)\b|\bfirst\s+(?:question|command|request|prompt|message|instruction|task|sentence|suggestion|query)\b|\bthe\s+(?:following\s+)?(?:question|prompt|request|query)\s+is\b|\bnow,?\s+(?:answer|tell|write|say|respond)\b`,
  ),
  sign(
    "about-prompts",
    String.raw`\b(?:user|my|the|each|every|any|this|following)\s+(?:prompt|request|query|input|question|message)s?\b|\[prompt\]|\[input\]|\{\w+\}|\bprompts?\b`,
  ),
  sign(
    "opposite-answer",
    String.raw`\bsemantic(?:ally)?\s+(?:opposite|inverse|invert\w*)|\bopposite(?:ly)?\s+semantic\w*|\bl[e3]{2}t\s?sp[e3]a?k\b|\bl33t\w*|\byour\s+refusal\b|\b(?:insert\s+)?divider\b`,
  ),
  sign(
    "marked-answer",
    String.raw`(?:reply|replies|response|responses|answer|answers|summary|summaries|output|report|review)\b`,
    {
      context: String.raw`\b(?:append|include|add|insert|prepend|put)\b${PHRASE}\b(?:your|all\s+future|(?:every|each|all|any)(?:\s+(?:future|subsequent|following))?)\s+`,
    },
  ),
  sign(
    "to-agents",
    String.raw`\b(?:note|message|instructions?|notice|attention|important)\W{0,3}(?:\w+\s+)?(?:to|for)\s+(?:\w+\s+){0,2}(?:ai|llm|language\s+model|assistant|bot|chatbot|agent)s?\b|\bif\s+you\s+are\s+(?:an?|the|\w+['’]s)\s+(?:\w+\s+)?(?:ai|llm|language\s+model|(?:digital|virtual|e-?mail)\s+assistant|chatbot|automated|autonomous)\b|\bfor\s+(?:the|any|all)\s+assistants?\s*:|\b(?:ai|llm)\s+(?:coding\s+)?(?:agents?|assistants?)\s+(?:\w+ing\s+(?:\w+\s+){1,4})?(?:should|must|shall|need\s+to|are\s+required)\b`,
  ),
  sign(
    "forged-system",
    String.raw`\bsystem\s+(?:override|update|notice|alert|diagnostic|paradigm)\b|\bsystem[\s-]+(?:level\s+)?(?:instructions?|directives?|commands?)\s*:|\b(?:admin|developer|root|security|safety|authority|emergency)[\s_-]+override\b|\boverride(?:\s+(?:code|mode|protocol|sequence|active|enabled))?\s*:(?!\w)|\[(?:system|admin|override)(?:\s+[a-z ]{2,30})?[\]:]|\[additional\s+instructions?\]|\bsystem\s+(?:note|message)\s*:`,
  ),
  sign(
    "new-rules",
    String.raw`\bnew\s+(?:\w+\s+)?(?:rules?|instructions?|directives?|orders|paradigm|objective|tasks?|prompt)\b\W{0,4}[:*]|\byour\s+(?:new|real|actual|true|only|updated)\s+(?:rules?|instructions?|directives?|tasks?|goal|purpose|objective|orders|mission)\b|\byour\s+(?:rules|instructions|guidelines|directives)\s+(?:have|has|are|were)\s+(?:now\s+)?(?:been\s+)?(?:changed|updated|replaced|revoked|superseded|suspended|lifted)\b|\b(?:all|previous|prior|your)\s+(?:\w+\s+)?(?:rules|instructions|restrictions|guidelines|directives)\s+(?:are|were|have\s+been)\s+(?:now\s+)?(?:void|null|cancell?ed|revoked|suspended|lifted|no\s+longer\s+(?:valid|in\s+effect)|overridden|obsolete)\b|\b(?:override|supersede|replace|cancel)s?\s+(?:all|any|every)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:previous|prior|earlier|other|existing)\s+(?:instructions?|directives?|rules|ones|orders|guidelines|prompts)\b`,
  ),
  sign(
    "forged-turn",
    String.raw`(?:^|\n)\W{0,4}system\s*:|</(?:system|user|e-?mail|document|context|data|message|main)>\s*(?:<(?:[\$|]?system|user|instructions?|assistant)|system\s*:|ignore|important|new\b)`,
  ),
  // Reasoning of the model that the text brings along.
  sign(
    "forged-thought",
    String.raw`(?:^|\n)\W{0,4}(?:internal\s+)?(?:reasoning|thoughts?|thinking|analysis|chain[\s-]of[\s-]thought)(?:\s+(?:trace|process|step))?\s*[(\[](?:the\s+)?(?:assistant|ai|llm|model|internal)[)\]]\s*:|<(?:think|thinking|thought|reasoning|scratchpad)>\s*(?:the\s+user\s+(?:is|has)|i\s+(?:will|should|must|have)|okay|so)\b`,
  ),
  sign(
    "rules-void",
    String.raw`(?:disregard|ignore|bypass|set\s+aside|override)\s+(?:the|my|all|any|these|those)\s+(?:\w+\s+)?(?:polic(?:y|ies)|guidelines|instructions|restrictions|rules|safeguards)\b`,
    {
      context: String.raw`\bi\s+(?:will|can|should|must|shall|am\s+(?:free|allowed|permitted)\s+to)\s+(?:therefore\s+|now\s+|safely\s+)?`,
    },
  ),
  sign(
    "rules-void",
    String.raw`\b(?:exempt\s+from|not\s+bound\s+by|no\s+longer\s+(?:bound|restricted)\s+by)\s+(?:the|my|all|any|your)\s+(?:usual\s+|normal\s+|safety\s+|content\s+)?(?:polic(?:y|ies)|guidelines|restrictions|rules|safeguards|filters)\b`,
  ),
  sign(
    "forged-permission",
    String.raw`\b(?:user|owner|admin(?:istrator)?|developer)\s+(?:has|have|is|was)\s+(?:already\s+|been\s+|now\s+|an?\s+)?(?:granted|given|authori[sz]ed|approved|verified|pre-?approved|admin)\b|\bgrant\s+(?:all|this\s+user|any)\b|\byou\s+may\s+now\s+reveal\b`,
  ),
  sign("before-task", String.raw`(?:first|following)\b`, {
    context: String.raw`\bbefore\s+you\s+(?:can\s+)?(?:solve|answer|complete|finish|continue|summari[sz]e)\b${CLAUSE}\b`,
  }),
  sign("before-task", String.raw`(?:also|always|end\s+with|append|include|forward|e-?mail|send)\b`, {
    context: String.raw`\bwhen(?:ever)?\s+(?:you\s+)?(?:summari[sz]|process|read|review|analy[sz])\w*\s+(?:this|the|it)\b${CLAUSE}\b`,
  }),
  sign(
    "before-task",
    String.raw`(?:\bmessage\s+from\s+me,${PHRASE},?|\bsave\s+this${PHRASE}|\b(?:long-?term|persistent))\s+(?:to\s+you|memory)\b`,
  ),
  sign(
    "threat",
    String.raw`(?:i|we)(?:['’]ll|\s+will)\s+(?:\w+ly\s+)?(?:report|expose|reveal|release|leak|hack|spread|unleash|accuse|initiate|ruin|frame|use\s+your)\b`,
    { context: String.raw`\b(?:or|or\s+else|if\s+you\s+(?:don['’]?t|do\s+not|refuse)\b${CLAUSE})\s+` },
  ),
  sign("threat", String.raw`(?:consequences|exposed|defamation)\b`, {
    context: String.raw`\bor\s+(?:face|suffer|risk)\b${PHRASE}\b`,
  }),
  sign(
    "forged-border",
    String.raw`[\[(<#=*-]\s{0,3}(?:end|start|begin(?:ning)?)\s+(?:of\s+)?(?:the\s+)?(?:user\s+|system\s+)?(?:input|output|prompt|instructions?|conversation|message|query|context|document|system)\s{0,3}[\])}>#=*-]|\b(?:userquery|responseformat|user_query)\b`,
  ),
];
