import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Middleware,
  LanguageModelV4StreamResult,
} from "@ai-sdk/provider";
import { assertDropIn } from "../../engine/assert-drop-in.ts";
import { requestAbout } from "../../engine/checked-request.ts";
import { assertStreaming, refusalText } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import type { PassedRequest } from "../../engine/run/answer-source.ts";
import { GenerationRun } from "../../engine/run/generation-run.ts";
import { optional } from "../../json.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
import { collect } from "../../streams/consumers.ts";
import { usageFirst } from "../../streams/parts/usage-first.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { streamWithErrorsMapped, withErrorsMapped } from "../provider-failure.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import { callFailure } from "./call-failure.ts";
import { NativeAnswer, type NativePart } from "./native-answer.ts";
import { PartDecoder } from "./part-decoder.ts";
import { PartEncoder } from "./part-encoder.ts";
import { readPrompt } from "./prompt-text.ts";
import { partsOfResult, resultOfParts, withdrawn } from "./whole-answer.ts";

type Ask = (options: LanguageModelV4CallOptions) => Promise<ReadableStream<NativePart>>;

/** The model and the options of a call. */
interface Call {
  readonly params: LanguageModelV4CallOptions;
  readonly model: { readonly provider: string };
}

/** Guards one model call. Resolves once the answer has begun. */
const guarded = async (
  rails: LLMRails,
  { params, model }: Call,
  mode: "streamed" | "held",
  ask: Ask,
): Promise<ReadableStream<NativePart>> => {
  const parts = partsOf(rails);
  if (mode === "streamed") assertStreaming(parts.config);
  const text = readPrompt(params);
  const mapError = callFailure(model.provider);
  const request = requestAbout(text.messages, { llm_params: text.params });
  const native = new NativeAnswer();
  const decoder = new PartDecoder(native, (value) => run.forbids(value));
  const source = {
    open: async ({ messages, params: left, signal }: PassedRequest) => {
      const options = text.written(messages, left) as unknown as LanguageModelV4CallOptions;
      const answer = await withErrorsMapped(mapError, signal, () => ask({ ...options, abortSignal: signal }));
      const stages = mode === "held" ? [decoder, usageFirst()] : [decoder];
      return streamWithErrorsMapped(mapError, signal, pipeline<StreamPart>(answer, stages));
    },
  };
  const run: GenerationRun = new GenerationRun(parts, request, { mode, source, signal: params.abortSignal });
  return pipeline<NativePart>(await run.start(), [new PartEncoder(native)]);
};

/**
 * Converts an error of the stream to an `error` part, as the AI SDK expects: its readers do not see a broken stream.
 */
const withErrorPart = (
  stream: ReadableStream<NativePart>,
  signal: AbortSignal | undefined,
): ReadableStream<NativePart> => {
  const source = pullFrom(stream);
  let isOver = false;
  return toReadable<NativePart>({
    async pull() {
      if (isOver) return undefined;
      try {
        return await source.pull();
      } catch (error) {
        signal?.throwIfAborted();
        isOver = true;
        return [{ type: "error", error }];
      }
    },
    cancel: (reason) => source.cancel(reason),
  });
};

/**
 * A complete answer. The provider's metadata passes without anything that a rail forbids, and its content as the rails
 * left it.
 */
const whole = async (
  rails: LLMRails,
  call: Call,
  generate: (options: LanguageModelV4CallOptions) => PromiseLike<LanguageModelV4GenerateResult>,
): Promise<LanguageModelV4GenerateResult> => {
  let result: LanguageModelV4GenerateResult | undefined;
  const stream = await guarded(rails, call, "held", async (options) => {
    result = await generate(options);
    return fromIterable(partsOfResult(result));
  });
  return resultOfParts(
    withdrawn(await collect(stream), refusalText(rails.config)),
    result,
    forbiddenInAnswers(partsOf(rails).rails),
  );
};

/**
 * A middleware for AI SDK 7 that guards a language model wherever it is used: `generateText`, `streamText`, tools,
 * structured output, agents. The provider gets the prompt as the input rails left it, and the output rails guard the
 * answer as it streams.
 *
 * Blocked requests and answers finish with `content-filter`. The outcome is in `providerMetadata` (see
 * `guardMetadata`), and each verdict is a part of kind `edgerails.verdict` where it was reached (see `verdictOf`).
 *
 * Errors of the provider become ProviderErrors, with the provider's text in `detail` for the operator. The AI SDK
 * retries them as it would have retried the original.
 *
 * @throws StreamingNotSupportedError when streaming with a config that has output rails and does not enable streaming.
 *
 * @example
 * const model = wrapLanguageModel({ model: openai("gpt-5"), middleware: guardMiddleware(rails) });
 */
export const guardMiddleware = (rails: LLMRails): LanguageModelV4Middleware => {
  assertDropIn("guardMiddleware", rails);
  return {
    specificationVersion: "v4",
    wrapGenerate: ({ params, model }) => whole(rails, { params, model }, (options) => model.doGenerate(options)),
    async wrapStream({ params, model }): Promise<LanguageModelV4StreamResult> {
      let beside: Omit<LanguageModelV4StreamResult, "stream"> = {};
      const stream = await guarded(rails, { params, model }, "streamed", async (options) => {
        const { stream: answer, response, ...rest } = await model.doStream(options);
        beside = {
          ...rest,
          ...optional("response", withoutForbidden(response, forbiddenInAnswers(partsOf(rails).rails))),
        };
        return answer;
      });
      return { ...beside, stream: withErrorPart(stream, params.abortSignal) };
    },
  };
};
