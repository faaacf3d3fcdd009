import type {
  ModelConfig,
  OutputStreamingConfig,
  PromptConfig,
  RailGroupConfig,
  RailOptions,
  RailsConfigData,
  RailsSectionConfig,
  RegexDetectionConfig,
} from "./config-types.ts";
import { withoutUndefined } from "./deep-freeze.ts";
import { restoreOther } from "./schema/other-keys.ts";

type Plain = Record<string, unknown>;

const mapValues = <T>(object: Readonly<Record<string, T>>, map: (value: T) => unknown): Plain =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));

const modelObject = (model: ModelConfig): Plain =>
  withoutUndefined<Plain>({
    type: model.type,
    engine: model.engine,
    model: model.model,
    mode: model.mode,
    api_key_env_var: model.apiKeyEnvVar,
    parameters: model.parameters,
  });

const promptObject = (prompt: PromptConfig): Plain =>
  withoutUndefined<Plain>({
    task: prompt.task,
    content: prompt.content,
    messages: prompt.messages,
    models: prompt.models,
    output_parser: prompt.outputParser,
    max_length: prompt.maxLength,
    max_tokens: prompt.maxTokens,
    stop: prompt.stop,
    mode: prompt.mode,
  });

const optionsObject = ({ timeoutMs, onError }: RailOptions): Plain =>
  withoutUndefined<Plain>({ timeout: timeoutMs === undefined ? undefined : timeoutMs / 1000, on_error: onError });

const groupObject = ({ flows, parallel, options }: RailGroupConfig): Plain => ({
  flows,
  parallel,
  options: mapValues(options, optionsObject),
});

const streamingObject = (streaming: OutputStreamingConfig): Plain => ({
  enabled: streaming.enabled,
  chunk_size: streaming.chunkSize,
  context_size: streaming.contextSize,
  stream_first: streaming.streamFirst,
  on_block: streaming.onBlock,
  unit: streaming.unit,
  max_in_flight: streaming.maxInFlight,
  max_exposed: streaming.maxExposed,
});

const regexObject = (regex: RegexDetectionConfig): Plain => ({
  patterns: regex.patterns,
  case_insensitive: regex.caseInsensitive,
  max_match_length: regex.maxMatchLength,
  on_overflow: regex.onOverflow,
});

function railsObject(rails: RailsSectionConfig): Plain {
  const { regexDetection, ...others } = rails.config;
  const regex = mapValues(regexDetection as Readonly<Record<string, RegexDetectionConfig>>, regexObject);
  return {
    input: { ...groupObject(rails.input), scope: rails.input.scope },
    output: { ...groupObject(rails.output), streaming: streamingObject(rails.output.streaming) },
    retrieval: groupObject(rails.retrieval),
    tool_input: groupObject(rails.toolInput),
    tool_output: groupObject(rails.toolOutput),
    dialog: rails.dialog,
    actions: rails.actions,
    config: { ...others, regex_detection: regex },
  };
}

/** A config under NeMo's keys, every default written out: JSON that reads back as an equal config. */
export function configToObject(config: RailsConfigData): Plain {
  const object = {
    models: config.models.map(modelObject),
    rails: railsObject(config.rails),
    prompts: config.prompts.map(promptObject),
    instructions: config.instructions,
    sample_conversation: config.sampleConversation,
    bot_messages: { ...config.botMessages },
    user_messages: { ...config.userMessages },
    lowest_temperature: config.lowestTemperature,
    enable_rails_exceptions: config.enableRailsExceptions,
    ...(config.passthrough === null ? {} : { passthrough: config.passthrough }),
    colang_version: config.colangVersion,
    tracing: config.tracing,
    custom_data: config.customData,
  };
  return structuredClone(restoreOther(object, config.other));
}
