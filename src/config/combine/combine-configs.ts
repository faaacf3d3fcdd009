import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type {
  InputRailsConfig,
  InstructionConfig,
  ModelConfig,
  OutputStreamingConfig,
  PseudonymsConfig,
  RailGroupConfig,
  RailOptions,
  RailsConfigData,
  RailsSectionConfig,
} from "../config-types.ts";
import { flowsIn, flowsOfTools } from "../group-flows.ts";
import { combineCatalogs } from "./combine-catalogs.ts";
import { jointlyAllowedModels } from "./allowed-models.ts";
import { DEFAULT_INSTRUCTION, DEFAULT_SAMPLE_CONVERSATION } from "../default-texts.ts";
import { lookup, withoutUndefined } from "../deep-freeze.ts";

/** A config with what it is called in messages. */
interface NamedConfig {
  readonly name: string;
  readonly config: RailsConfigData;
}

type Group = "input" | "output" | "retrieval" | "toolInput" | "toolOutput";

const smallest = (values: readonly (number | undefined)[]): number | undefined => {
  const set = values.filter((value) => value !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
};

/**
 * The shortest timeout; a failing rail lets text through, and a rail is only monitored, where every config with that flow
 * says so.
 */
const strictestOptions = (groups: readonly RailGroupConfig[], flow: string): RailOptions => {
  const options = groups
    .filter((group) => flowsIn(group).includes(flow))
    .map((group): RailOptions => group.options[flow] ?? {});
  const every = (test: (option: RailOptions) => boolean): boolean => options.every(test);
  const some = (test: (option: RailOptions) => boolean): boolean => options.some(test);
  return withoutUndefined<RailOptions>({
    timeoutMs: smallest(options.map(({ timeoutMs }) => timeoutMs)),
    onError: every(({ onError }) => onError === "allow")
      ? "allow"
      : some(({ onError }) => onError !== undefined)
        ? "block"
        : undefined,
    mode: every(({ mode }) => mode === "monitor")
      ? "monitor"
      : some(({ mode }) => mode !== undefined)
        ? "enforce"
        : undefined,
  });
};

/** Rails of a group run in parallel only when every config that has rails in it says so. */
const combinedGroup = (configs: readonly RailsConfigData[], group: Group): RailGroupConfig => {
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

/** The settings that let the least text out before it is checked. Configs without output rails have no say. */
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

/** Values are given back only where every config that has input rails says so. */
const combinedPseudonyms = (configs: readonly RailsConfigData[]): PseudonymsConfig | undefined => {
  const said = configs.flatMap(({ rails }) => rails.input.pseudonyms ?? []);
  const [first] = said;
  const guarding = configs.filter(({ rails }) => rails.input.flows.length > 0).length;
  if (first === undefined) return undefined;
  return { style: first.style, restore: said.length >= guarding && said.every(({ restore }) => restore) };
};

const combinedRails = (configs: readonly RailsConfigData[]): RailsSectionConfig => {
  const scopes = configs.map(({ rails }) => rails.input.scope);
  const scope = scopes.includes("conversation") ? "conversation" : scopes.includes(undefined) ? undefined : "turn";
  const said = configs.map(({ rails }) => rails.input.media);
  const media = said.includes("refuse") ? "refuse" : said.find((one) => one !== undefined);
  // Whoever did not ask for it would pay for answers that nobody sees.
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
    dialog: Object.assign({}, ...configs.map(({ rails }) => rails.dialog)) as Record<string, unknown>,
    actions: Object.assign({}, ...configs.map(({ rails }) => rails.actions)) as Record<string, unknown>,
    // Each config's rails keep that config's settings.
    config: {},
  };
};

const nameOf = ({ engine, model }: ModelConfig): string => `\`${engine}/${model}\``;

/** One model answers, so there is one main model. Those of other types serve the rails of the config that has them. */
const mainConflicts = (configs: readonly NamedConfig[]): readonly ConfigIssue[] => {
  const mains = configs.flatMap(({ name, config }) =>
    config.models.flatMap((model, index) => (model.type === "main" ? [{ name, model, index }] : [])),
  );
  const [first, ...others] = mains;
  return others
    .filter(({ model }) => first !== undefined && JSON.stringify(model) !== JSON.stringify(first.model))
    .map(({ name, model, index }) => ({
      source: name,
      path: `models.${index}.type`,
      message: `\`${first?.name}\` has another main model: ${nameOf((first as { model: ModelConfig }).model)} and ${nameOf(model)}, keep one`,
    }));
};

/** What several configs tell the model, one behind the other. */
const combinedInstructions = (configs: readonly RailsConfigData[]): readonly InstructionConfig[] => {
  const all = configs.flatMap(({ instructions }) => instructions);
  const own = all.filter(({ content }) => content !== DEFAULT_INSTRUCTION);
  const types = new Set((own.length > 0 ? own : all).map(({ type }) => type));
  return [...types].map((type) => {
    const texts = (own.length > 0 ? own : all).filter((one) => one.type === type).map(({ content }) => content);
    return { type, content: [...new Set(texts)].join("\n\n") };
  });
};

/** What those say that say anything; false where they differ. */
const agreed = (flags: readonly (boolean | null)[]): boolean | null => {
  const said = flags.filter((flag) => flag !== null);
  return said.length === 0 ? null : said.every(Boolean);
};

type Messages = RailsConfigData["botMessages"];

const combinedMessages = (all: readonly Messages[]): Messages => {
  const combined = lookup<readonly string[]>({});
  for (const [name, texts] of all.flatMap((messages) => Object.entries(messages))) {
    combined[name] = [...new Set([...(combined[name] ?? []), ...texts])];
  }
  return combined;
};

/** The first of those with one key. */
const firstOf = <T>(all: readonly T[], key: (one: T) => string): readonly T[] => {
  const seen = new Map<string, T>();
  for (const one of all) if (!seen.has(key(one))) seen.set(key(one), one);
  return [...seen.values()];
};

/**
 * Several configs as one that is at least as strict as each: the rails of all run, each with the settings, prompts and
 * models of the config it comes from; the shorter timeout, `block` and the settings that let less out unchecked win.
 *
 * @throws ConfigError naming both configs where they have different main models
 */
export function combineConfigs(configs: readonly RailsConfigData[], names: readonly string[]): RailsConfigData {
  const named = configs.map((config, index) => ({ name: names[index] ?? `config ${index + 1}`, config }));
  const issues = mainConflicts(named);
  if (issues.length > 0) throw new ConfigError(issues);
  const own = configs
    .map(({ sampleConversation }) => sampleConversation)
    .filter((text) => text !== DEFAULT_SAMPLE_CONVERSATION);
  return {
    models: firstOf(
      configs.flatMap(({ models }) => models),
      ({ type }) => type,
    ),
    allowedModels: jointlyAllowedModels(configs),
    rails: combinedRails(configs),
    prompts: firstOf(
      configs.flatMap(({ prompts }) => prompts),
      (prompt) => JSON.stringify(prompt),
    ),
    instructions: combinedInstructions(configs),
    sampleConversation: own[0] ?? DEFAULT_SAMPLE_CONVERSATION,
    botMessages: combinedMessages(configs.map(({ botMessages }) => botMessages)),
    userMessages: combinedMessages(configs.map(({ userMessages }) => userMessages)),
    lowestTemperature: Math.min(...configs.map(({ lowestTemperature }) => lowestTemperature)),
    enableRailsExceptions: configs.some(({ enableRailsExceptions }) => enableRailsExceptions),
    passthrough: agreed(configs.map(({ passthrough }) => passthrough)),
    colangVersion: configs[0]?.colangVersion ?? "1.0",
    colang: { dialog: "refuse", files: [] },
    // Each config's rails run that config's flows.
    flows: [],
    skippedFlows: [],
    tracing: Object.assign({}, ...configs.map(({ tracing }) => tracing)) as Record<string, unknown>,
    customData: Object.assign({}, ...configs.map(({ customData }) => customData)) as Record<string, unknown>,
    other: Object.assign({}, ...configs.map(({ other }) => other)) as Record<string, unknown>,
    origins: configs.flatMap(({ origins, ...config }) => origins ?? [config]),
    catalog: () => combineCatalogs(configs.flatMap(({ catalog }) => catalog?.() ?? [])),
  };
}
