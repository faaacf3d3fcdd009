import { encodeEvent, sseText } from "../sse/sse-encoder.ts";
import { type AnswerWire, jsonBody } from "../wire.ts";
import { chatCompletionEncoder } from "./chat-completion-encoder.ts";
import { completionToWire } from "./chat-completion.ts";

const DONE = encodeEvent({ data: "[DONE]" });

/** The chat completions of the OpenAI API: a stream of events, or one object. */
export const chatWire: AnswerWire = {
  name: "chat.completions",
  idPrefix: "chatcmpl-",
  streamType: "text/event-stream; charset=utf-8",
  // One line and no blank one: readers that end an event at every blank line would read an empty event.
  heartbeat: ": keep-alive\n",
  writer: (frame) => ({
    stages: [chatCompletionEncoder(frame), sseText()],
    endWithError: ({ error }) => encodeEvent({ data: JSON.stringify({ error }) }) + DONE,
  }),
  complete: (answer, outcome, frame) => jsonBody(completionToWire(answer, outcome, frame)),
  failed: ({ error }) => jsonBody({ error }),
};
