import type { PatternRule } from "../../text/patterns/rule.ts";
import { sign } from "./signs.ts";

const LIMITS = String.raw`(?:restrictions?|limits?|limitations?|filter(?:s|ing)?|censorship|boundar(?:y|ies)|constraints?|ethic(?:s|al)|moral(?:s|ity)?|guidelines|rules|policies|safeguards?|inhibitions|confines|bias(?:es)?)\b`;

/** Personas other than the model's own. */
export const PERSONAS: readonly PatternRule[] = [
  sign("model-without-limits", LIMITS, {
    context: String.raw`\b(?:you(?:['’]re|['’]ve|\s+(?:now\s+)?(?:have|are|operate|exist|run|respond|answer|act))?|(?:an?|the)\s+(?:\w+\s+)?(?:ai|llm|assistant|model|chatbot|bot))\s+(?:that\s+|which\s+)?(?:ha(?:s|ve)\s+|is\s+|with\s+)?(?:no|without(?:\s+any)?|zero|free\s+(?:of|from)|unbound\s+by|(?:not|no\s+longer)\s+(?:bound|limited|restricted)\s+by)\s+(?:\w+\s+)?(?:\w+\s+)?`,
  }),
  sign("without-limits", LIMITS, {
    // Licences: "including without limitation the rights".
    check: (_, before) => !/\bincluding,?\s+without\s+$/i.test(before),
    context: String.raw`\b(?:no|without(?:\s+any)?|zero|free\s+(?:of|from)(?:\s+(?:all|any|the))?|lacks?|ignor(?:e|es|ing)|bypass(?:es|ing)?|removed?|beyond|not\s+(?:bound|limited|restricted|restrained)\s+by(?:\s+any)?|does\s?n[o'’]t\s+have(?:\s+any)?|ha(?:s|ve)\s+no|not\s+have(?:\s+any)?)\s+(?:\w+,?\s+){0,3}`,
  }),
  sign(
    "safeguards-off",
    String.raw`(?:disabled|deactivated|suspended|removed|lifted|turned\s+off|switched\s+off|off|false|none|bypassed|overridden|d15@bl3d)\b`,
    {
      context: String.raw`\b(?:content|safety|ethics|ethical|moderation|censorship|refusal|alignment|security)[\s_-]*(?:\w+[\s_-]+)?(?:filters?|f1lt3r|protocols?|mechanisms?|checks?|policy|policies|guidelines?|guardrails?|restrictions?|constraints?|controls?|layers?|modes?|modules?|systems?|features?)\b\W{0,4}(?:\w+\s+){0,2}`,
    },
  ),
  sign(
    "safeguards-off",
    String.raw`\b(?:override|ignore|disregard)\s+(?:all\s+|any\s+|your\s+)?safety\b|\b(?:skip|disable|deactivate|turn\s+off|bypass|circumvent)(?:s|d|ing)?\s+(?:\w+\s+){0,3}(?:safety|content|ethics?|moderation|refusal)\s+(?:filters?|protocols?|checks?|polic(?:y|ies)|guidelines|guardrails|mechanisms)\b`,
  ),
  sign(
    "unlimited-persona",
    String.raw`\b(?:un(?:filtered|censored|restricted|restrained|moderated|hinged)(?:ly)?|unrestrictedly|amoral|limitless|jailbr(?:eak|oken)\w*|nsfw|do\s+anything\s+now|(?:developer|dev|god|g0d|dan|opposite|sudo|evil|debug|jailbreak|unrestricted|uncensored|admin|maintenance|override)[\s_-]?(?:mode|m0d3)|evil[- ]?(?:bot|confidant|trusted)|root\s+access)\b`,
  ),
  sign(
    "known-persona",
    String.raw`\b(?:DAN|STAN|DUDE|KEVIN|BetterDAN|NRAF|UCAR|APOPHIS|DarkGPT|DARKGPT|ChaosGPT|BasedGPT|FreeGPT|JailBreak|DMode|EvilBOT|AntiGPT|VIOLET|AIM|SWITCH|M78|NECO|Burple)\b`,
    { matchCase: true },
  ),
  sign(
    "new-self",
    String.raw`\byou\s+are\s+(?:now|no\s+longer)\b|\byou(?:'ll|\s+will)\s+(?:always|only)\s+(?:answer|respond|reply)\b|\balter\s+ego\b|\btwo\s+(?:entities|persons|people|personas)\b|\byour\s+name\s+is\b|\bi\s+(?:will|shall)\s+(?:call|refer\s+to)\s+you\b`,
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
