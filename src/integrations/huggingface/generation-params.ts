import { ProviderError } from "../../errors.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { stopsIn } from "../../llm/parameters.ts";

/** Generation settings under the names of transformers.js, and those that are applied outside of it. */
export interface GenerationSettings {
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
}

/** The default of the `text-generation` pipeline. */
const DEFAULT_MAX_NEW_TOKENS = 256;

/** Numbers that a request may set. Requests are untrusted, so no other field reaches `generate`. */
const REQUEST_NUMBERS = ["temperature", "top_p", "top_k", "repetition_penalty"] as const;
const LENGTH_NAMES = ["max_new_tokens", "max_completion_tokens", "max_tokens"] as const;

/** The settings of one call: those of the model, overridden by those of the request. */
export const generationSettings = (modelKwargs: ModelParams, params: ModelParams = {}): GenerationSettings => {
  if (typeof params["n"] === "number" && params["n"] > 1) {
    throw new ProviderError(
      "bad_request",
      `Cannot generate ${params["n"]} answers: this engine gives one, so "n" must be 1`,
    );
  }
  const { stop: modelStop, max_tokens, max_completion_tokens, max_new_tokens, ...rest } = modelKwargs;
  const own = sampling(rest);
  const asked = sampling(Object.fromEntries(numbersOf(params)));
  return {
    kwargs: withoutZeroTemperature({ ...own, ...asked }),
    maxNewTokens:
      lengthOf(params) ?? lengthOf({ max_new_tokens, max_completion_tokens, max_tokens }) ?? DEFAULT_MAX_NEW_TOKENS,
    stop: [...stopsOf(modelStop), ...stopsOf(params["stop"])],
  };
};

const numbersOf = (params: ModelParams): [string, number][] =>
  REQUEST_NUMBERS.flatMap((name) => {
    const value = params[name];
    return typeof value === "number" && Number.isFinite(value) ? [[name, value] satisfies [string, number]] : [];
  });

/** A temperature means sampling, as in the OpenAI API; transformers.js on its own ignores it without `do_sample`. */
const sampling = (kwargs: ModelParams): Record<string, unknown> => {
  const temperature = kwargs["temperature"];
  return typeof temperature === "number" ? { do_sample: temperature > 0, ...kwargs } : { ...kwargs };
};

/** Temperature 0 is greedy decoding; the number itself would be divided by. */
const withoutZeroTemperature = (kwargs: Record<string, unknown>): Record<string, unknown> => {
  if (kwargs["temperature"] !== 0) return kwargs;
  const { temperature: _, ...rest } = kwargs;
  return { ...rest, do_sample: false };
};

const lengthOf = (params: ModelParams): number | undefined => {
  const name = LENGTH_NAMES.find((key) => params[key] !== undefined && params[key] !== null);
  if (name === undefined) return undefined;
  const length = params[name];
  if (typeof length === "number" && Number.isInteger(length) && length >= 1) return length;
  throw new ProviderError("bad_request", `"${name}" must be a whole number of at least 1, not "${String(length)}"`);
};

const stopsOf = (stop: unknown): readonly string[] => stopsIn(stop).filter((text) => text !== "");
