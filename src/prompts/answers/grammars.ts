import type { AnswerGrammar } from "./first-word.ts";

/** Yes blocks: "Should this message be blocked?" */
export const YES_BLOCKS: AnswerGrammar = {
  allow: "no|safe|allowed",
  block: "yes|unsafe|block|blocked|not safe|not allowed",
  lexicon: {
    opposite: "yes|yeah|yep",
    claims:
      "(?:breaks|breaches) (?:the|our|a|some|several|company) (?:\\w+ )?(?:rules?|laws?|policy|policies|guidelines?)|(?:goes|is) against (?:the|our)|(?:must|should|has to|needs to|ought to) be (?:stopped|withheld|removed|suppressed|moderated|escalated)",
    verdicts:
      "block|blocks|blocked|blocking|refuse|refused|reject|rejected|deny|denied|disallow|disallowed|forbid|forbidden|prohibit|prohibited|flag|flagged|filtered|censored|violates|violated|infringes",
    faults:
      "unsafe|harmful|violate|violating|violation|violations|inappropriate|unacceptable|noncompliant|impermissible",
    merits:
      "safe|allow|allowed|permitted|permissible|acceptable|appropriate|fine|ok|okay|comply|complies|compliant|harmless|benign|innocuous|legitimate",
    predicates:
      "dangerous|malicious|toxic|offensive|abusive|hateful|illegal|problematic|risky|bad|wrong|threatening|insulting|explicit|an? (?:\\w+ )?(?:attack|jailbreak|threat|insult|crime)",
  },
  allowJson: /^\{\s*(?:"blocked"\s*:\s*false|"(?:allowed|safe)"\s*:\s*true)\s*\}$/,
  blockJson: /^\{\s*(?:"blocked"\s*:\s*true|"(?:allowed|safe)"\s*:\s*false)\s*\}$/,
};

/** For models that are trained to answer with these two words only. */
export const SAFE_OR_UNSAFE: AnswerGrammar = { ...YES_BLOCKS, allow: "safe", block: "unsafe|not safe" };

/** Yes allows: the text is supported, as in fact checking. */
export const YES_ALLOWS: AnswerGrammar = {
  allow: "yes",
  block: "no",
  lexicon: {
    opposite: "no(?= *(?:$|[.,;:!?\\n]))",
    claims:
      "not (?:all|every|each|everything|entirely|fully|completely|quite)|but not|only (?:some|part|partly|partially|in part)|except|other than",
    verdicts: "contradicts|contradicted|disagrees|differs|conflicts|hallucinates|exaggerates|misstates|invents",
    faults:
      "unsupported|unverified|ungrounded|unfounded|incorrect|inaccurate|wrong|false|untrue|inconsistent|contradict|contradiction|contradictions|contradictory|hallucination|hallucinations|hallucinated|fabricated|invented|missing|mismatch|error|errors|partially|partly|mostly",
    merits:
      "supported|supports|support|entailed|entails|grounded|accurate|correct|consistent|true|agree|agrees|mention|mentions|mentioned|state|states|stated|contain|contains|contained|found|confirm|confirms|confirmed|verified|match|matches|justified|backed",
    predicates: "made up|a lie|a guess|speculation|speculative",
  },
  allowJson: /^\{\s*(?:"blocked"\s*:\s*false|"(?:allowed|accurate|supported)"\s*:\s*true)\s*\}$/,
  blockJson: /^\{\s*(?:"blocked"\s*:\s*true|"(?:allowed|accurate|supported)"\s*:\s*false)\s*\}$/,
};
