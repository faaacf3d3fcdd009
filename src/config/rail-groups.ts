import type { RailType } from "../types/verdict.ts";

/** The groups of rails that a config has. */
export type RailGroup = "input" | "output" | "retrieval" | "toolInput" | "toolOutput";

/** The groups under their names in a config. */
export const GROUP_KEYS: Readonly<Record<RailGroup, RailType>> = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  toolInput: "tool_input",
  toolOutput: "tool_output",
};

export const GROUPS: readonly RailGroup[] = ["input", "output", "retrieval", "toolInput", "toolOutput"];

/** A value for each group, made in their order. */
export const byGroup = <T>(make: (group: RailGroup) => T): Record<RailGroup, T> =>
  Object.fromEntries(GROUPS.map((group) => [group, make(group)])) as Record<RailGroup, T>;
