import * as v from "valibot";
import { flag, maybe, type SchemaOf, shortText, whole, within } from "../basic-schemas.ts";

/** An object with at most `max` entries. */
export const limited = (values: v.GenericSchema, max: number): SchemaOf<Readonly<Record<string, unknown>>> =>
  v.pipe(
    v.record(v.string(), values, "expected an object"),
    v.check((record) => Object.keys(record).length <= max, `expected at most ${max} entries`),
  );

const EFFORTS = ["none", "default", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

export const effort: v.GenericSchema<(typeof EFFORTS)[number]> = v.picklist(EFFORTS);

/** Options of a chat template: flags and numbers, no free text. */
const templateSwitch = v.union([flag, within(-1e9, 1e9), effort]);

/** Reasoning options of providers other than OpenAI. */
export const thinkingEntries = (maxTokens: number): v.ObjectEntries => ({
  reasoning: v.strictObject({
    effort: maybe(effort),
    enabled: maybe(flag),
    exclude: maybe(flag),
    summary: maybe(v.picklist(["auto", "concise", "detailed"])),
    max_tokens: maybe(whole(1, maxTokens)),
  }),
  thinking: v.strictObject({
    type: v.picklist(["enabled", "disabled", "auto", "adaptive"]),
    budget_tokens: maybe(whole(1, maxTokens)),
    display: maybe(v.picklist(["summarized", "omitted"])),
    // Z.ai and Moonshot: whether reasoning of earlier turns is removed.
    clear_thinking: maybe(flag),
    keep: maybe(v.literal("all")),
  }),
  enable_thinking: flag,
  thinking_budget: whole(-1, maxTokens),
  include_reasoning: flag,
  chat_template_kwargs: limited(templateSwitch, 16),
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

const OPERATORS_CHOICE = "expected deny: what is kept is for the operator to say";

/** OpenRouter's routing. Its models are checked like the `model` of the request. */
export const routingEntries: v.ObjectEntries = {
  models: v.pipe(v.array(shortText(256)), v.maxLength(16)),
  route: v.literal("fallback"),
  transforms: v.pipe(v.array(v.literal("middle-out")), v.maxLength(1)),
  provider: v.strictObject({
    order: maybe(names("providers")),
    only: maybe(names("providers")),
    ignore: maybe(names("providers")),
    quantizations: maybe(names("quantizations")),
    allow_fallbacks: maybe(flag),
    require_parameters: maybe(flag),
    zdr: maybe(flag),
    data_collection: maybe(v.literal("deny", OPERATORS_CHOICE)),
    sort: maybe(v.picklist(["price", "throughput", "latency"])),
    preferred_min_throughput: maybe(within(0, 1e6)),
    preferred_max_latency: maybe(within(0, 1e6)),
    enforce_distillable_text: maybe(flag),
    max_price: maybe(limited(within(0, 1e6), 8)),
  }),
};

const DURATION = "expected a number of seconds, or a time such as 10m";

/** The same schema for several fields. */
const each = (values: v.GenericSchema, names: string): v.ObjectEntries =>
  Object.fromEntries(names.split(" ").map((name) => [name, values]));

const keepAlive = v.union(
  [within(-1, 1e9), v.pipe(v.string(DURATION), v.regex(/^-?\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h)?$/, DURATION))],
  DURATION,
);

/**
 * Sampling parameters beyond OpenAI's, keep-alive, and the separation of reasoning and calls: vLLM, SGLang, llama.cpp,
 * Ollama, LM Studio, OpenRouter, Mistral, Groq, Cerebras, Z.ai, MiniMax and Qwen.
 */
export const vendorSampling = (maxTokens: number): v.ObjectEntries => ({
  ...each(within(0, 1), "top_a min_p typical_p xtc_probability xtc_threshold"),
  ...each(
    within(0, 10),
    "repetition_penalty repeat_penalty tfs_z dynatemp_range dynatemp_exponent dry_multiplier dry_base",
  ),
  ...each(within(0, 100), "mirostat_tau mirostat_eta"),
  ...each(within(-10, 10), "length_penalty"),
  ...each(within(-1, 100), "top_n_sigma"),
  ...each(whole(0, 2), "mirostat"),
  ...each(whole(0, maxTokens), "min_tokens dry_allowed_length thinking_token_budget"),
  ...each(whole(-2, maxTokens), "repeat_last_n dry_penalty_last_n num_predict n_predict"),
  ...each(whole(-1, 1e7), "top_k min_keep num_keep"),
  ...each(whole(1, 1e7), "num_ctx ttl"),
  ...each(whole(0, Number.MAX_SAFE_INTEGER), "random_seed"),
  ...each(tokenIds, "stop_token_ids allowed_token_ids"),
  ...each(
    flag,
    "include_stop_str_in_output ignore_eos skip_special_tokens spaces_between_special_tokens " +
      "penalize_nl cache_prompt timings_per_token parse_tool_calls safe_prompt separate_reasoning " +
      "stream_reasoning disable_reasoning clear_thinking preserve_thinking reasoning_split tool_stream",
  ),
  ...each(v.picklist(["none", "auto", "parsed", "raw", "hidden", "deepseek"]), "reasoning_format"),
  think: v.union([flag, effort]),
  keep_alive: keepAlive,
});
