import type { RailGroupConfig } from "./config-types.ts";
import { lookup } from "./plain-data.ts";

/** Merges the flows of single tools over several groups, in order. */
export const flowsOfTools = (groups: readonly RailGroupConfig[]): Readonly<Record<string, readonly string[]>> => {
  const flows = lookup<readonly string[]>({});
  for (const [tool, some] of groups.flatMap(({ perTool = {} }) => Object.entries(perTool))) {
    flows[tool] = [...new Set([...(flows[tool] ?? []), ...some])];
  }
  return flows;
};

/** All flows of a group, including those for single tools. */
export const flowsIn = ({ flows, perTool = {} }: RailGroupConfig): readonly string[] => [
  ...flows,
  ...Object.values(perTool).flat(),
];
