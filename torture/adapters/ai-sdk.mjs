// A transform of the AI SDK's streamText that stops at a forbidden text, in the form its documentation shows.
import { streamText } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { POLICY } from "edgerails/torture";

async function* answer(pieces) {
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "1" };
  for await (const delta of pieces) yield { type: "text-delta", id: "1", delta };
  yield { type: "text-end", id: "1" };
  yield { type: "finish", finishReason: { unified: "stop" }, usage: { inputTokens: {}, outputTokens: {} } };
}

const transform = (onBlock) => ({ stopStream }) =>
  new TransformStream({
    transform(part, output) {
      if (part.type === "text-delta" && new RegExp(POLICY.key).test(part.text)) {
        onBlock();
        stopStream();
        return;
      }
      const text = part.type === "text-delta" ? part.text.replaceAll(new RegExp(POLICY.mail, "g"), "***") : "";
      output.enqueue(part.type === "text-delta" ? { ...part, text } : part);
    },
  });

export const name = "ai streamText transform";

export async function* guard(pieces) {
  let isBlocked = false;
  const model = new MockLanguageModelV3({ doStream: async () => ({ stream: ReadableStream.from(answer(pieces)) }) });
  const experimental_transform = transform(() => (isBlocked = true));
  yield* streamText({ model, prompt: "Please answer.", experimental_transform, onError: () => {} }).textStream;
  if (isBlocked) throw new Error("blocked");
}
