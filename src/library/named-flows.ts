import { flowId } from "../config/flow-id.ts";
import type { RailsConfigData } from "../config/config-types.ts";
import { flowsIn } from "../config/group-flows.ts";
import { libraryFlowsOf } from "./colang-flow/bound-flow.ts";
import { GROUPS } from "./groups.ts";
import { RENAMED_FLOWS } from "./nemo-flows.ts";

/** The flows that a config names, under the names they have today, and those that its own flows ask. */
export const flowsOf = ({ rails, flows }: Pick<RailsConfigData, "rails" | "flows">): ReadonlySet<string> => {
  const named = GROUPS.flatMap((group) => flowsIn(rails[group]).map((flow) => flowId(flow).name));
  return new Set([...named.flatMap((name) => [name, RENAMED_FLOWS.get(name) ?? name]), ...libraryFlowsOf(flows)]);
};
