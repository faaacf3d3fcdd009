import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";

export const EMAIL = String.raw`[a-z]+@[a-z]+\.[a-z]+`;

/** A model that says back what it was asked, and remembers it. */
export const echo = (asked: ChatMessage[][], answer?: (said: string) => readonly StreamPart[]): LanguageModel => ({
  ...languageModelFromStream(() => []),
  async stream(request) {
    asked.push([...request.messages]);
    const said = request.messages.at(-1)?.content as string;
    const parts = answer?.(said) ?? said.split("").map((text): StreamPart => ({ type: "text-delta", choice: 0, text }));
    return languageModelFromStream(() => [...parts, { type: "finish", choice: 0, reason: "stop" }]).stream(request);
  },
});
