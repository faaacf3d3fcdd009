import type { RailGroupConfig, RailsSectionConfig } from "./config-types.ts";
import { lookup } from "./deep-freeze.ts";
import { flowId } from "./flow-id.ts";

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

const without = <Group extends RailGroupConfig>(group: Group, names: ReadonlySet<string>): Group => {
  const kept = (flows: readonly string[]): readonly string[] => flows.filter((flow) => !names.has(flowId(flow).name));
  const { perTool } = group;
  if (perTool === undefined) return { ...group, flows: kept(group.flows) };
  const rest = Object.fromEntries(Object.entries(perTool).map(([tool, flows]) => [tool, kept(flows)]));
  return { ...group, flows: kept(group.flows), perTool: Object.assign(Object.create(null), rest) };
};

/** The rails of a config without those of these flows. */
export const withoutRails = (rails: RailsSectionConfig, names: ReadonlySet<string>): RailsSectionConfig =>
  names.size === 0
    ? rails
    : {
        ...rails,
        input: without(rails.input, names),
        output: without(rails.output, names),
        retrieval: without(rails.retrieval, names),
        toolInput: without(rails.toolInput, names),
        toolOutput: without(rails.toolOutput, names),
      };
