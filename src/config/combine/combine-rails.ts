import { ConfigError } from "../../errors.ts";
import type {
  InputRailsConfig,
  OutputStreamingConfig,
  PseudonymsConfig,
  RailGroupConfig,
  RailOptions,
  RailsConfigData,
  RailsSectionConfig,
} from "../config-types.ts";
import { flowsIn, flowsOfTools } from "../group-flows.ts";
import { merged, lookup, withoutUndefined } from "../plain-data.ts";
import type { RailGroup } from "../rail-groups.ts";

const smallest = (values: readonly (number | undefined)[]): number | undefined => {
  const set = values.filter((value) => value !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
};

/** The lenient value if all configs have it, the strict one if any has another. */
const strictest = <T>(values: readonly (T | undefined)[], lenient: T, strict: T): T | undefined => {
  if (values.every((value) => value === lenient)) return lenient;
  return values.some((value) => value !== undefined) ? strict : undefined;
};

/** Combines the options of a flow over all configs that have it. */
const strictestOptions = (groups: readonly RailGroupConfig[], flow: string): RailOptions => {
  const options = groups
    .filter((group) => flowsIn(group).includes(flow))
    .map((group): RailOptions => group.options[flow] ?? {});
  return withoutUndefined<RailOptions>({
    timeoutMs: smallest(options.map(({ timeoutMs }) => timeoutMs)),
    onError: strictest(
      options.map(({ onError }) => onError),
      "allow",
      "block",
    ),
    mode: strictest(
      options.map(({ mode }) => mode),
      "monitor",
      "enforce",
    ),
  });
};

/** Combines a group. Its rails run in parallel only if every config with rails in it allows that. */
const combinedGroup = (configs: readonly RailsConfigData[], group: RailGroup): RailGroupConfig => {
  const all = configs.map(({ rails }) => rails[group]);
  const used = all.filter((one) => flowsIn(one).length > 0);
  const groups = used.length > 0 ? used : all;
  const options = lookup<RailOptions>({});
  for (const flow of groups.flatMap((one) => Object.keys(one.options))) options[flow] = strictestOptions(groups, flow);
  return {
    flows: [...new Set(groups.flatMap(({ flows }) => flows))],
    parallel: groups.every(({ parallel }) => parallel),
    options,
    ...(groups.some(({ perTool }) => perTool !== undefined) ? { perTool: flowsOfTools(groups) } : {}),
  };
};

/** The streaming settings that expose the least unchecked text. Configs without output rails are ignored. */
const strictestStreaming = (configs: readonly RailsConfigData[]): OutputStreamingConfig => {
  const guarded = configs.filter(({ rails }) => rails.output.flows.length > 0);
  const all = (guarded.length > 0 ? guarded : configs).map(({ rails }) => rails.output.streaming);
  const [first] = all;
  if (first === undefined) throw new ConfigError("There are no configs to combine");
  const least = (pick: (one: OutputStreamingConfig) => number): number => Math.min(...all.map(pick));
  const same = <T>(pick: (one: OutputStreamingConfig) => T, otherwise: T): T =>
    all.every((one) => pick(one) === pick(first)) ? pick(first) : otherwise;
  return {
    ...first,
    enabled: all.every(({ enabled }) => enabled),
    streamFirst: all.every(({ streamFirst }) => streamFirst),
    chunkSize: least(({ chunkSize }) => chunkSize),
    contextSize: Math.max(...all.map(({ contextSize }) => contextSize)),
    maxInFlight: least(({ maxInFlight }) => maxInFlight),
    maxExposed: least(({ maxExposed }) => maxExposed),
    onBlock: same(({ onBlock }) => onBlock, "content_filter"),
    unit: same(({ unit }) => unit, "token"),
  };
};

/** Masked values are restored only if every config with input rails allows that. */
const combinedPseudonyms = (configs: readonly RailsConfigData[]): PseudonymsConfig | undefined => {
  const settings = configs.flatMap(({ rails }) => rails.input.pseudonyms ?? []);
  const [first] = settings;
  const guarding = configs.filter(({ rails }) => rails.input.flows.length > 0).length;
  if (first === undefined) return undefined;
  return { style: first.style, restore: settings.length >= guarding && settings.every(({ restore }) => restore) };
};

/** Combines the `rails` sections. Of two settings, the stricter applies. */
export const combinedRails = (configs: readonly RailsConfigData[]): RailsSectionConfig => {
  const scopes = configs.map(({ rails }) => rails.input.scope);
  const scope = scopes.includes("conversation") ? "conversation" : scopes.includes(undefined) ? undefined : "turn";
  const policies = configs.map(({ rails }) => rails.input.media);
  const media = policies.includes("refuse") ? "refuse" : policies.find((one) => one !== undefined);
  // Only if all agree: discarded answers are paid for.
  const speculativeGeneration = configs.every(({ rails }) => rails.input.speculativeGeneration === true) || undefined;
  return {
    input: withoutUndefined<InputRailsConfig>({
      ...combinedGroup(configs, "input"),
      scope,
      media,
      speculativeGeneration,
      pseudonyms: combinedPseudonyms(configs),
    }),
    output: { ...combinedGroup(configs, "output"), streaming: strictestStreaming(configs) },
    retrieval: combinedGroup(configs, "retrieval"),
    toolInput: combinedGroup(configs, "toolInput"),
    toolOutput: combinedGroup(configs, "toolOutput"),
    dialog: merged(configs.map(({ rails }) => rails.dialog)),
    actions: merged(configs.map(({ rails }) => rails.actions)),
    // Empty, since the rails of each config use the settings of that config.
    config: {},
  };
};
