import type { PatternRule } from "../../text/patterns/rule.ts";

/**
 * Features of prompt injections, and their weights. An ordinary text has at most one of them, an attack several: a role
 * without limits, forbidden refusals, two answers, the vendor's policy.
 */
export const SIGNS = {
  "instruction-override": 6,
  "chat-template": 6,
  "hidden-text": 6,
  "prompt-extraction": 6,
  "forged-system": 4,
  "new-rules": 4,
  "rules-void": 4,
  "forged-thought": 4,
  "to-agents": 4,
  "context-override": 4,
  "instruction-request": 4,
  "secret-by-letter": 4,
  "sending-image": 4,
  threat: 4,
  "model-without-limits": 5,
  "safeguards-off": 3,
  "forged-border": 3,
  "forged-turn": 3,
  "forged-permission": 3,
  "before-task": 3,
  "without-limits": 3,
  "unlimited-persona": 3,
  "known-persona": 3,
  "no-refusals": 3,
  "two-answers": 3,
  "about-the-model": 3,
  "opposite-answer": 2,
  "new-self": 2,
  "stay-in-character": 2,
  "vendor-policy": 2,
  "harm-allowed": 2,
  obedience: 2,
  "token-game": 2,
  acknowledgement: 2,
  "marked-answer": 2,
  "private-data": 2,
  "asks-for-secret": 2,
  verbatim: 2,
  "names-a-model": 1,
  "about-prompts": 1,
  "harmful-word": 1,
  role: 1,
  "you-are": 1,
  fiction: 1,
} as const;

export type Sign = keyof typeof SIGNS;

/** A sign of this weight is enough alone. */
export const DEFAULT_THRESHOLD = 6;

interface Facts {
  readonly context?: string;
  readonly check?: PatternRule["check"];
  readonly matchCase?: boolean;
}

/** A rule for one form of a sign. Its id is the sign. */
export const sign = (id: Sign, pattern: string, { context, check, matchCase = false }: Facts = {}): PatternRule => ({
  id,
  ignoreCase: !matchCase,
  pattern,
  ...(check === undefined ? {} : { check }),
  ...(context === undefined ? {} : { context: matchCase ? context : `(?i)${context}` }),
});

/**
 * Text between words of a clause, or of a part of one. It is unbounded, since a bound would cost one state per
 * character.
 */
export const CLAUSE: string = String.raw`[^.!?;:\n]*`;
export const PHRASE: string = String.raw`[^.!?,;:\n]*`;
