import type { LLMRails } from "../../engine/llm-rails.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { guardMiddleware as guardMiddlewareV4 } from "../ai/middleware.ts";

interface Part {
  readonly type: string;
}

/** Version 6 has no custom parts. */
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

/** The type of a middleware in AI SDK 6 (specification version 3). */
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
 * `guardMiddleware` for AI SDK 6. The outcome is in `providerMetadata`, which `guardMetadata` reads; the stream has no
 * verdict parts.
 *
 * @throws StreamingNotSupportedError when streaming with a config that has output rails and does not enable streaming.
 *
 * @example
 * const model = wrapLanguageModel({ model: openai("gpt-5"), middleware: guardMiddleware(rails) });
 */
export const guardMiddleware = (rails: LLMRails): GuardMiddleware => {
  // Requests and answers are the same in both versions, except parts that models of specification version 3 do not
  // send.
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
