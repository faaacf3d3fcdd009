import { gateByLevel } from "../../text/normalize/normalization-level.ts";
import { compileRules } from "../../text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../text/patterns/rule-gate.ts";
import type { PatternRule } from "../../text/patterns/rule.ts";
import type { TextGate } from "../../text/text-gate.ts";
import { CODE_RULES } from "./code-rules.ts";
import { HTML_RULES } from "./html-rules.ts";
import type { Injection } from "./injection-rule.ts";
import type { InjectionAction, InjectionSettings } from "./settings.ts";
import { SQL_RULES } from "./sql-rules.ts";
import { TEMPLATE_RULES } from "./template-rules.ts";

const RULES: Readonly<Record<Injection, readonly PatternRule[]>> = {
  sqli: SQL_RULES,
  xss: HTML_RULES,
  template: TEMPLATE_RULES,
  code: CODE_RULES,
};

/** Code units. Ordinary matches are shorter; a longer one passes, but payloads inside it are matched on their own. */
const MAX_LENGTH = 1_000;

/** Writes every character as an HTML reference: it looks the same, and cannot run. */
const disarmed = (value: string): string =>
  value.replaceAll(/[^\p{L}\p{N}\s]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

const replacementOf = (action: InjectionAction): RuleGateOptions =>
  action === "reject"
    ? { action: "block" }
    : { action: "mask", replacement: (_, value) => (action === "omit" ? "" : disarmed(value)) };

/**
 * Returns a factory of gates that find injections. A text is matched as it is, and with escapes, Base64 and hex
 * decoded, since payloads come in both forms.
 */
export const injectionGates = ({ injections, own, action }: InjectionSettings): (() => TextGate) => {
  const built = injections.flatMap((name) => (Object.hasOwn(RULES, name) ? RULES[name as Injection] : []));
  const program = compileRules([...built, ...own]);
  const create = (): TextGate => new RuleGate(program, { ...replacementOf(action), maxMatchLength: MAX_LENGTH });
  return () => gateByLevel({ exact: create, decode: create });
};
