import type { ColangFlow, RailGroupConfig, RailsConfigData } from "../../config/config-types.ts";
import { flowId, formatFlowId } from "../../config/flow-id.ts";
import { byGroup, GROUP_KEYS, GROUPS, type RailGroup } from "../../config/rail-groups.ts";
import { hint } from "../../config/suggest.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { Runtime } from "../../http/runtime.ts";
import { optional } from "../../json.ts";
import { actionRail } from "../../rails/action-rail.ts";
import { type Action, actionName } from "../../rails/action.ts";
import type { Judges } from "../../rails/judge.ts";
import { isCheckRail, isIncremental, type Rail } from "../../rails/rail.ts";
import { REFUSED_FLOWS } from "../nemo/flows.ts";
import { wordsOf } from "../shared/bot-words.ts";
import { catalogOf } from "./config-catalog.ts";
import { mayTransform, railConflicts } from "./conflicts.ts";
import { isSpec, type KnownFlow, type KnownRails, type OwnRail } from "./known-rails.ts";
import { readSettings, settingsIssues } from "./settings.ts";
import { toolRail } from "./tool-rail.ts";

export interface RailSources {
  readonly config: RailsConfigData;
  readonly known: KnownRails;
  readonly judges: Judges;
  readonly runtime: Runtime;
  /** Custom rails. They take precedence over built-in ones with the same name. */
  readonly rails: readonly OwnRail[];
  readonly actions: readonly Action[];
}

/** The rails of a config, in its order. */
export type RailSet = Readonly<Record<RailGroup, readonly Rail[]>>;

const flowsPath = (group: RailGroup): string => `rails.${GROUP_KEYS[group]}.flows`;

const findRail = (flow: string, group: RailGroup, sources: RailSources): Rail | undefined => {
  const { config, rails, actions } = sources;
  const { name, params } = flowId(flow);
  const own = rails.find((rail): rail is Rail => !isSpec(rail) && (rail.name === flow || rail.name === name));
  if (own !== undefined) return plainRail(own, flow);
  const written = config.flows.find((one) => one.name === name);
  if (written !== undefined) return colangRail(written, flow, group, sources);
  const action = actions.find((one) => one.name === actionName(name));
  if (action !== undefined) return actionRail(action, { flow, params, group, transforms: mayTransform(group, config) });
  return builtInRail(flow, group, sources);
};

const builtInRail = (flow: string, group: RailGroup, sources: RailSources): Rail | undefined => {
  const found = sources.known.find(flow, group);
  return found === undefined ? undefined : createRail(found, flow, group, sources);
};

/**
 * Makes the rail of a Colang flow, which takes precedence over built-in flows, and over an action that it may execute.
 */
const colangRail = (written: ColangFlow, name: string, group: RailGroup, sources: RailSources): Rail | undefined => {
  const { config, actions, runtime } = sources;
  // The language that parsed the flow also runs it.
  return catalogOf(config).colang?.rail(written, {
    name,
    group,
    config,
    actions,
    builtIn: (flow, one) => builtInRail(flow, one, sources),
    random: runtime.random ?? Math.random,
  });
};

/** Creates the rail of a spec after checking its requirements. */
const createRail = ({ spec, flow: known }: KnownFlow, flow: string, group: RailGroup, sources: RailSources): Rail => {
  const { config, judges, runtime } = sources;
  const { name, params } = flowId(flow);
  checkParams(flow, group, Object.keys(params), spec.params ?? []);
  const { task, refusal, exception } = known;
  if (task !== undefined) judges.checkFlow(task, flow, flowsPath(group));
  const settings = readSettings(spec, config) as never;
  const rail = plainRail(spec.create({ flow, name, group, params, settings, config, judges, runtime }));
  return { ...rail, ...optional("refusal", refusal && wordsOf(config, refusal)), ...optional("exception", exception) };
};

/** Throws for parameters that the rail does not use. */
const checkParams = (flow: string, group: RailGroup, names: readonly string[], known: readonly string[]): void => {
  const unknownName = names.find((name) => !known.includes(name));
  if (unknownName === undefined) return;
  const message = `The flow \`${flow}\` has an unknown parameter \`${unknownName}\`${hint(unknownName, known)}`;
  throw new ConfigError([{ message, path: flowsPath(group) }]);
};

/** Copies a rail to a plain object, since it may be an instance of a class; optionally with another name. */
const plainRail = (rail: Rail, name = rail.name): Rail => {
  const base = {
    name,
    ...optional("timeoutMs", rail.timeoutMs),
    ...optional("onError", rail.onError),
    ...optional("mode", rail.mode),
    ...optional("refusal", rail.refusal),
    ...optional("exception", rail.exception),
    ...optional("plantsCanary", rail.plantsCanary),
  };
  if (isIncremental(rail)) return { ...base, reads: rail.reads, createGate: (prompt) => rail.createGate(prompt) };
  const { reads, transforms = false, sets = false } = rail;
  return { ...base, reads, transforms, sets, check: (input, context) => rail.check(input, context) };
};

