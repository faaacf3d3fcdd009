import type { RailsConfigData } from "../../config/config-types.ts";
import { GROUPS, type RailGroup } from "../../config/rail-groups.ts";
import { MAX_CONNECTIONS } from "../../http/connections.ts";
import type { ResolvedRails } from "../../library/resolve/origins.ts";
import { isCheckRail, isMonitored } from "../../rails/rail.ts";

/** Monitored rails may make no more concurrent calls than enforced ones do by default. */
const MAX_AT_ONCE = 4;

/** Groups that read an answer. */
const ANSWERS: ReadonlySet<RailGroup> = new Set(["output", "toolOutput"]);

/** Concurrent calls of the enforced rails of a group, if each makes one at a time. */
const enforcedAtOnce = (group: RailGroup, rails: ResolvedRails["rails"], config: RailsConfigData): number => {
  const judges = rails[group].filter((rail) => isCheckRail(rail) && !isMonitored(rail)).length;
  if (judges === 0) return 0;
  const together = config.rails[group].parallel ? judges : 1;
  // Windows of an answer are checked concurrently; on input, the model may run beside the judges.
  return ANSWERS.has(group) ? Math.max(together, config.rails.output.streaming.maxInFlight) : together + 1;
};

/**
 * The number of monitored rails that may run concurrently in a request: at least one, and otherwise as many as leave
 * enough connections to the model and the enforced rails.
 */
export const monitoredAtOnce = (rails: ResolvedRails["rails"], config: RailsConfigData): number => {
  const enforced = Math.max(1, ...GROUPS.map((group) => enforcedAtOnce(group, rails, config)));
  return Math.max(1, Math.min(MAX_AT_ONCE, MAX_CONNECTIONS - enforced));
};
