import * as v from "valibot";
import type { GatewayLimits } from "../../gateway-options.ts";
import { flag, maybe, record, shortText, text, whole, within } from "../basic-schemas.ts";
import { asChatChoice, asChatTool } from "../foreign-tools.ts";
import { labels, userId } from "../labels.ts";
import { effort, limited, routingEntries, vendorSampling, thinkingEntries } from "./vendor-sampling.ts";

/** A number of tokens. Clients of LM Studio and llama.cpp send -1 for no limit. */
const limitOf = (maxTokens: number) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (value === -1 ? undefined : value)),
    v.optional(whole(1, maxTokens)),
  );

const STOP = "expected a text, or a list of at most 16, of 1 to 256 characters";

/** An empty list or an empty text means no stop sequence. */
const noStop = v.pipe(
  v.literal(""),
  v.transform(() => undefined),
);

const stopText = v.pipe(v.string(STOP), v.minLength(1, STOP), v.maxLength(256, STOP));

const name = v.pipe(text, v.regex(/^[\w.-]{1,128}$/, "expected letters, digits, `_`, `.`, `-`"));

/** Removes cache hints, which do not affect the answer. */
const withoutHints = v.transform(({ cache_control: _hint, ...rest }: Readonly<Record<string, unknown>>) => rest);

/** What a tool has, whatever its type. */
const described = { name, description: maybe(shortText(65_536)) };

/** The field of a tool that its type names. */
const body = (entries: v.ObjectEntries) => v.pipe(record, withoutHints, v.strictObject(entries));

const grammar = v.strictObject({ syntax: v.picklist(["lark", "regex"]), definition: shortText(65_536) });

const customFormat = v.variant("type", [
  v.strictObject({ type: v.literal("text") }),
  v.strictObject({ type: v.literal("grammar"), grammar }),
]);

const tool = v.pipe(
  v.unknown(),
  v.transform(asChatTool),
  record,
  withoutHints,
  v.variant(
    "type",
    [
      v.strictObject({
        type: v.literal("function"),
        function: body({ ...described, parameters: maybe(record), strict: maybe(flag) }),
      }),
      v.strictObject({ type: v.literal("custom"), custom: body({ ...described, format: maybe(customFormat) }) }),
    ],
    "expected `function` or `custom`: what other tools find or do, no rail would read",
  ),
);

const named = v.strictObject({ name });

const namedTool = v.variant("type", [
  v.strictObject({ type: v.literal("function"), function: named }),
  v.strictObject({ type: v.literal("custom"), custom: named }),
]);

const chosenTools = v.union(
  [
    v.picklist(["none", "auto", "required"]),
    // The names of Mistral and Anthropic.
    v.pipe(
      v.literal("any"),
      v.transform(() => "required" as const),
    ),
    namedTool,
    v.strictObject({
      type: v.literal("allowed_tools"),
      allowed_tools: v.strictObject({
        mode: v.picklist(["auto", "required"]),
        tools: v.pipe(v.array(namedTool), v.minLength(1), v.maxLength(128)),
      }),
    }),
  ],
  "expected none, auto, required, one tool, or allowed tools",
);

const toolChoice = v.pipe(v.unknown(), v.transform(asChatChoice), chosenTools);

const responseFormat = v.variant(
  "type",
  [
    v.strictObject({ type: v.literal("text") }),
    // With the schema in the form of llama.cpp and Together.
    v.pipe(
      v.strictObject({ type: v.literal("json_object"), schema: maybe(record) }),
      v.transform(({ type, schema }) =>
        schema === undefined ? { type } : { type: "json_schema", json_schema: { name: "answer", schema } },
      ),
    ),
    v.strictObject({ type: v.literal("json_schema"), json_schema: record }),
  ],
  "expected a type of text, json_object or json_schema",
);

/** The schemas of the model parameters that a client may set. */
export const samplingEntries = ({ maxTokens, maxChoices }: GatewayLimits): v.ObjectEntries => ({
  temperature: within(0, 2),
  top_p: within(0, 1),
  max_tokens: limitOf(maxTokens),
  max_completion_tokens: limitOf(maxTokens),
  stop: v.union([noStop, stopText, v.pipe(v.array(stopText), v.maxLength(16, STOP))], STOP),
  // vLLM
  bad_words: v.pipe(v.array(stopText), v.maxLength(16, "expected at most 16 texts")),
  n: whole(1, maxChoices),
  seed: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  presence_penalty: within(-2, 2),
  frequency_penalty: within(-2, 2),
  logit_bias: limited(within(-100, 100), 1024),
  // OpenAI takes 128, others take more, and agents with several MCP servers have hundreds.
  tools: v.pipe(v.array(tool, "expected a list of tools"), v.maxLength(1_024, "expected at most 1024 tools")),
  tool_choice: toolChoice,
  parallel_tool_calls: flag,
  response_format: responseFormat,
  reasoning_effort: effort,
  verbosity: v.picklist(["low", "medium", "high", "xhigh", "max"]),
  user: userId,
  safety_identifier: shortText(512),
  prompt_cache_key: shortText(512),
  metadata: labels,
  ...vendorSampling(maxTokens),
  ...thinkingEntries(maxTokens),
  ...routingEntries,
});

/** Fields that control what the provider stores and charges, and their values without effect, which are accepted. */
export const OPERATORS_FIELDS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ["store", [false]],
  ["service_tier", ["auto", "default", "standard_only", "on_demand"]],
]);

/** Fields that are not supported, and the values with which they request the default behaviour. */
export const NEUTRAL: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["add_generation_prompt", true],
  ["best_of", 1],
  ["n_probs", 0],
  ["priority", 0],
  ["speed", "standard"],
]);

/** Fields of the OpenAI API that are refused, and why. */
export const REFUSED_FIELDS: ReadonlyMap<string, string> = new Map([
  ["logprobs", "it would return tokens that no rail has read"],
  ["top_logprobs", "it would return tokens that no rail has read"],
  ["audio", "rails cannot read audio"],
  ["modalities", "rails read text only"],
  ["prediction", "its text would reach the model without a rail reading it"],
  ["web_search_options", "what it finds would reach the model without a rail reading it"],
  ["enable_search", "what it finds would reach the model without a rail reading it"],
  ["enabledSearch", "what it finds would reach the model without a rail reading it"],
  ["input", "send `messages` instead, or use /v1/responses"],
  ["functions", "use `tools` instead"],
  ["function_call", "use `tool_choice` instead"],
  ["rails", "rails cannot be switched by a client"],
  ["prompt", "send `messages` instead"],
  ["files", "no files are kept here: send what a model is to read in `messages`"],
]);
