import type { RailsConfigData } from "../../config/config-types.ts";
import { MAX_CONNECTIONS } from "../../http/connections.ts";
import { GROUPS, type RailGroup } from "../../config/rail-groups.ts";
import type { ResolvedRails } from "../../library/resolve/origins.ts";
import { isCheckRail, isMonitored } from "../../rails/rail.ts";

/** What is only watched must not ask more than what is enforced may by default. */
const MAX_AT_ONCE = 4;

/** Groups that read an answer. */
const ANSWERS: ReadonlySet<RailGroup> = new Set(["output", "toolOutput"]);

/** Calls that enforced rails of a group may have under way together, when each makes one at a time. */
const enforcedAtOnce = (group: RailGroup, rails: ResolvedRails["rails"], config: RailsConfigData): number => {
  const judges = rails[group].filter((rail) => isCheckRail(rail) && !isMonitored(rail)).length;
  if (judges === 0) return 0;
  const together = config.rails[group].parallel ? judges : 1;
  // Windows of an answer are under check together; the model may be asked ahead of the verdict on its question.
  return ANSWERS.has(group) ? Math.max(together, config.rails.output.streaming.maxInFlight) : together + 1;
};

/**
 * Monitored rails that run at once in a request: as many as leave its connections to the model and to the checks that
 * somebody waits for, but one at least.
 */
export const monitoredAtOnce = (rails: ResolvedRails["rails"], config: RailsConfigData): number => {
  const enforced = Math.max(1, ...GROUPS.map((group) => enforcedAtOnce(group, rails, config)));
  return Math.max(1, Math.min(MAX_AT_ONCE, MAX_CONNECTIONS - enforced));
};