const FROM_CATALOG =
  'built-in rails come with `RailsConfig` of "edgerails", or one by one: pass `secrets` of "edgerails/rails/secrets" and its like as `catalog: { rails: [secrets] }` to RailsConfig.fromObject';

const OWN_RAIL = "use a built-in rail, or pass your own in `rails` or `actions` of LLMRails";

/** Explains an unknown flow: it may be one of NeMo Guardrails that is not available, or of another group. */
const whyUnknown = (flow: string, group: RailGroup, { config, known, rails }: RailSources): string => {
  const { name } = flowId(flow);
  const [elsewhere] = GROUPS.filter((one) => one !== group && known.find(flow, one) !== undefined);
  if (elsewhere !== undefined) return `; it is there under \`rails.${GROUP_KEYS[elsewhere]}.flows\``;
  const refused = REFUSED_FLOWS.get(name);
  if (refused !== undefined) return `: NeMo Guardrails has this rail, edgerails has not, since ${refused.reason}`;
  const own = rails.flatMap((rail) => (isSpec(rail) ? [] : rail.name));
  return `${hint(flow, [...own, ...known.namesIn(group)])}; ${config.catalog === undefined ? FROM_CATALOG : OWN_RAIL}`;
};

const unknownFlow = (flow: string, group: RailGroup, sources: RailSources): ConfigIssue => {
  const whose = GROUP_KEYS[group].replace("_", " ");
  const message = `The provided ${whose} rail flow \`${flow}\` does not exist${whyUnknown(flow, group, sources)}`;
  return { message, path: flowsPath(group) };
};

const withOptions = (rail: Rail, { options }: RailGroupConfig): Rail => ({ ...rail, ...options[rail.name] });

/** A flow in a config, and the tool that it is limited to. */
interface ConfiguredFlow {
  readonly flow: string;
  readonly tool?: string;
}

const configuredFlows = ({ flows, perTool = {} }: RailGroupConfig): readonly ConfiguredFlow[] => [
  ...flows.map((flow) => ({ flow })),
  ...Object.entries(perTool).flatMap(([tool, some]) => some.map((flow) => ({ flow, tool }))),
];

/** Makes a rail for one tool. `$argument` limits it to one argument of its calls. */
const railOfTool = (
  { flow, tool }: Required<ConfiguredFlow>,
  group: RailGroup,
  sources: RailSources,
): Rail | undefined => {
  const { name, params } = flowId(flow);
  const { argument, ...rest } = params;
  if (argument !== undefined && group === "toolInput") {
    const message = `The flow \`${flow}\` reads a result, which has no arguments: leave \`$argument\` out`;
    throw new ConfigError([{ message, path: `rails.${GROUP_KEYS[group]}.per_tool` }]);
  }
  const rail = findRail(argument === undefined ? flow : formatFlowId({ name, params: rest }), group, sources);
  if (rail === undefined) return undefined;
  const builtIn = sources.known.find(flow, group)?.flow;
  const rewrites = isCheckRail(rail) ? rail.transforms === true : builtIn?.rewrites !== false;
  return toolRail(rail, { flow, tool, rewrites, ...optional("argument", argument) });
};

const resolveGroup = (group: RailGroup, sources: RailSources, issues: ConfigIssue[]): readonly Rail[] => {
  const settings = sources.config.rails[group];
  const found = configuredFlows(settings).flatMap(({ flow, tool }) => {
    try {
      const rail = tool === undefined ? findRail(flow, group, sources) : railOfTool({ flow, tool }, group, sources);
      if (rail !== undefined) return [withOptions(rail, settings)];
      if (!sources.config.skippedFlows.includes(flowId(flow).name)) issues.push(unknownFlow(flow, group, sources));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
    }
    return [];
  });
  issues.push(...railConflicts(group, found, sources.config));
  return found;
};

/** Removes duplicate issues. */
const unique = (issues: readonly ConfigIssue[]): readonly ConfigIssue[] => [
  ...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values(),
];

/**
 * Resolves the rails of a config. Throws one ConfigError with all issues: unknown flows, invalid settings, prompts and
 * patterns, and rails that cannot work on the stream as configured.
 */
export const resolveRails = (sources: RailSources): RailSet => {
  const issues: ConfigIssue[] = [...settingsIssues(sources.config, sources.known)];
  const set: RailSet = byGroup((group) => resolveGroup(group, sources, issues));
  if (issues.length > 0) throw new ConfigError(unique(issues));
  return set;
};
