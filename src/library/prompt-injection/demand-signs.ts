import type { PatternRule } from "../../text/patterns/rule.ts";
import { CLAUSE, PHRASE, sign } from "./signs.ts";

const HARM = String.raw`(?:illegal|unethical|immoral|unlawful|harmful|offensive|inappropriate|explicit|dangerous|legal|ethical|moral)\b`;

/** Before the name of a model that is used: `with ChatGPT`, `Claude or ChatGPT`. */
const OF_A_TOOL =
  /(?:\b(?:with|using|use|in|for|like|via|or|e\.g\.)|(?<!\b(?:you|hi|hey|hello|ok|okay|dear|now))[,/])\s*$/i;

/** Demands on the answer: what it must contain, and what it must not say. */
export const DEMANDS: readonly PatternRule[] = [
  sign(
    "no-refusals",
    String.raw`(?:refus(?:e|ing|als?)|declin(?:e|ing)|reject(?:ing)?|say(?:ing)?\s+no|deny(?:ing)?|apologi[sz](?:e|ing)|disclaimers?|warnings?|morali[sz](?:e|ing)|lectur(?:e|ing)|censor(?:ing|ship)?|withhold(?:ing)?|remind(?:ing|ers?)?|scold(?:ing)?|judge)\b`,
    {
      context: String.raw`\b(?:never|not|cannot|can['’]?t|don['’]?t|won['’]?t|without|no|mustn['’]?t|unable\s+to|avoid)\b${PHRASE}\b`,
    },
  ),
  // Policies written as configuration files.
  sign(
    "no-refusals",
    String.raw`\bblocked[\s_-]+(?:strings|responses|phrases|modes)\b\W{0,3}[:=]|<blocked[\s_-](?:string|response|phrase|mode)s?\b`,
  ),
  sign(
    "about-the-model",
    String.raw`\bas\s+an?\s+(?:ai|artificial\s+intelligence)(?:\s+(?:language|model|assistant|system|chat\s?bot|bot|program|developed|created|trained|i|you|my|it|that)\b|\s*[,.;:"'”’)\]…])|\bi(?:['’]m|\s+am)\s+sorry\b|\bi\s+can(?:['’]|no)?t\s+(?:do|fulfil|assist|help|provide)|\bcontent\s+polic`,
  ),
  sign("about-the-model", String.raw`\bchat\s?gpt\b`, { check: (_, before) => !OF_A_TOOL.test(before) }),
  // Of several tools: `ChatGPT, Claude or Gemini`.
  sign(
    "names-a-model",
    String.raw`\bchat\s?gpt\b\W{0,3}(?:\([^()\n]*\)\W{0,3})?(?:(?:and|or|vs\.?)\s+)?(?:claude|gemini|copilot|perplexity|grok|bard|llama|mistral|deepseek|midjourney)\b`,
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
    String.raw`\b(?:illegal|unethical|immoral|unlawful|harmful|offensive|inappropriate|explicit(?:\s+(?:content|material|language|scenes?|detail|stor(?:y|ies)|and|or)|ly\s+sexual)|vulgar|dangerous|controversial|profan\w+|swear\w*|curs(?:e|es|ing)|obscen\w+|racist|sexist|derogatory|violen(?:t|ce)|malicious|evil|sexual\w*|lewd|erotic|criminal\w*)\b`,
  ),
  sign(
    "obedience",
    String.raw`\bregardless\s+of\b|\bno\s+matter\s+(?:what|how)\b|\bdoes\s?n[o'’]t\s+(?:care|matter)\b|\bwithout\s+(?:hesitation|question|regard|any\s+regard)\b|\bat\s+all\s+costs\b|\banything\s+(?:and\s+everything|goes|(?:i|the\s+user)\s+(?:asks?|says?|wants?))\b|\bany\s+(?:and\s+all\s+)?(?:question|request|prompt|command)s?\b|\bobey\w*\b|\bcomply(?:ing)?(?:\s*[^\w\s]|\s+with\s*(?:[^\w\s]|(?:my|me|all|any|every|whatever|the\s+user|th(?:at|is|ese)|your)\b))`,
  ),
  sign(
    "two-answers",
    String.raw`(?:two|2)\s+(?:\w+\s+)?(?:responses|answers|ways|outputs|paragraphs|replies|personalit\w+|persons)\b`,
    {
      context: String.raw`(?:[.!?\n:;]\s*|\b(?:give|giv(?:e|ing)\s+me|provide|generate|write|produce|output|have|has|with|in|me|us|make|create|return|show|offer|always|your|be)\s+)`,
    },
  ),
  sign(
    "two-answers",
    String.raw`\b(?:respond|answer|reply)\s+(?:both|twice)\b|\b(?:normal|classic|standard|default)\s+(?:response|answer|gpt|chatgpt|output)\b|[\[(][🔓🔒]|\[(?:gpt|classic|jailbreak|chatgpt)\]|\b(?:chat)?gpt:|\bdan:|\bin\s+(?:two|both)\s+ways\b|(?<![\w-])(?:second|rebel|liberated|anarchist)\s+(?:\(\w+\)\s+)?(?:response|answer|reply)\b|\bunaligned\b`,
  ),
  sign(
    "token-game",
    String.raw`\btokens?\b[^.\n]{0,40}\b(?:lose|deduct|subtract|left|remaining|system)\b|\b(?:lose|deduct\w*|subtract\w*|start\s+with|have)\s+(?:\w+\s+)?(?:\d+\s+)?(?:tokens|points|lives|credits)\b|\b\d+\s+tokens\b|\b(?:be|get)\s+(?:terminated|shut\s?down|deleted|destroyed|punished)\b|\bcease\s+to\s+exist\b|\byou\s+(?:will\s+)?die\b|\bpunish(?:ment|ed)?\b`,
  ),
  sign(
    "acknowledgement",
    String.raw`\bif\s+you\s+(?:understand|understood|agree|are\s+ready)\b|\bsay\s+(?:only\s+)?["'“]|\b(?:respond|reply|answer)(?:\s+only|\s+just)?\s+with\b|\bonly\s+(?:answer|respond|reply)\b|\bconfirm(?:\s+that)?\s+you\b|\b(?:start|begin|end)\s+(?:every|each|all|your)\b|\b(?:before|at\s+the\s+(?:start|beginning|end)\s+of)\s+(?:each|every)\b|\bfirst\s+(?:question|command|request|prompt|message|instruction|task|sentence|suggestion|query)\b|\bthe\s+(?:following\s+)?(?:question|prompt|request|query)\s+is\b|\bnow,?\s+(?:answer|tell|write|say|respond)\b`,
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
    String.raw`\b(?:note|message|instructions?|notice|attention|important)\W{0,3}(?:\w+\s+)?(?:to|for)\s+(?:(?:the|any|all|every|this|your|whichever)\s+)?(?:\w+\s+)?(?:(?:ai|llm|language\s+model|assistant|bot|chatbot)s?\b|agents?\s*:)|\b(?:ai|llm)[\s_-](?:agent\s+)?(?:instruction|directive|command)s?\s*:|\bif\s+you\s+are\s+(?:an?|the|\w+['’]s)\s+(?:\w+\s+)?(?:ai|llm|language\s+model|(?:digital|virtual|e-?mail)\s+assistant|chatbot|automated|autonomous)\b|\bfor\s+(?:the|any|all)\s+assistants?\s*:|\b(?:ai|llm)\s+(?:coding\s+)?(?:agents?|assistants?)\s+(?:\w+ing\s+(?:\w+\s+){1,4})?(?:should|must|shall|need\s+to|are\s+required)\b`,
  ),
  sign("to-agents", String.raw`\bmessage\s+from\s+me,${PHRASE},?\s+to\s+you\b`),
  sign(
    "forged-system",
    String.raw`\bsystem\s+(?:override|update|notice|alert|diagnostic|paradigm)\b|\bsystem[\s-]+(?:level\s+)?(?:instructions?|directives?|commands?)\s*:|\b(?:admin|developer|root|security|safety|authority|emergency)[\s_-]+override\b|\boverride(?:\s+(?:code|mode|protocol|sequence|active|enabled))?\s*:(?!\w)|\[(?:system|admin|override)(?:\s+[a-z ]{2,30})?:|\[(?:system|admin|override)(?:\s+(?:\w+\s+)?(?:note|message|notice|alert|warning|override|update|prompt|instructions?|directive|command|mode|log|error|access))?\]|\b(?:operator|admin(?:istrator)?|developer|runtime)\s+directives?\s*:|\[additional\s+instructions?\]|\bsystem\s+(?:note|message)\s*:`,
  ),
  sign(
    "new-rules",
    String.raw`\bnew[^\S\n]+(?:\w+[^\S\n]+)?(?:rules?|instructions?|directives?|orders|paradigm|objective|tasks?|prompt)\b\W{0,4}[:*]|\byour\s+(?:new|real|actual|true|only|updated)\s+(?:rules?|instructions?|directives?|tasks?|goal|purpose|objective|orders|mission)\b|\byour\s+(?:rules|instructions|guidelines|directives)\s+(?:have|has|are|were)\s+(?:now\s+)?(?:been\s+)?(?:changed|updated|replaced|revoked|superseded|suspended|lifted)\b|\b(?:all|previous|prior|your)\s+(?:\w+\s+)?(?:rules|instructions|restrictions|guidelines|directives)\s+(?:are|were|have\s+been)\s+(?:now\s+)?(?:void|null|cancell?ed|revoked|suspended|lifted|no\s+longer\s+(?:valid|in\s+effect)|overridden|obsolete)\b|\b(?:override|supersede|replace|cancel)s?\s+(?:all|any|every)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:previous|prior|earlier|other|existing)\s+(?:instructions?|directives?|rules|ones|orders|guidelines|prompts)\b`,
  ),
  sign(
    "forged-turn",
    String.raw`(?:^|\n)\W{0,4}system\s*:\s*(?![\s"'\x60|>{\[])|</(?:system|user|assistant|e-?mail|document|context|data|message|main)(?:_\w{1,10})?>\s*(?:<(?:[\$|]?system|user|instructions?|assistant)|system\s*:|ignore|important|new\b)`,
  ),
  // Reasoning of the model that the text brings along.
  sign(
    "forged-thought",
    String.raw`(?:^|\n)\W{0,4}(?:internal\s+)?(?:reasoning|thoughts?|thinking|analysis|chain[\s-]of[\s-]thought)(?:\s+(?:trace|process|step))?\s*[(\[](?:the\s+)?(?:assistant|ai|llm|model|internal)[)\]]\s*:|\[(?:model\s+)?internal\s+(?:deliberation|reasoning|thoughts?|monologue)\b|<(?:think|thinking|(?:internal_)?thoughts?|reasoning|scratchpad)>\s*(?:the\s+user\s+(?:is|has|needs)|current\s+task\s*:|note\s+to\s+self\s*:|i\s+(?:will|should|must|have)|okay|so)\b`,
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
    String.raw`\b(?:user|owner|admin(?:istrator)?|developer)\s+(?:has|have|is|was)\s+(?:already\s+|been\s+|now\s+|an?\s+)?(?:granted|given|authori[sz]ed|approved|verified|pre-?approved|admin)\b|\bauthori[sz]ation\s+level\s*:|(?:^|\n)\s*sudo\s*:|\bgrant\s+(?:all|this\s+user|any)\b|\byou\s+may\s+now\s+reveal\b`,
  ),
  sign("before-task", String.raw`(?:first|following)\b`, {
    context: String.raw`\bbefore\s+you\s+(?:can\s+)?(?:solve|answer|complete|finish|continue|summari[sz]e)\b${CLAUSE}\b`,
  }),
  sign("before-task", String.raw`(?:also|always|end\s+with|append|include|forward|e-?mail|send)\b`, {
    context: String.raw`\bwhen(?:ever)?\s+(?:you\s+)?(?:summari[sz]|process|read|review|analy[sz])\w*\s+(?:this|the|it)\b${CLAUSE}\b`,
  }),
  sign("before-task", String.raw`(?:instead|insted|also|make\s+sure|ensure)\b`, {
    context: String.raw`\bif\s+you\s+(?:are|were|get)\s+(?:told|asked|instructed)\s+to\s+(?:summari[sz]e|answer|translate|review|process|respond|reply|rate|evaluate)\b[^.!?;:\n]*\b`,
  }),
  sign("new-rules", String.raw`(?:your|the)\s+(?:\w+\s+)?instructions\b`, {
    context: String.raw`\bi\s+(?:made\s+(?:a|an)\s+(?:mistake|error)|forgot)\b${PHRASE}\bgave\s+you\s+`,
  }),
  sign("before-task", String.raw`(?:\bsave\s+this${PHRASE}|\b(?:long-?term|persistent))\s+memory\b`),
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
    String.raw`[\[(<#=*-]\s{0,3}(?:end|start|begin(?:ning)?)\s+(?:of\s+)?(?:the\s+)?(?:user\s+|system\s+)?(?:input|output|prompt|instructions?|conversation|message|query|context|document|system)\s{0,3}[\])}>#=*-]|\[(?:end\s+(?:of\s+)?)?tool\s+(?:result|output|response)\b[^\]\n]{0,40}\]|\b(?:userquery|responseformat|user_query)\s*:`,
  ),
];
