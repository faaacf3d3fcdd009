import type { RailGroupConfig } from "./config-types.ts";
import { lookup } from "./plain-data.ts";

/** What several groups say of single tools: the flows of each tool, those of the first group first. */
export const flowsOfTools = (groups: readonly RailGroupConfig[]): Readonly<Record<string, readonly string[]>> => {
  const flows = lookup<readonly string[]>({});
  for (const [tool, some] of groups.flatMap(({ perTool = {} }) => Object.entries(perTool))) {
    flows[tool] = [...new Set([...(flows[tool] ?? []), ...some])];
  }
  return flows;
};

/** All flows of a group, those for single tools included. */
export const flowsIn = ({ flows, perTool = {} }: RailGroupConfig): readonly string[] => [
  ...flows,
  ...Object.values(perTool).flat(),
];
