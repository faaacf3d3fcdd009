export {
  type CheckRail,
  defineRail,
  type IncrementalRail,
  type JudgeVerdict,
  type Rail,
  type RailContext,
  type RailDecision,
  type RailInput,
} from "./rail.ts";
export {
  type Action,
  type ActionContext,
  type ActionParams,
  type ActionResult,
  defineAction,
} from "../actions/action.ts";
export type { TextFinding, TextGate } from "../text/text-gate.ts";
export { PatternGate, type PatternGateOptions } from "../text/pattern-gate.ts";
export { PatternError } from "../text/pattern-syntax.ts";
export { compilePatterns, type PatternOptions, type PatternProgram } from "../text/pattern-program.ts";
