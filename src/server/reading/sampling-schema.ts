import * as v from "valibot";
import type { GatewayLimits } from "../gateway-options.ts";
import { maybe, shortText } from "./message-schema.ts";

const flag = v.boolean("expected true or false");

const within = (min: number, max: number) =>
  v.pipe(
    v.number("expected a number"),
    v.minValue(min, `expected at least ${min}`),
    v.maxValue(max, `expected at most ${max}`),
  );

const whole = (min: number, max: number) => v.pipe(within(min, max), v.integer("expected a whole number"));

const STOP = "expected a text, or a list of at most 16, of 1 to 256 characters";

const stopText = v.pipe(v.string(STOP), v.minLength(1, STOP), v.maxLength(256, STOP));

const name = v.pipe(v.string("expected a text"), v.regex(/^[\w.-]{1,128}$/, "expected letters, digits, `_`, `.`, `-`"));

const jsonSchema = v.record(v.string(), v.unknown(), "expected an object");

/** A hint to the provider's cache asks nothing of the answer, so it is left out where it stands. */
const withoutHints = v.transform(({ cache_control: _hint, ...rest }: Readonly<Record<string, unknown>>) => rest);

const tool = v.pipe(
  jsonSchema,
  withoutHints,
  v.strictObject(
    {
      type: v.literal("function", "expected `function`: other tools answer where no rail reads"),
      function: v.pipe(
        jsonSchema,
        withoutHints,
        v.strictObject({
          name,
          description: maybe(shortText(16_384)),
          parameters: maybe(jsonSchema),
          strict: maybe(flag),
        }),
      ),
    },
    "expected a tool",
  ),
);

const toolChoice = v.union(
  [
    v.picklist(["none", "auto", "required"]),
    v.strictObject({ type: v.literal("function"), function: v.strictObject({ name }) }),
  ],
  "expected none, auto, required, or one function",
);

const responseFormat = v.variant(
  "type",
  [
    v.strictObject({ type: v.literal("text") }),
    v.strictObject({ type: v.literal("json_object") }),
    v.strictObject({ type: v.literal("json_schema"), json_schema: jsonSchema }),
  ],
  "expected a type of text, json_object or json_schema",
);

const limited = <S extends v.GenericSchema>(values: S, max: number) =>
  v.pipe(
    v.record(v.string(), values, "expected an object"),
    v.check((record) => Object.keys(record).length <= max, `expected at most ${max} entries`),
  );

const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;

const effort = v.picklist(EFFORTS, `expected one of ${EFFORTS.join(", ")}`);

/** How a chat template is told to think: switches and numbers, no text. */
const templateSwitch = v.union([flag, within(-1e9, 1e9), effort], "expected true, false, a number or an effort");

/** Whether and how much a model thinks, as providers other than OpenAI ask for it. */
const thinkingEntries = (maxTokens: number): v.ObjectEntries => ({
  reasoning: maybe(
    v.strictObject({
      effort: maybe(effort),
      enabled: maybe(flag),
      exclude: maybe(flag),
      max_tokens: maybe(whole(1, maxTokens)),
    }),
  ),
  thinking: maybe(
    v.strictObject({
      type: v.picklist(["enabled", "disabled", "auto", "adaptive"]),
      budget_tokens: maybe(whole(1, maxTokens)),
    }),
  ),
  enable_thinking: maybe(flag),
  thinking_budget: maybe(whole(-1, maxTokens)),
  include_reasoning: maybe(flag),
  chat_template_kwargs: maybe(limited(templateSwitch, 16)),
});

const tokenIds = v.pipe(
  v.array(whole(0, 10_000_000), "expected a list of token ids"),
  v.maxLength(1024, "expected at most 1024 token ids"),
);

const names = (what: string) =>
  v.pipe(
    v.array(
      v.pipe(v.string(`expected ${what}`), v.regex(/^[\w./:-]{1,128}$/, `expected ${what}`)),
      `expected a list of ${what}`,
    ),
    v.maxLength(32, `expected at most 32 ${what}`),
  );

const OPERATORS_CHOICE = "expected deny: who may keep what is sent is for the operator to allow";

/** Whom OpenRouter asks. Its models are checked like the model of the request. */
const routingEntries: v.ObjectEntries = {
  models: maybe(
    v.pipe(v.array(shortText(256), "expected a list of models"), v.maxLength(16, "expected at most 16 models")),
  ),
  route: maybe(v.literal("fallback", "expected fallback")),
  transforms: maybe(v.pipe(v.array(v.literal("middle-out", "expected middle-out")), v.maxLength(1))),
  provider: maybe(
    v.strictObject(
      {
        order: maybe(names("providers")),
        only: maybe(names("providers")),
        ignore: maybe(names("providers")),
        quantizations: maybe(names("quantizations")),
        allow_fallbacks: maybe(flag),
        require_parameters: maybe(flag),
        zdr: maybe(flag),
        data_collection: maybe(v.literal("deny", OPERATORS_CHOICE)),
        sort: maybe(v.picklist(["price", "throughput", "latency"], "expected price, throughput or latency")),
        max_price: maybe(limited(within(0, 1e6), 8)),
      },
      "expected an object of OpenRouter's provider preferences",
    ),
  ),
};

