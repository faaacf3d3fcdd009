import type { LanguageModelV4 } from "@ai-sdk/provider";
import { EdgeRailsError } from "../../errors.ts";
import { MAX_DETAIL, modelUpstream, statusError, upstreamError } from "../../http/upstream-error.ts";
import { isRecord, textOf } from "../../json.ts";
import { languageModelFromStream } from "../../llm/from-stream.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import { pipeline } from "../../streams/pipeline.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types.ts";
import { callOptions } from "./chat-prompt.ts";
import { NativeAnswer, type NativePart } from "./native-answer.ts";
import { PartDecoder } from "./part-decoder.ts";

/** What a provider package throws, in the words of this one. Its text is for the operator. */
const failureOf = (provider: string, error: unknown): unknown => {
  const status = isRecord(error) ? error["statusCode"] : undefined;
  if (error instanceof EdgeRailsError || !isRecord(error) || typeof status !== "number") return error;
  const said = textOf(error["responseBody"]).slice(0, MAX_DETAIL);
  const headers = (error["responseHeaders"] ?? {}) as Record<string, string>;
  const response = new Response(null, { status: status < 200 ? 500 : status, headers });
  return statusError(modelUpstream(provider), response, said, Date.now());
};

/** A provider that says that it failed has not answered. */
const noFailure = (provider: string, native: NativeAnswer): Stage<StreamPart> => ({
  name: "ai-no-failure",
  feed(part, output) {
    const unified = native.finish?.finishReason.unified;
    if (part.type === "finish" && (unified === "error" || unified === "interrupted")) {
      throw upstreamError(modelUpstream(provider), "server");
    }
    output.enqueue(part);
  },
});

/** Nothing but what rails read leaves a model of ours. */
const nothingBeside = (): boolean => true;

/**
 * A model of any provider package of the AI SDK, as a model of this package: as `llm` of an `LLMRails`, or behind an engine's
 * name in `engines`. Texts, thoughts, calls and usage are told; of the parameters those that the AI SDK has a word for, the
 * others are left out. Signatures of thoughts are not kept.
 *
 * @example
 * const rails = new LLMRails(config, { llm: aiModel(google("gemini-3-pro")) });
 */
export const aiModel = (model: LanguageModelV4): LanguageModel => {
  const { provider, modelId } = model;
  return languageModelFromStream(
    async ({ messages, params = {}, signal }) => {
      const native = new NativeAnswer();
      const options = { ...callOptions(messages, params), ...(signal === undefined ? {} : { abortSignal: signal }) };
      try {
        const { stream } = await model.doStream(options);
        return pipeline<StreamPart>(failuresOf(provider, stream), [
          new PartDecoder(native, nothingBeside),
          noFailure(provider, native),
        ]);
      } catch (error) {
        throw failureOf(provider, error);
      }
    },
    { provider, model: modelId },
  );
};

/** The stream with its failures in the words of this package. */
const failuresOf = (provider: string, stream: ReadableStream<NativePart>): ReadableStream<NativePart> =>
  pipeline<NativePart>(stream, [
    {
      name: "ai-failures",
      feed(part: NativePart, output: { enqueue(part: NativePart): void }) {
        output.enqueue(part.type === "error" ? { type: "error", error: failureOf(provider, part.error) } : part);
      },
    },
  ]);
