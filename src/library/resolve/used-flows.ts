import type { RailsConfigData } from "../../config/config-types.ts";
import { flowId } from "../../config/flow-id.ts";
import { flowsIn } from "../../config/group-flows.ts";
import { GROUPS } from "../../config/rail-groups.ts";
import { RENAMED_FLOWS } from "../nemo/flows.ts";
import { catalogOf } from "./config-catalog.ts";

/** The flows that a config uses, under their current names, and those that its own flows call. */
export const usedFlows = (config: Pick<RailsConfigData, "rails" | "flows" | "catalog">): ReadonlySet<string> => {
  const { rails, flows } = config;
  const named = GROUPS.flatMap((group) => flowsIn(rails[group]).map((flow) => flowId(flow).name));
  const calledByColang = catalogOf(config).colang?.asks(flows) ?? [];
  return new Set([...named.flatMap((name) => [name, RENAMED_FLOWS.get(name) ?? name]), ...calledByColang]);
};
