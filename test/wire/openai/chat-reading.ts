import { ProviderError } from "../../../src/errors.ts";
import { modelUpstream } from "../../../src/http/upstream-error.ts";
import { chatCompletionDecoder, collect, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { AnswerEvent } from "../../../src/wire/answer-event.ts";
import { chatReader } from "../../../src/wire/openai/chat-reader.ts";

/** What a client makes of an answer, in short: texts by channel, how it ended, what it cost. */
const summary = (parts: readonly StreamPart[]): Record<string, unknown> => {
  const said: Record<string, unknown> = {};
  for (const part of parts) {
    if (part.type === "text-delta") said["text"] = `${(said["text"] ?? "") as string}${part.text}`;
    if (part.type === "reasoning-delta") said["thought"] = `${(said["thought"] ?? "") as string}${part.text}`;
    if (part.type === "refusal-delta") said["refusal"] = part.text;
    if (part.type === "finish") said["finish"] = part.reason;
    if (part.type === "usage")
      said["usage"] = [part.usage.promptTokens, part.usage.completionTokens, part.usage.totalTokens];
    if (part.type === "thought-state") said["states"] = [...((said["states"] ?? []) as unknown[]), part.state];
    if (part.type === "tool-call-delta")
      said["calls"] = [...((said["calls"] ?? []) as string[]), `${part.name} ${part.text}`];
  }
  return said;
};

const failed = (error: unknown): { readonly error: string } => {
  if (error instanceof ProviderError) return { error: error.code };
  throw error;
};

const read = async (source: readonly AnswerEvent[]): Promise<object> =>
  collect(pipeline<StreamPart>(fromIterable(source), [chatCompletionDecoder()])).then(summary, failed);

export const readBytes = async (text: string): Promise<object> => {
  const bytes = fromIterable([new TextEncoder().encode(text)]);
  return collect(pipeline<StreamPart>(bytes, [sseDecoder(), chatCompletionDecoder()])).then(summary, failed);
};

export const readWhole = async (json: unknown): Promise<object> => {
  try {
    return await read(chatReader(modelUpstream("x")).eventsOf(json));
  } catch (error) {
    return failed(error);
  }
};

export const chunk = (delta: unknown, choice: object = {}, top: object = {}): object => ({
  id: "c",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...top,
});

export const hi = chunk({ role: "assistant", content: "hi" });

export const end = (reason: unknown = "stop", choice: object = {}, top: object = {}): object =>
  chunk({}, { finish_reason: reason, ...choice }, top);

export const sse = (...chunks: readonly unknown[]): string =>
  [...chunks.map((one) => JSON.stringify(one)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");

export type Row = readonly [what: string, chunks: readonly unknown[], said: object];
