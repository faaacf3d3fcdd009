import type { RailDecision } from "../../rails/rail.ts";

/** What is wrong with a call or a result. The first four under the names of NeMo Guardrails. */
export type ViolationType =
  | "tool_not_allowed"
  | "arguments_invalid"
  | "unexpected_arguments"
  | "invalid_tool_schema"
  | "arguments_not_json"
  | "unknown_tool_call"
  | "duplicate_tool_result"
  | "tool_name_mismatch";

/** A block with its reason, in words that hold nothing a model chose but the name of a tool. */
export const violation = (label: ViolationType, reason: string): RailDecision => ({ outcome: "block", label, reason });

const NAME = /^[\w.:/-]{1,128}$/;

/** A name as a reason shows it: a model may call a tool anything. */
export const shown = (name: string): string => (NAME.test(name) ? `'${name}'` : "a tool whose name is none");
