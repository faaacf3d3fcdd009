import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { pullThrough } from "../../streams/pipeline.ts";
import { pullFrom } from "../../streams/pull.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { answerBody } from "../../wire/answer-body.ts";
import { failureOf } from "../../wire/failure.ts";
import { streamHeaders } from "../../wire/wire.ts";
import { uiMessageWire } from "./ui-message-wire.ts";

/**
 * A response for `useChat` with a guarded answer: see `uiMessageWire`. A client that disconnects aborts the model call.
 * A failure is an `error` part whose message quotes nothing.
 *
 * @example
 * return uiMessageResponse(rails.streamParts({ messages, signal: request.signal }));
 */
export const uiMessageResponse = (parts: ReadableStream<StreamPart>, init: ResponseInit = {}): Response => {
  const frame = { id: `msg_${crypto.randomUUID()}`, created: 0, model: "" };
  const writer = uiMessageWire.writer(frame);
  const written = pullThrough<string>(pullFrom(parts), writer.stages);
  const options = { wire: uiMessageWire, writer, clock: SYSTEM_CLOCK, heartbeatMs: Infinity, failureOf };
  const headers = new Headers({ ...streamHeaders(uiMessageWire), "x-vercel-ai-ui-message-stream": "v1" });
  new Headers(init.headers).forEach((value, name) => headers.set(name, value));
  return new Response(answerBody(written, options), { ...init, headers });
};
