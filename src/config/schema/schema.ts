import * as v from "valibot";
import type { ColangConfig, RailsConfigData } from "../config-types.ts";
import { DEFAULT_INSTRUCTION, DEFAULT_SAMPLE_CONVERSATION } from "../default-texts.ts";
import { lookup } from "../plain-data.ts";
import { otherKeys } from "./other-keys.ts";
import { modelSchema } from "./schema-models.ts";
import {
  anything,
  anyText,
  either,
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
  withDefault,
} from "./schema-parts.ts";
import { instructionSchema, promptSchema } from "./schema-prompts.ts";
import { railsSchema } from "./schema-rails.ts";

type MessageMap = Record<string, readonly string[]>;

const oneText: Schema<string[]> = v.pipe(
  anyText,
  v.transform((value) => [value]),
);

const oneOrMoreTexts: Schema<string[]> = either((value) => typeof value === "string", oneText, list(anyText));

const messages: Schema<MessageMap> = v.pipe(
  v.record(v.string(), oneOrMoreTexts, "expected a mapping of names to texts"),
  v.transform((entries): MessageMap => lookup(entries)),
);

const tracing = strictAsWritten({
  enabled: optional(flag),
  adapters: optional(list(mapping)),
  span_format: optional(text),
  enable_content_capture: optional(flag),
});

/** `1.0` without quotes is a number in YAML. */
const numberOne: Schema<string> = v.pipe(
  v.literal(1),
  v.transform(() => "1.0"),
);

const colangVersion: Schema<string> = either((value) => value === 1, numberOne, text);

const colangFile: Schema<ColangConfig["files"][number]> = strict({ file: text, content: anyText }, (file) => file);

export const colangSchema: Schema<ColangConfig> = strict(
  { dialog: withDefault(oneOf("refuse", "skip"), "refuse"), files: withDefault(list(colangFile), []) },
  (colang) => colang,
);

const asks = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const isSkipping = (colang: unknown): boolean =>
  typeof colang === "object" && colang !== null && "dialog" in colang && colang.dialog === "skip";

const supportedOnly: Rule = (value, report) => {
  const { flows, colang, colang_version: version } = value;
  if (asks(flows) && !isSkipping(colang)) {
    report(
      ["flows"],
      "Flows in YAML are dialog, which is not run here: write rails in a `.co` file and name them under `rails.input.flows` and the like, or write `colang: { dialog: skip }` to do without",
    );
  }
  if (typeof version !== "string" || version === "1.0") return;
  const fix = "write your rails as `rails.input.flows` and `rails.output.flows`, and leave `colang_version` out";
  report(
    ["colang_version"],
    `${version.startsWith("2") ? "Colang 2" : `Colang "${version}"`} is not supported: ${fix}`,
  );
};

/** The length of model names in requests is bounded, so a longer name could never be used. */
const modelName: Schema<string> = v.pipe(text, v.maxLength(256, "expected at most 256 characters"));

/** The schema of a config, from NeMo's keys to `RailsConfigData`. The caller fills in `other`. */
export const configSchema: Schema<RailsConfigData> = strict(
  {
    ...otherKeys,
    models: withDefault(list(modelSchema), []),
    allowed_models: optional(list(modelName)),
    rails: withDefault(railsSchema, {}),
    prompts: withDefault(list(promptSchema), []),
    instructions: withDefault(list(instructionSchema), [{ type: "general", content: DEFAULT_INSTRUCTION }]),
    sample_conversation: withDefault(anyText, DEFAULT_SAMPLE_CONVERSATION),
    bot_messages: withDefault(messages, {}),
    user_messages: withDefault(messages, {}),
    flows: withDefault(list(anything), []),
    lowest_temperature: withDefault(number(0, 2), 0.001),
    enable_rails_exceptions: withDefault(flag, false),
    passthrough: optional(flag),
    colang_version: withDefault(colangVersion, "1.0"),
    colang: withDefault(colangSchema, {}),
    tracing: withDefault(tracing, {}),
    custom_data: withDefault(mapping, {}),
  },
  (value): RailsConfigData => ({
    models: value.models,
    ...(value.allowed_models === undefined ? {} : { allowedModels: value.allowed_models }),
    rails: value.rails,
    prompts: value.prompts,
    instructions: value.instructions,
    sampleConversation: value.sample_conversation,
    botMessages: value.bot_messages,
    userMessages: value.user_messages,
    lowestTemperature: value.lowest_temperature,
    enableRailsExceptions: value.enable_rails_exceptions,
    passthrough: value.passthrough ?? null,
    colangVersion: value.colang_version,
    colang: value.colang,
    flows: [],
    skippedFlows: [],
    tracing: value.tracing,
    customData: value.custom_data,
    other: {},
  }),
  supportedOnly,
  "; rails stand under `rails`, their settings under `rails.config`, what only your own code reads under `custom_data`",
);
