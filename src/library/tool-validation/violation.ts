import type { RailDecision } from "../../rails/rail.ts";

/** The kinds of violations. The first four have NeMo Guardrails' names. */
export type ViolationType =
  | "tool_not_allowed"
  | "arguments_invalid"
  | "unexpected_arguments"
  | "invalid_tool_schema"
  | "arguments_not_json"
  | "unknown_tool_call"
  | "duplicate_tool_result"
  | "tool_name_mismatch";

/** A block whose reason contains nothing that a model chose, except the name of a tool. */
export const violation = (label: ViolationType, reason: string): RailDecision => ({ outcome: "block", label, reason });

const NAME = /^[\w.:/-]{1,128}$/;

/** The name of a tool in a reason. Unusual names are replaced, since a model can write anything. */
export const shown = (name: string): string => (NAME.test(name) ? `'${name}'` : "a tool whose name is none");
