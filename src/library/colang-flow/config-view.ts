import type { RailGroupConfig, RailsConfigData } from "../../config/config-types.ts";
import { recordOf } from "../../json.ts";

const group = ({ flows, parallel }: RailGroupConfig): object => ({ flows, parallel });

/** Adds NeMo's default action, which its flow of injection detection reads. */
const withDefaults = (settings: RailsConfigData["rails"]["config"]): object => ({
  ...settings,
  injection_detection: { action: "reject", ...recordOf(settings["injection_detection"]) },
});

/**
 * The value of `$config` in flows: the parts of a config that flows use, under NeMo's keys, and without the parameters
 * of models.
 */
export const configView = (config: RailsConfigData): Readonly<Record<string, unknown>> => {
  const { rails } = config;
  const { streaming } = rails.output;
  return {
    models: config.models.map(({ type, engine, model }) => ({ type, engine, model })),
    rails: {
      input: group(rails.input),
      output: {
        ...group(rails.output),
        streaming: {
          enabled: streaming.enabled,
          chunk_size: streaming.chunkSize,
          context_size: streaming.contextSize,
          stream_first: streaming.streamFirst,
        },
      },
      retrieval: group(rails.retrieval),
      tool_input: group(rails.toolInput),
      tool_output: group(rails.toolOutput),
      dialog: rails.dialog,
      config: withDefaults(rails.config),
    },
    bot_messages: config.botMessages,
    user_messages: config.userMessages,
    instructions: config.instructions,
    sample_conversation: config.sampleConversation,
    enable_rails_exceptions: config.enableRailsExceptions,
    lowest_temperature: config.lowestTemperature,
    passthrough: config.passthrough,
    colang_version: config.colangVersion,
    custom_data: config.customData,
  };
};
