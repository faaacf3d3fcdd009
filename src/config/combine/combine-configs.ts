import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { Catalog, InstructionConfig, ModelConfig, RailsConfigData } from "../config-types.ts";
import { DEFAULT_INSTRUCTION, DEFAULT_SAMPLE_CONVERSATION } from "../default-texts.ts";
import { merged, lookup } from "../plain-data.ts";
import { jointlyAllowedModels } from "./allowed-models.ts";
import { combinedRails } from "./combine-rails.ts";

/** A config and its name in messages. */
interface NamedConfig {
  readonly name: string;
  readonly config: RailsConfigData;
}

const nameOf = ({ engine, model }: ModelConfig): string => `\`${engine}/${model}\``;

/**
 * Issues for configs with different main models, since only one model can answer. Models of other types belong to the
 * rails of their config.
 */
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

/** The instructions of all configs, in order. */
const combinedInstructions = (configs: readonly RailsConfigData[]): readonly InstructionConfig[] => {
  const all = configs.flatMap(({ instructions }) => instructions);
  const own = all.filter(({ content }) => content !== DEFAULT_INSTRUCTION);
  const types = new Set((own.length > 0 ? own : all).map(({ type }) => type));
  return [...types].map((type) => {
    const texts = (own.length > 0 ? own : all).filter((one) => one.type === type).map(({ content }) => content);
    return { type, content: [...new Set(texts)].join("\n\n") };
  });
};

/** Whether all flags that are set are true; null if none is set. */
const agreed = (flags: readonly (boolean | null)[]): boolean | null => {
  const given = flags.filter((flag) => flag !== null);
  return given.length === 0 ? null : given.every(Boolean);
};

type Messages = RailsConfigData["botMessages"];

const combinedMessages = (all: readonly Messages[]): Messages => {
  const combined = lookup<readonly string[]>({});
  for (const [name, texts] of all.flatMap((messages) => Object.entries(messages))) {
    combined[name] = [...new Set([...(combined[name] ?? []), ...texts])];
  }
  return combined;
};

/** Merges catalogs. The first of several engines with one name is used. */
const combinedCatalogs = (catalogs: readonly Catalog[]): Catalog => ({
  ...merged(catalogs.toReversed()),
  rails: [...new Set(catalogs.flatMap(({ rails }) => rails ?? []))],
  engines: merged(catalogs.toReversed().map(({ engines = {} }) => engines)),
  formats: [...new Set(catalogs.flatMap(({ formats }) => formats ?? []))],
});

type Tracing = RailsConfigData["tracing"];

const captures = (tracing: Tracing): boolean => tracing["enable_content_capture"] === true;

/** Texts are captured only if all configs want them, and nothing is traced if one switches it off. */
const combinedTracing = (all: readonly Tracing[]): Tracing => ({
  ...merged(all),
  ...(all.some(({ enabled }) => enabled === false) ? { enabled: false } : {}),
  ...(all.some(captures) ? { enable_content_capture: all.every(captures) } : {}),
});

/** The first item for each key. */
const firstOf = <T>(all: readonly T[], key: (one: T) => string): readonly T[] => {
  const seen = new Map<string, T>();
  for (const one of all) if (!seen.has(key(one))) seen.set(key(one), one);
  return [...seen.values()];
};

/**
 * Combines configs to one that is at least as strict as each: all rails run, each with the settings, prompts and models
 * of its own config. Of conflicting options, the stricter applies: the shorter timeout, `block`, and streaming settings
 * that expose less unchecked text.
 *
 * @throws ConfigError that names both configs if their main models differ
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
    // Empty, since the rails of each config run the flows of that config.
    flows: [],
    skippedFlows: [],
    tracing: combinedTracing(configs.map(({ tracing }) => tracing)),
    customData: merged(configs.map(({ customData }) => customData)),
    other: merged(configs.map(({ other }) => other)),
    origins: configs.flatMap(({ origins, ...config }) => origins ?? [config]),
    catalog: () => combinedCatalogs(configs.flatMap(({ catalog }) => catalog?.() ?? [])),
  };
}
