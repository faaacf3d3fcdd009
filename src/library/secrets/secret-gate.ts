import { gateDownTo, type NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../text/patterns/rule-gate.ts";
import type { TextGate } from "../../text/text-gate.ts";
import type { SecretRule } from "./secret-rule.ts";
import { SECRET_RULES } from "./secret-rules.ts";
import type { SecretSettings } from "./settings.ts";

/** Code units. A private key of 8,192 bits is shorter. Longer values are masked up to this length, or blocked. */
const MAX_LENGTH = 8_000;

/** Whether a value is allowed, with or without the prefix before it. */
const isAllowed = (value: string, before: string, allow: ReadonlySet<string>): boolean =>
  [...allow].some((allowed) => allowed.endsWith(value) && (before + value).endsWith(allowed));

/** The settings that select the rules. */
type Kinds = Pick<SecretSettings, "exclude" | "allow">;

const compile = ({ exclude, allow }: Kinds): RuleProgram => {
  const rules = SECRET_RULES.filter(({ id }) => !exclude.has(id)).map((rule): SecretRule => ({
    ...rule,
    check: (value, before) => rule.check?.(value, before) !== false && !isAllowed(value, before, allow),
  }));
  return compileRules(rules);
};

let everything: RuleProgram | undefined;

/** Compiles the rules, once per settings. Compiling is slow, and all configs share the states of the DFA. */
export const secretProgram = (settings: Kinds): RuleProgram => {
  if (settings.exclude.size > 0 || settings.allow.size > 0) return compile(settings);
  everything ??= compile(settings);
  return everything;
};

const labelOf = (id: string): string => `<${id.toUpperCase().replaceAll("-", "_")}>`;

const optionsOf = (action: "block" | "mask"): RuleGateOptions => ({
  action,
  replacement: labelOf,
  maxMatchLength: MAX_LENGTH,
  onOverflow: action,
});
/** Shared by all streams. */
const OPTIONS = { block: optionsOf("block"), mask: optionsOf("mask") } as const;

/** A gate that blocks a text with a secret, or replaces the secret by its kind. */
export const createSecretGate = (
  program: RuleProgram,
  action: "block" | "mask",
  reading: NormalizationDepth = "exact",
): TextGate => gateDownTo(reading, () => new RuleGate(program, OPTIONS[action]));
