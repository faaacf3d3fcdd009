import * as v from "valibot";
import { listOf, recordOf } from "../../json.ts";
import type {
  InputRailsConfig,
  OutputRailsConfig,
  OutputStreamingConfig,
  PseudonymsConfig,
  RailGroupConfig,
  RailOptions,
  RailsSectionConfig,
} from "../config-types.ts";
import { flowsOfTools } from "../group-flows.ts";
import { lookup, withoutUndefined } from "../plain-data.ts";
import { hint } from "../suggest.ts";
import {
  anything,
  filledIn,
  flag,
  list,
  mapping,
  number,
  oneOf,
  optional,
  type Rule,
  type Schema,
  strict,
  strictAsWritten,
  text,
  whole,
  withDefault,
} from "./schema-parts.ts";
import { MISPLACED_KEYS } from "./unread-keys.ts";

/** Tokens that a window may have, since it is held in memory. */
const MAX_WINDOW = 100_000;
const MAX_TIMEOUT_SECONDS = 3600;

const railOptions: Schema<RailOptions> = strict(
  {
    timeout: optional(number(0.001, MAX_TIMEOUT_SECONDS, " seconds")),
    on_error: optional(oneOf("block", "allow")),
    mode: optional(oneOf("enforce", "monitor")),
  },
  ({ timeout, on_error, mode }) =>
    withoutUndefined<RailOptions>({
      timeoutMs: timeout === undefined ? undefined : Math.round(timeout * 1000),
      onError: on_error,
      mode,
    }),
);

const optionsByFlow: Schema<Record<string, RailOptions>> = v.pipe(
  v.record(v.string(), railOptions, "expected a mapping of flows to their options"),
  v.transform(lookup),
);

const optionsNameFlows: Rule = (value, report) => {
  const perTool = recordOf(value["per_tool"]);
  const flows = [value["flows"], ...Object.values(perTool)].flatMap(listOf).map(String);
  const { options } = value;
  if (typeof options !== "object" || options === null) return;
  for (const name of Object.keys(options).filter((key) => !flows.includes(key))) {
    report(["options", name], `The flow \`${name}\` is not among the \`flows\` beside it${hint(name, flows)}`);
  }
};

const groupKeys = {
  flows: filledIn(list(text), []),
  parallel: withDefault(flag, false),
  options: withDefault(optionsByFlow, {}),
};

const group: Schema<RailGroupConfig> = strict(groupKeys, (value) => value, optionsNameFlows);

const flowsByTool: Schema<Record<string, readonly string[]>> = v.pipe(
  v.record(v.string(), list(text), "expected a mapping of tools to flows"),
  v.transform(lookup),
);

const toolGroup: Schema<RailGroupConfig> = strict(
  { ...groupKeys, per_tool: optional(flowsByTool) },
  ({ per_tool: perTool, ...rest }): RailGroupConfig => withoutUndefined({ ...rest, perTool }),
  optionsNameFlows,
);

/** Merges a group that is given under both of its names. */
const joined = (group: RailGroupConfig, other: RailGroupConfig | undefined): RailGroupConfig =>
  other === undefined
    ? group
    : {
        flows: [...group.flows, ...other.flows],
        parallel: group.parallel || other.parallel,
        options: lookup({ ...other.options, ...group.options }),
        perTool: flowsOfTools([group, other]),
      };

const pseudonyms: Schema<PseudonymsConfig> = strict(
  { style: withDefault(oneOf("numbered", "fake"), "numbered"), restore: withDefault(flag, true) },
  (value) => value,
);

const inputGroup: Schema<InputRailsConfig> = strict(
  {
    ...groupKeys,
    speculative_generation: optional(flag),
    scope: optional(oneOf("turn", "conversation")),
    pseudonyms: optional(pseudonyms),
    media: optional(oneOf("refuse", "pass")),
  },
  ({ flows, parallel, options, scope, pseudonyms: names, media, speculative_generation: speculativeGeneration }) =>
    withoutUndefined<InputRailsConfig>({
      flows,
      parallel,
      options,
      scope,
      pseudonyms: names,
      media,
      speculativeGeneration,
    }),
  optionsNameFlows,
);

const streaming: Schema<OutputStreamingConfig> = strict(
  {
    enabled: withDefault(flag, false),
    chunk_size: withDefault(whole(1, MAX_WINDOW), 200),
    context_size: withDefault(whole(0, MAX_WINDOW), 50),
    stream_first: withDefault(flag, true),
    on_block: withDefault(oneOf("content_filter", "error", "message"), "content_filter"),
    unit: withDefault(oneOf("token", "sentence", "delta"), "token"),
    max_in_flight: withDefault(whole(1, 32), 4),
    max_exposed: withDefault(whole(1, 32), 2),
  },
  (value): OutputStreamingConfig => ({
    enabled: value.enabled,
    chunkSize: value.chunk_size,
    contextSize: value.context_size,
    streamFirst: value.stream_first,
    onBlock: value.on_block,
    unit: value.unit,
    maxInFlight: value.max_in_flight,
    maxExposed: value.max_exposed,
  }),
);

const outputGroup: Schema<OutputRailsConfig> = strict(
  {
    ...groupKeys,
    speculative_generation: optional(flag),
    enable_on_predefined_messages: optional(flag),
    streaming: withDefault(streaming, {}),
  },
  ({ flows, parallel, options, streaming: settings }) => ({ flows, parallel, options, streaming: settings }),
  optionsNameFlows,
);

const actions = strictAsWritten({ instant_actions: optional(list(anything)) });

const isSet = ([key, value]: readonly [string, unknown]): boolean =>
  value !== null && value !== undefined && !MISPLACED_KEYS.has(key);

/** The settings of rails, as written. Keys without a value are ignored. */
const railConfigs: Schema<Record<string, unknown>> = v.pipe(
  mapping,
  v.transform((value) => Object.fromEntries(Object.entries(value).filter(isSet))),
);

export const railsSchema: Schema<RailsSectionConfig> = strict(
  {
    input: withDefault(inputGroup, {}),
    output: withDefault(outputGroup, {}),
    retrieval: withDefault(group, {}),
    tool_input: withDefault(toolGroup, {}),
    tool_output: withDefault(toolGroup, {}),
    tool_result: optional(toolGroup),
    tool_call: optional(toolGroup),
    dialog: withDefault(mapping, {}),
    actions: withDefault(actions, {}),
    config: withDefault(railConfigs, {}),
    execution: optional(mapping),
  },
  ({ tool_input, tool_output, tool_call, tool_result, execution: _execution, ...rails }): RailsSectionConfig => ({
    ...rails,
    toolInput: joined(tool_input, tool_result),
    toolOutput: joined(tool_output, tool_call),
  }),
);
