import type { LLMRails } from "../../engine/llm-rails.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { guardMiddleware as guardMiddlewareV4 } from "../ai/middleware.ts";

interface Part {
  readonly type: string;
}

/** Version 6 knows no parts of one's own. */
const isKnown = ({ type }: Part): boolean => type !== "custom";

const withoutVerdicts = <Stream>(stream: Stream): Stream =>
  pipeline<Part>(stream as ReadableStream<Part>, [
    {
      name: "ai6-parts",
      feed(part: Part, output: { enqueue(part: Part): void }) {
        if (isKnown(part)) output.enqueue(part);
      },
    },
  ]) as Stream;

/** What `wrapLanguageModel` of the AI SDK 6 takes: a middleware by the third version of its specification. */
export interface GuardMiddleware {
  readonly specificationVersion: "v3";
  wrapGenerate<Result extends { content: { readonly type: string }[] }>(options: {
    readonly params: object;
    readonly model: { doGenerate(options: never): PromiseLike<Result> };
  }): Promise<Result>;
  wrapStream<Result extends { stream: ReadableStream }>(options: {
    readonly params: object;
    readonly model: { doStream(options: never): PromiseLike<Result> };
  }): Promise<Result>;
}

/**
 * A middleware of the AI SDK 6 that guards a language model: what `guardMiddleware` of `edgerails/ai` is for 7. What the
 * rails decided stands in `providerMetadata`, which `guardMetadata` reads; no part of the stream tells it.
 *
 * @throws StreamingNotSupportedError from a stream whose config has output rails and does not let them stream.
 *
 * @example
 * const model = wrapLanguageModel({ model: openai("gpt-5"), middleware: guardMiddleware(rails) });
 */
export const guardMiddleware = (rails: LLMRails): GuardMiddleware => {
  // What a model is asked and answers is the same in both versions, but for parts that models of the third do not make.
  const { wrapGenerate, wrapStream } = guardMiddlewareV4(rails) as unknown as {
    readonly wrapGenerate: GuardMiddleware["wrapGenerate"];
    readonly wrapStream: GuardMiddleware["wrapStream"];
  };
  return {
    specificationVersion: "v3",
    async wrapGenerate(options) {
      const result = await wrapGenerate(options);
      return { ...result, content: result.content.filter(isKnown) };
    },
    async wrapStream(options) {
      const result = await wrapStream(options);
      return { ...result, stream: withoutVerdicts(result.stream) };
    },
  };
};
