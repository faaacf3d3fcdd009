import * as v from "valibot";
import { flag, maybe, type SchemaOf, shortText, whole, within } from "../basic-schemas.ts";

/** An object of so many entries. */
export const limited = (values: v.GenericSchema, max: number): SchemaOf<Readonly<Record<string, unknown>>> =>
  v.pipe(
    v.record(v.string(), values, "expected an object"),
    v.check((record) => Object.keys(record).length <= max, `expected at most ${max} entries`),
  );

const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

export const effort: v.GenericSchema<(typeof EFFORTS)[number]> = v.picklist(
  EFFORTS,
  `expected one of ${EFFORTS.join(", ")}`,
);

/** How a chat template is told to think: switches and numbers, no text. */
const templateSwitch = v.union([flag, within(-1e9, 1e9), effort], "expected true, false, a number or an effort");

/** Whether and how much a model thinks, as providers other than OpenAI ask for it. */
export const thinkingEntries = (maxTokens: number): v.ObjectEntries => ({
  reasoning: maybe(
    v.strictObject({
      effort: maybe(effort),
      enabled: maybe(flag),
      exclude: maybe(flag),
      summary: maybe(v.picklist(["auto", "concise", "detailed"], "expected auto, concise or detailed")),
      max_tokens: maybe(whole(1, maxTokens)),
    }),
  ),
  thinking: maybe(
    v.strictObject({
      type: v.picklist(["enabled", "disabled", "auto", "adaptive"]),
      budget_tokens: maybe(whole(1, maxTokens)),
      display: maybe(v.picklist(["summarized", "omitted"], "expected summarized or omitted")),
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
export const routingEntries: v.ObjectEntries = {
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
export const samplingElsewhere = (maxTokens: number): v.ObjectEntries => ({
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