const DURATION = "expected a number of seconds, or a time such as 10m";

/** Sampling as vLLM, Ollama, OpenRouter and others have it beside OpenAI's, and how long a model stays loaded. */
const samplingElsewhere = (maxTokens: number): v.ObjectEntries => ({
  top_k: maybe(whole(-1, 1_000_000)),
  top_a: maybe(within(0, 1)),
  min_p: maybe(within(0, 1)),
  typical_p: maybe(within(0, 1)),
  min_tokens: maybe(whole(0, maxTokens)),
  repetition_penalty: maybe(within(0, 10)),
  // vLLM
  length_penalty: maybe(within(-10, 10)),
  stop_token_ids: maybe(tokenIds),
  allowed_token_ids: maybe(tokenIds),
  include_stop_str_in_output: maybe(flag),
  ignore_eos: maybe(flag),
  skip_special_tokens: maybe(flag),
  spaces_between_special_tokens: maybe(flag),
  // llama.cpp and Ollama
  repeat_penalty: maybe(within(0, 10)),
  repeat_last_n: maybe(whole(-1, maxTokens)),
  mirostat: maybe(whole(0, 2)),
  mirostat_tau: maybe(within(0, 100)),
  mirostat_eta: maybe(within(0, 100)),
  tfs_z: maybe(within(0, 10)),
  top_n_sigma: maybe(within(-1, 100)),
  dynatemp_range: maybe(within(0, 10)),
  dynatemp_exponent: maybe(within(0, 10)),
  xtc_probability: maybe(within(0, 1)),
  xtc_threshold: maybe(within(0, 1)),
  dry_multiplier: maybe(within(0, 10)),
  dry_base: maybe(within(0, 10)),
  dry_allowed_length: maybe(whole(0, maxTokens)),
  dry_penalty_last_n: maybe(whole(-1, maxTokens)),
  min_keep: maybe(whole(0, 1_000_000)),
  think: maybe(v.union([flag, effort], "expected true, false or an effort")),
  keep_alive: maybe(
    v.union(
      [within(-1, 1e9), v.pipe(v.string(DURATION), v.regex(/^-?\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h)?$/, DURATION))],
      DURATION,
    ),
  ),
  num_ctx: maybe(whole(1, 10_000_000)),
  num_keep: maybe(whole(-1, 10_000_000)),
  num_predict: maybe(whole(-2, maxTokens)),
  penalize_nl: maybe(flag),
  cache_prompt: maybe(flag),
  timings_per_token: maybe(flag),
  // Mistral
  random_seed: maybe(whole(0, Number.MAX_SAFE_INTEGER)),
  safe_prompt: maybe(flag),
});

/** Parameters of the model call that a client may set, and the values they may have. */
export const samplingEntries = ({ maxTokens, maxChoices }: GatewayLimits): v.ObjectEntries => ({
  temperature: maybe(within(0, 2)),
  top_p: maybe(within(0, 1)),
  max_tokens: maybe(whole(1, maxTokens)),
  max_completion_tokens: maybe(whole(1, maxTokens)),
  stop: maybe(v.union([stopText, v.pipe(v.array(stopText), v.maxLength(16, STOP))], STOP)),
  n: maybe(whole(1, maxChoices)),
  seed: maybe(whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  presence_penalty: maybe(within(-2, 2)),
  frequency_penalty: maybe(within(-2, 2)),
  logit_bias: maybe(limited(within(-100, 100), 1024)),
  tools: maybe(v.pipe(v.array(tool, "expected a list of tools"), v.maxLength(128, "expected at most 128 tools"))),
  tool_choice: maybe(toolChoice),
  parallel_tool_calls: maybe(flag),
  response_format: maybe(responseFormat),
  reasoning_effort: maybe(effort),
  verbosity: maybe(v.picklist(["low", "medium", "high"])),
  user: maybe(shortText(512)),
  safety_identifier: maybe(shortText(512)),
  prompt_cache_key: maybe(shortText(512)),
  metadata: maybe(limited(shortText(512), 16)),
  ...samplingElsewhere(maxTokens),
  ...thinkingEntries(maxTokens),
  ...routingEntries,
});

/** Fields by which a client decides what a provider keeps and what it costs, and values that decide nothing. */
export const OPERATORS_FIELDS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ["store", [false]],
  ["service_tier", ["auto", "default"]],
]);

/** Fields of the OpenAI API that are refused, and why. */
export const REFUSED_FIELDS: ReadonlyMap<string, string> = new Map([
  ["logprobs", "it would return tokens that no rail has read"],
  ["top_logprobs", "it would return tokens that no rail has read"],
  ["audio", "rails cannot read audio"],
  ["modalities", "rails read text only"],
  ["prediction", "its text would reach the model without a rail reading it"],
  ["web_search_options", "what it finds would reach the model without a rail reading it"],
  ["functions", "use `tools` instead"],
  ["function_call", "use `tool_choice` instead"],
  ["rails", "rails cannot be switched by a client"],
  ["prompt", "send `messages` instead"],
]);
