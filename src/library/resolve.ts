import type { Action } from "../rails/action.ts";
import { actionName } from "../rails/action.ts";
import type { RailGroupConfig, RailsConfigData } from "../config/config-types.ts";
import { flowId } from "../config/flow-id.ts";
import { hint } from "../config/suggest.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { actionRail } from "../rails/action-rail.ts";
import type { Judges } from "../rails/judge.ts";
import type { RailGroup } from "../rails/rail-factory.ts";
import { LIBRARY } from "./catalog.ts";
import type { Rail } from "../rails/rail.ts";

export interface RailSources {
  readonly config: RailsConfigData;
  readonly judges: Judges;
  /** Rails of the user's own. They win over built-in ones of the same name. */
  readonly rails: readonly Rail[];
  readonly actions: readonly Action[];
}

/** The rails a config switches on, in its order. */
export type RailSet = Readonly<Record<Exclude<RailGroup, "retrieval">, readonly Rail[]>>;

const YAML_NAMES = {
  input: "input",
  output: "output",
  retrieval: "retrieval",
  toolInput: "tool_input",
  toolOutput: "tool_output",
};

const findRail = (
  flow: string,
  group: RailGroup,
  { config, judges, rails, actions }: RailSources,
): Rail | undefined => {
  const { name, params } = flowId(flow);
  const own = rails.find((rail) => rail.name === flow || rail.name === name);
  if (own !== undefined) return named(own, flow);
  const action = actions.find((known) => known.name === actionName(name));
  if (action !== undefined) return actionRail(action, { flow, params, group, transforms: mayTransform(group, config) });
  const builtIn = LIBRARY[group];
  if (builtIn === undefined || !Object.hasOwn(builtIn, name)) return undefined;
  checkParams(flow, group, Object.keys(params));
  return builtIn[name]?.({ flow, params, config, judges });
};

/** A built-in rail reads no parameter but the model; one it does not read would be a wish nobody hears. */
const checkParams = (flow: string, group: RailGroup, names: readonly string[]): void => {
  const stranger = names.find((name) => name !== "model");
  if (stranger === undefined) return;
  const message = `The flow \`${flow}\` has an unknown parameter \`${stranger}\`${hint(stranger, ["model"])}`;
  throw new ConfigError([{ message, path: `rails.${YAML_NAMES[group]}.flows` }]);
};

/** The rail under the flow's name. Its methods stay its own: a rail may be an instance of a class. */
const named = (rail: Rail, name: string): Rail => {
  const { timeoutMs, onError, mode } = rail;
  const base = {
    name,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(onError === undefined ? {} : { onError }),
    ...(mode === undefined ? {} : { mode }),
  };
  if (rail.reads === "incremental") return { ...base, reads: rail.reads, createGate: () => rail.createGate() };
  const { reads, transforms = false } = rail;
  return { ...base, reads, transforms, check: (input, context) => rail.check(input, context) };
};

/** What an action answers is known when it runs. Where its rewriting could not be honoured, it is a failure. */
const mayTransform = (group: RailGroup, { rails }: RailsConfigData): boolean => {
  const { streaming } = rails.output;
  return !rails[group].parallel && !(group === "output" && streaming.enabled && streaming.streamFirst);
};

const unknownFlow = (flow: string, group: RailGroup, { rails }: RailSources): ConfigIssue => {
  const known = [...Object.keys(LIBRARY[group] ?? {}), ...rails.map(({ name }) => name)];
  const cure = `use a built-in rail, or pass your own in \`rails\` or \`actions\` of LLMRails`;
  const path = `rails.${YAML_NAMES[group]}.flows`;
  return { message: `The provided ${group} rail flow \`${flow}\` does not exist${hint(flow, known)}; ${cure}`, path };
};

const withOptions = (rail: Rail, { options }: RailGroupConfig): Rail => ({ ...rail, ...options[rail.name] });

const resolveGroup = (group: RailGroup, sources: RailSources, issues: ConfigIssue[]): readonly Rail[] => {
  const settings = sources.config.rails[group];
  const found = settings.flows.flatMap((flow) => {
    try {
      const rail = findRail(flow, group, sources);
      if (rail !== undefined) return [withOptions(rail, settings)];
      issues.push(unknownFlow(flow, group, sources));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
    }
    return [];
  });
  issues.push(...conflicts(group, found, sources.config));
  return found;
};

const mayRewrite = (rail: Rail): boolean => rail.reads !== "incremental" && rail.transforms === true;

/** What each rail allows on its own but the set does not. */
const conflicts = (group: RailGroup, rails: readonly Rail[], config: RailsConfigData): readonly ConfigIssue[] => {
  const issues: ConfigIssue[] = [];
  const path = `rails.${YAML_NAMES[group]}`;
  const declared = rails.filter(mayRewrite);
  if (config.rails[group].parallel && declared.length > 1) {
    issues.push({
      message: "Rails that rewrite cannot run in parallel: set parallel to false",
      path: `${path}.parallel`,
    });
  }
  const { streaming } = config.rails.output;
  if (group !== "output" || !streaming.enabled || !streaming.streamFirst) return issues;
  for (const rail of rails.filter(({ reads }) => reads === "whole")) {
    issues.push({
      message: `Rail "${rail.name}" needs the complete answer, which has left before it is complete: set stream_first to false`,
      path: `${path}.streaming.stream_first`,
    });
  }
  for (const rail of declared) {
    issues.push({
      message: `Rail "${rail.name}" rewrites text, which has left before it can: set stream_first to false`,
      path: `${path}.streaming.stream_first`,
    });
  }
  return issues;
};

/**
 * The rails of a config. Throws one ConfigError with everything that is missing or cannot work: a flow nobody provides, a
 * prompt or pattern that is wrong, a rail that cannot do its work on the stream as configured.
 */
export const resolveRails = (sources: RailSources): RailSet => {
  const issues: ConfigIssue[] = [];
  const { config } = sources;
  if (config.rails.retrieval.flows.length > 0) {
    const message = "Retrieval rails cannot run: there is no knowledge base; check documents before you pass them in";
    issues.push({ message, path: "rails.retrieval.flows" });
  }
  const set: RailSet = {
    input: resolveGroup("input", sources, issues),
    output: resolveGroup("output", sources, issues),
    toolInput: resolveGroup("toolInput", sources, issues),
    toolOutput: resolveGroup("toolOutput", sources, issues),
  };
  if (issues.length > 0) throw new ConfigError(issues);
  return set;
};
