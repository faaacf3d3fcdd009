import type { ConfigIssue } from "../../errors.ts";
import { type BuiltConfig, buildConfig } from "../build-config.ts";
import { judgeConflicts, onlyHeard } from "./combine-judges.ts";
import { type ConfigNode, emptyNode } from "../reading/config-node.ts";
import { configToObject } from "../config-to-object.ts";
import type { RailGroupConfig, RailOptions, RailsConfigData } from "../config-types.ts";
import { withoutUndefined } from "../deep-freeze.ts";
import { canonical, mergeNodes } from "../reading/merge-nodes.ts";
import { nodeFromValue, nodeReader } from "../reading/node-from-value.ts";

type Plain = Record<string, unknown>;

const GROUPS = [
  ["input", "input"],
  ["output", "output"],
  ["retrieval", "retrieval"],
  ["toolInput", "tool_input"],
  ["toolOutput", "tool_output"],
] as const;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Leaves out what a config does not say itself: a default must not contradict another config. */
function withoutDefaults(value: Plain, defaults: Plain): Plain {
  const kept = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const usual = defaults[key];
    if (canonical(inner) === canonical(usual)) return [];
    return [[key, isPlain(inner) && isPlain(usual) ? withoutDefaults(inner, usual) : inner]];
  });
  return Object.fromEntries(kept);
}

const strictest = (values: readonly (number | undefined)[]): number | undefined => {
  const set = values.filter((value) => value !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
};

/** The shortest timeout; a failing rail lets text through only where every config with that flow says so. */
function strictestOptions(groups: readonly RailGroupConfig[], flow: string): Plain {
  const options = groups
    .filter(({ flows }) => flows.includes(flow))
    .map((group): RailOptions => group.options[flow] ?? {});
  const timeout = strictest(options.map(({ timeoutMs }) => timeoutMs));
  const allows = options.every(({ onError }) => onError === "allow");
  return withoutUndefined<Plain>({
    timeout: timeout === undefined ? undefined : timeout / 1000,
    on_error: allows ? "allow" : options.some(({ onError }) => onError !== undefined) ? "block" : undefined,
  });
}

/** Rails of a group run in parallel only when every config that has rails in it says so. */
function groupSettings(configs: readonly RailsConfigData[], group: (typeof GROUPS)[number][0]): Plain {
  const all = configs.map(({ rails }) => rails[group]);
  const used = all.filter(({ flows }) => flows.length > 0);
  const groups = used.length > 0 ? used : all;
  const flows = new Set(groups.flatMap(({ options }) => Object.keys(options)));
  const reads = configs.some(({ rails }) => rails.input.scope === "conversation") ? "conversation" : "turn";
  return {
    ...(group === "input" ? { scope: reads } : {}),
    parallel: groups.length > 0 && groups.every(({ parallel }) => parallel),
    options: Object.fromEntries([...flows].map((flow) => [flow, strictestOptions(groups, flow)])),
  };
}

const SENSITIVE_SOURCE = { mask_token: "*", score_threshold: 0.2 };
/** Defaults of settings that are kept as written: a config that leaves one out means it, once it uses the rail. */
const RAIL_DEFAULTS: Readonly<Record<string, Plain>> = {
  jailbreak_detection: { length_per_perplexity_threshold: 89.79, prefix_suffix_perplexity_threshold: 1845.65 },
  injection_detection: { action: "reject" },
};

const inPlain = (value: unknown, key: string): Plain => {
  const inner = isPlain(value) ? value[key] : undefined;
  return isPlain(inner) ? inner : {};
};

const withRailDefaults = (rail: string, settings: unknown): unknown => {
  if (rail !== "sensitive_data_detection")
    return isPlain(settings) ? { ...RAIL_DEFAULTS[rail], ...settings } : settings;
  return Object.fromEntries(
    Object.entries(isPlain(settings) ? settings : {}).map(([key, value]) => [
      key,
      isPlain(value) ? { ...SENSITIVE_SOURCE, ...value } : value,
    ]),
  );
};

/** What a config says: all that is not a default, and the defaults that guard something. */
function statements(config: RailsConfigData, defaults: Plain, shared: Plain): Plain {
  const whole = configToObject(config);
  const said = withoutDefaults(whole, defaults);
  const groups = GROUPS.map(([group, key]): [string, Plain] => {
    const streaming = group === "output" && config.rails.output.flows.length > 0;
    const meant = streaming ? { streaming: inPlain(inPlain(whole["rails"], "output"), "streaming") } : {};
    return [key, { ...inPlain(said["rails"], key), ...meant, ...inPlain(shared, key) }];
  });
  const railConfig = Object.entries(inPlain(whole["rails"], "config")).map(([rail, settings]): [string, unknown] => [
    rail,
    withRailDefaults(rail, settings),
  ]);
  const rails = { ...inPlain(said, "rails"), ...Object.fromEntries(groups), config: Object.fromEntries(railConfig) };
  return { ...said, rails };
}

/**
 * Several configs as one that is at least as strict as each: lists are joined without repeats, the shorter timeout
 * and `block` win, and where no value is the stricter one, or one prompt or instruction would silence another, a
 * ConfigError names both configs.
 */
export function combineConfigs(configs: readonly RailsConfigData[], names: readonly string[]): BuiltConfig {
  const named = configs.map((config, index) => ({ name: names[index] ?? `config ${index + 1}`, config }));
  const issues: ConfigIssue[] = judgeConflicts(named);
  const defaults = configToObject(buildConfig(emptyNode()).data);
  const shared = Object.fromEntries(GROUPS.map(([group, key]) => [key, groupSettings(configs, group)]));
  const nodes = onlyHeard(configs).map((config, index): ConfigNode => {
    const reader = nodeReader(named[index]?.name, issues);
    return nodeFromValue(statements(config, defaults, shared), reader);
  });
  return buildConfig(mergeNodes(nodes, issues), {}, issues);
}
