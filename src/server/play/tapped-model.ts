import { optional } from "../../json.ts";
import type { LanguageModel } from "../../llm/language-model.ts";
import type { StreamPart } from "../../types/stream-part.ts";

export interface Tap {
  readonly onPart: (part: StreamPart) => void;
  /** Called if the answer is not read to its end. */
  readonly onStopped: () => void;
}

const tapped = (stream: ReadableStream<StreamPart>, { onPart, onStopped }: Tap): ReadableStream<StreamPart> => {
  const reader = stream.getReader();
  return new ReadableStream<StreamPart>(
    {
      async pull(controller) {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        onPart(value);
        controller.enqueue(value);
      },
      cancel(reason) {
        onStopped();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
};

/** A model that reports each part of its streamed answers before any rail has read it. */
export const tappedModel = (model: LanguageModel, tap: Tap): LanguageModel => ({
  provider: model.provider,
  model: model.model,
  ...optional("takesCustomTools", model.takesCustomTools),
  generate: (request) => model.generate(request),
  stream: async (request) => tapped(await model.stream(request), tap),
});
