import type { Upstream } from "../../http/upstream-error.ts";
import { isRecord, listOf, onlyOne, optional, recordOf } from "../../json.ts";
import { noAnswer } from "../answer-event.ts";
import type { AnswerReader } from "../answer-reader.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { chatCompletionDecoder } from "./chat-completion-decoder.ts";

const deltaOf = (choice: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const message = recordOf(choice["message"]);
  const calls = listOf(message["tool_calls"]).map((call, index) => ({ ...recordOf(call), index }));
  return { ...message, ...optional("tool_calls", calls.length > 0 ? calls : undefined) };
};

/** A complete chat completion as a single chunk of a stream. */
const chunkOf = (completion: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...completion,
  choices: listOf(completion["choices"])
    .filter(isRecord)
    .map((choice, index) => ({ index, ...choice, delta: deltaOf(choice) })),
});

/** Unwraps the envelope of Cloudflare's own API. */
const unwrapped = (answer: unknown): unknown => {
  const { result, choices } = recordOf(answer);
  return isRecord(result) && choices === undefined ? result : answer;
};

/** Reads answers of the OpenAI API and of compatible APIs. */
export const chatReader = (upstream: Upstream): AnswerReader => ({
  decoder: () => [chatCompletionDecoder({ provider: upstream.name, ...optional("secrets", upstream.secrets) })],
  eventsOf(answer) {
    const json = unwrapped(onlyOne(answer));
    if (!isRecord(json) || listOf(json["choices"]).length === 0) throw noAnswer(upstream, json);
    return [{ json: chunkOf(json) }, DONE];
  },
});

/** The event that ends an answer. */
export const DONE: ServerSentEvent = { data: "[DONE]" };
