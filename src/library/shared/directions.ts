import type { RailGroup } from "../../config/rail-groups.ts";
import type { FlowSpec } from "../../rails/spec.ts";

/** The direction in the name of a flow, as in `mask secrets on tool results`. */
export type DirectionName = "input" | "output" | "retrieval" | "tool arguments" | "tool results";

const GROUPS: Readonly<Record<DirectionName, RailGroup>> = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  "tool arguments": "toolOutput",
  "tool results": "toolInput",
};

export const EVERY_DIRECTION: readonly DirectionName[] = Object.keys(GROUPS) as DirectionName[];

/** A flow for each direction: `<what> on <direction>`. */
export const flowsOn = (
  directions: readonly DirectionName[],
  what: string,
  facts: Omit<FlowSpec, "groups">,
): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(directions.map((name) => [`${what} on ${name}`, { groups: [GROUPS[name]], ...facts }]));

/** `detect <what> on …`, whose rails block, and `mask <what> on …`. Both are incremental. */
export const detectAndMask = (
  directions: readonly DirectionName[],
  what: string,
  onBlock: Pick<FlowSpec, "refusal"> = {},
): Readonly<Record<string, FlowSpec>> => ({
  ...flowsOn(directions, `detect ${what}`, { reads: "incremental", ...onBlock }),
  ...flowsOn(directions, `mask ${what}`, { reads: "incremental", rewrites: true }),
});

/** The action of such a flow. */
export const actionOf = (name: string): "block" | "mask" => (name.startsWith("mask") ? "mask" : "block");
