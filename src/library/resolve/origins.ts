import type { RailGroupConfig, RailsConfigData } from "../../config/config-types.ts";
import { canonical } from "../../config/reading/merge-nodes.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { Judges } from "../../rails/judge.ts";
import type { Rail } from "../../rails/rail.ts";
import { railWarnings } from "./conflicts.ts";
import { byGroup, GROUPS } from "../../config/rail-groups.ts";
import { type RailSet, type RailSources, resolveRails } from "./resolve-rails.ts";

/** The config a rail comes from, and the judges that ask with its prompts and models. */
export interface RailOrigin {
  readonly config: RailsConfigData;
  readonly judges: Judges;
}

export interface ResolvedRails {
  readonly rails: RailSet;
  /** What the rails make of the config that it does not say. */
  readonly warnings: readonly ConfigIssue[];
  readonly originOf: (rail: Rail) => RailOrigin;
}

const withFlowsOf = (group: RailGroupConfig, { flows, perTool = {} }: RailGroupConfig): RailGroupConfig => ({
  ...group,
  flows,
  perTool,
});

/** An origin with what the combined config says of groups as a whole: the stricter of each. */
const within = (origin: RailsConfigData, { rails }: RailsConfigData): RailsConfigData => ({
  ...origin,
  rails: {
    ...origin.rails,
    input: { ...rails.input, flows: origin.rails.input.flows },
    output: { ...rails.output, flows: origin.rails.output.flows },
    retrieval: { ...rails.retrieval, flows: origin.rails.retrieval.flows },
    toolInput: withFlowsOf(rails.toolInput, origin.rails.toolInput),
    toolOutput: withFlowsOf(rails.toolOutput, origin.rails.toolOutput),
  },
});

/** What tells rails of one flow apart: those of another origin may have other settings, and ask others in other words. */
const identity = ({ rails, prompts, models, instructions, flows }: RailsConfigData): string =>
  canonical([rails.config, prompts, models, instructions, flows]);

const issuesOf = (resolve: () => RailSet): RailSet | readonly ConfigIssue[] => {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
};

/**
 * The rails of a config, or of the configs it was combined of: those of all run, each with what its own config says, and
 * a rail that two of them have in the same way runs once. Throws a ConfigError with all that is wrong.
 */
export const resolveOrigins = (
  config: RailsConfigData,
  sourcesOf: (origin: RailsConfigData) => RailSources,
): ResolvedRails => {
  const origins = config.origins?.map((origin) => within(origin, config)) ?? [config];
  const made = new Map<Rail, RailOrigin>();
  const seen = new Set<string>();
  const issues: ConfigIssue[] = [];
  const set = byGroup((): Rail[] => []);
  for (const origin of origins) {
    const sources = sourcesOf(origin);
    const found = issuesOf(() => resolveRails(sources));
    if (!("input" in found)) {
      issues.push(...found);
      continue;
    }
    // Written out once for all rails of an origin: lists of terms can be long.
    const own = origins.length > 1 ? identity(origin) : "";
    for (const group of GROUPS) {
      for (const rail of found[group]) {
        const key = JSON.stringify([group, rail.name, own]);
        if (seen.has(key)) continue;
        seen.add(key);
        made.set(rail, sources);
        set[group].push(rail);
      }
    }
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return { rails: set, warnings: railWarnings(set.output, config), originOf: (rail) => made.get(rail) as RailOrigin };
};
