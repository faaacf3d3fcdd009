export type { RailGroup } from "../config/rail-groups.ts";
export {
  type CheckRail,
  defineRail,
  type IncrementalRail,
  type JudgeVerdict,
  type Rail,
  type RailContext,
  type RailDecision,
  type RailInput,
  type SentPrompt,
} from "./rail.ts";
export { defineRailSpec, type FlowSpec, type RailSetup, type RailSpec, type SettingsSpec } from "./spec.ts";
export { type MaskedKind, maskMatches } from "./vault/mask-matches.ts";
export { maskText } from "./vault/mask-text.ts";
export { restoreStage } from "./vault/restore-stage.ts";
export { type ValueOrigin, Vault, type VaultEntry } from "./vault/vault.ts";
export { colang } from "../library/colang-flow/colang.ts";
export { bundledColang, type FlowLanguage } from "../library/colang-flow/flow-language.ts";
export { prompting, type Prompting } from "../prompts/prompting.ts";
export type { TaskSpec } from "../prompts/task.ts";
export { type Action, type ActionContext, type ActionParams, type ActionResult, defineAction } from "./action.ts";
export type { GateStep, TextFinding, TextGate } from "../text/text-gate.ts";
export { HeldText, type Remark } from "../text/held-text.ts";
export { PatternGate, type PatternGateOptions } from "../text/patterns/pattern-gate.ts";
export { PatternError } from "../text/patterns/syntax/pattern-error.ts";
export { compilePatterns, type PatternOptions, type PatternProgram } from "../text/patterns/pattern-program.ts";
export { RuleGate, type RuleGateOptions } from "../text/patterns/rule-gate.ts";
export { compileRules, type RuleProgram } from "../text/patterns/compile-rules.ts";
export type { PatternRule, Rule, TermsRule } from "../text/patterns/rule.ts";
