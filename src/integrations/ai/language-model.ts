import type { LanguageModelV4 } from "@ai-sdk/provider";
import { modelUpstream, upstreamError } from "../../http/upstream-error.ts";
import { optional } from "../../json.ts";
import { languageModelFromStream } from "../../llm/from-stream.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import { pipeline } from "../../streams/pipeline.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { streamWithErrorsMapped, withErrorsMapped } from "../provider-failure.ts";
import { callFailure } from "./call-failure.ts";
import { callOptions } from "./chat-prompt.ts";
import { NativeAnswer } from "./native-answer.ts";
import { PartDecoder } from "./part-decoder.ts";

/** An answer that finishes with an error is a failure. */
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

/** Metadata that no rail has read is never delivered. */
const nothingBeside = (): boolean => true;

/**
 * Makes a model of any AI SDK provider package usable as `llm` of an `LLMRails`, or as an engine in `engines`. Text,
 * reasoning, tool calls and usage are read. Parameters that the AI SDK does not support are dropped, and so are
 * signatures of reasoning. A request with audio, or with a file by its id, is refused (`bad_request`).
 *
 * @example
 * const rails = new LLMRails(config, { llm: aiModel(openai("gpt-5")) });
 */
export const aiModel = (model: LanguageModelV4): LanguageModel => {
  const { provider, modelId } = model;
  const mapError = callFailure(provider);
  return languageModelFromStream(
    async ({ messages, params = {}, signal }) => {
      const native = new NativeAnswer();
      const options = { ...callOptions(messages, params), ...optional("abortSignal", signal) };
      const { stream } = await withErrorsMapped(mapError, signal, () => model.doStream(options));
      const stages = [new PartDecoder(native, nothingBeside), noFailure(provider, native)];
      return streamWithErrorsMapped(mapError, signal, pipeline<StreamPart>(stream, stages));
    },
    { provider, model: modelId },
  );
};
