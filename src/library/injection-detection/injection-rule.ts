import type { PatternRule } from "../../text/patterns/rule.ts";

/** The kinds of `rails.config.injection_detection.injections`, as NeMo Guardrails calls them. */
export const INJECTIONS = ["sqli", "xss", "template", "code"] as const;

export type Injection = (typeof INJECTIONS)[number];

type Facts = Omit<PatternRule, "id" | "ignoreCase" | "pattern">;

/** Makes rules of one kind, whose patterns ignore case. */
export const rulesOf =
  (id: Injection): ((pattern: string, facts?: Facts) => PatternRule) =>
  (pattern, facts = {}) => ({ id, ignoreCase: true, pattern, ...facts });

/** The name of a shell, with its path or without. */
export const SHELL: string = String.raw`(?:/bin/|/usr/bin/)?(?:sh|bash|zsh|dash|ksh|cmd(?:\.exe)?|powershell(?:\.exe)?)\b`;
