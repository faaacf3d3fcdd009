import type { LanguageModelV4 } from "@ai-sdk/provider";
import { modelUpstream, upstreamError } from "../../http/upstream-error.ts";
import { languageModelFromStream } from "../../llm/from-stream.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import { pipeline } from "../../streams/pipeline.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types.ts";
import { breakingAs, failingAs } from "../provider-failure.ts";
import { callFailure } from "./call-failure.ts";
import { callOptions } from "./chat-prompt.ts";
import { NativeAnswer } from "./native-answer.ts";
import { PartDecoder } from "./part-decoder.ts";
import { optional } from "../../json.ts";

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
 * const rails = new LLMRails(config, { llm: aiModel(openai("gpt-5")) });
 */
export const aiModel = (model: LanguageModelV4): LanguageModel => {
  const { provider, modelId } = model;
  const told = callFailure(provider);
  return languageModelFromStream(
    async ({ messages, params = {}, signal }) => {
      const native = new NativeAnswer();
      const options = { ...callOptions(messages, params), ...optional("abortSignal", signal) };
      const { stream } = await failingAs(told, signal, () => model.doStream(options));
      const stages = [new PartDecoder(native, nothingBeside), noFailure(provider, native)];
      return breakingAs(told, signal, pipeline<StreamPart>(stream, stages));
    },
    { provider, model: modelId },
  );
};
