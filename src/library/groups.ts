import type { RailGroup } from "../rails/spec.ts";
import type { RailType } from "../types.ts";

/** The groups under their names in a config. */
export const GROUP_KEYS: Readonly<Record<RailGroup, RailType>> = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  toolInput: "tool_input",
  toolOutput: "tool_output",
};

export const GROUPS: readonly RailGroup[] = ["input", "output", "retrieval", "toolInput", "toolOutput"];
