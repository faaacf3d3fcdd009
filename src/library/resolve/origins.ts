import type { RailGroupConfig, RailsConfigData } from "../../config/config-types.ts";
import { byGroup, GROUPS } from "../../config/rail-groups.ts";
import { canonical } from "../../config/reading/merge-nodes.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { Judges } from "../../rails/judge.ts";
import type { Rail } from "../../rails/rail.ts";
import { railWarnings } from "./conflicts.ts";
import { type RailSet, type RailSources, resolveRails } from "./resolve-rails.ts";

/** The config of a rail, and the judges that use its prompts and models. */
export interface RailOrigin {
  readonly config: RailsConfigData;
  readonly judges: Judges;
}

export interface ResolvedRails {
  readonly rails: RailSet;
  /** Warnings that depend on the combination of rails. */
  readonly warnings: readonly ConfigIssue[];
  readonly originOf: (rail: Rail) => RailOrigin;
}

const withFlowsOf = (group: RailGroupConfig, { flows, perTool = {} }: RailGroupConfig): RailGroupConfig => ({
  ...group,
  flows,
  perTool,
});

/** An origin with the group options of the combined config, which are the stricter ones. */
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

/** The identity of an origin: equal flows of other origins may have other settings, prompts and models. */
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
 * The rails of a config, or of all configs that it was combined of. Each uses the settings of its own config, and equal
 * rails run once. Throws a ConfigError with all issues.
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
    // Computed once per origin, since lists of terms can be long.
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
