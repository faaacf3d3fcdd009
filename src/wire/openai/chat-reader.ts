import type { Upstream } from "../../http/upstream-error.ts";
import { isRecord, listOf, onlyOne, optional, recordOf } from "../../json.ts";
import type { AnswerReader } from "../answer-reader.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { noAnswer } from "../answer-event.ts";
import { chatCompletionDecoder } from "./chat-completion-decoder.ts";

const deltaOf = (choice: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const message = recordOf(choice["message"]);
  const calls = listOf(message["tool_calls"]).map((call, index) => ({ ...recordOf(call), index }));
  return { ...message, ...optional("tool_calls", calls.length > 0 ? calls : undefined) };
};

/** A whole completion as the one chunk it would be in a stream. */
const chunkOf = (completion: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...completion,
  choices: listOf(completion["choices"])
    .filter(isRecord)
    .map((choice, index) => ({ index, ...choice, delta: deltaOf(choice) })),
});

/** What Cloudflare's own API has in an envelope. */
const unwrapped = (answer: unknown): unknown => {
  const { result, choices } = recordOf(answer);
  return isRecord(result) && choices === undefined ? result : answer;
};

/** Answers of the OpenAI API and of everything that speaks it. */
export const chatReader = (upstream: Upstream): AnswerReader => ({
  decoder: () => [chatCompletionDecoder({ provider: upstream.name, ...optional("secrets", upstream.secrets) })],
  eventsOf(answer) {
    const json = unwrapped(onlyOne(answer));
    if (!isRecord(json) || listOf(json["choices"]).length === 0) throw noAnswer(upstream, json);
    return [{ json: chunkOf(json) }, DONE];
  },
});

/** The event that says an answer is complete. */
export const DONE: ServerSentEvent = { data: "[DONE]" };
