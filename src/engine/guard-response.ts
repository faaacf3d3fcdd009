import { modelUpstream, providerError } from "../http/upstream-error.ts";
import { openaiWire } from "../llm/openai/openai-wire.ts";
import { MAX_JSON_BYTES, readBoundedText } from "../http/bounded-text.ts";
import { chatCompletionDecoder } from "../wire/openai/chat-completion-decoder.ts";
import { chatCompletionEncoder } from "../wire/openai/chat-completion-encoder.ts";
import { pipeline, pullThrough } from "../streams/pipeline.ts";
import { pullFrom, toReadable, withSignal } from "../streams/pull.ts";
import { fromIterable } from "../streams/sources.ts";
import { sseDecoder } from "../wire/sse/sse-decoder.ts";
import { encodeEvent, sseEncoder } from "../wire/sse/sse-encoder.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { InputMessage, StreamPart } from "../types.ts";
import { drainAnswer } from "../wire/answer.ts";
import { completionToWire } from "../wire/openai/completion.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { failureOf } from "../wire/failure.ts";
import { GenerationRun, type RunSettings } from "./generation-run.ts";
import { type CheckedRequest, checkRequest } from "./options.ts";

export interface GuardResponseOptions {
  /** The conversation that is answered: input rails check it, and output rails are told the question. */
  readonly messages?: readonly InputMessage[];
  readonly signal?: AbortSignal;
}

interface AnswerFrame {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

const HEADERS = { "cache-control": "no-cache", "x-accel-buffering": "no" };

const newFrame = (now: number): AnswerFrame => ({
  id: `chatcmpl-${crypto.randomUUID()}`,
  created: Math.floor(now / 1_000),
  model: "unknown",
});

const NO_REQUEST: CheckedRequest = { messages: [], variables: {}, options: {} };

const startRun = (
  parts: EngineParts,
  { messages = [], signal }: GuardResponseOptions,
  settings: RunSettings,
): GenerationRun => {
  const request = messages.length === 0 ? NO_REQUEST : checkRequest({ messages });
  return new GenerationRun(parts, request, { ...settings, signal });
};

/** A failure in mid-stream, when the status is long gone, is one error event and `[DONE]`, as the gateway sends it. */
const endingInErrorEvent = (source: Pull<Uint8Array>): Pull<Uint8Array> => {
  let over = false;
  return {
    async pull() {
      if (over) return undefined;
      try {
        return await source.pull();
      } catch (error) {
        over = true;
        const event = encodeEvent({ data: JSON.stringify({ error: failureOf(error).error }) });
        return [new TextEncoder().encode(event + encodeEvent({ data: "[DONE]" }))];
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
};

/** An upstream that sends no usage chunk has clients that expect none. */
const reportedUsage = (): Stage<StreamPart> => ({
  name: "reported-usage",
  feed(part, output) {
    if (part.type !== "usage" || !part.usage.estimated) output.enqueue(part);
  },
});

const guardStream = async (
  parts: EngineParts,
  body: ReadableStream<Uint8Array>,
  options: GuardResponseOptions,
): Promise<Response> => {
  const source = (): ReadableStream<StreamPart> => pipeline(body, [sseDecoder(), chatCompletionDecoder()]);
  const run = startRun(parts, options, { mode: "streamed", source });
  const { onBlock } = parts.config.rails.output.streaming;
  const encoder = chatCompletionEncoder({
    ...newFrame(parts.clock.now()),
    includeUsage: true,
    onBlock,
    blockMessage: refusalText(parts.config),
  });
  const guarded = pullThrough<Uint8Array>(pullFrom(await run.start()), [reportedUsage(), encoder, sseEncoder()]);
  return new Response(toReadable(endingInErrorEvent(guarded)), {
    headers: { ...HEADERS, "content-type": "text/event-stream; charset=utf-8" },
  });
};

const UPSTREAM = "upstream";

/** What is not JSON has no place where model text could be checked, so it does not pass. */
const readJson = async (body: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): Promise<unknown> => {
  const pull = pullFrom(body);
  const bytes = signal === undefined ? pull : withSignal(pull, signal);
  const { text, complete } = await readBoundedText(bytes, MAX_JSON_BYTES);
  if (!complete) throw providerError(UPSTREAM, "malformed", { detail: `More than ${MAX_JSON_BYTES} bytes` });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw providerError(UPSTREAM, "malformed", { cause });
  }
};

const guardJson = async (
  parts: EngineParts,
  body: ReadableStream<Uint8Array>,
  options: GuardResponseOptions,
): Promise<Response> => {
  const events = openaiWire(modelUpstream(UPSTREAM)).eventsOf(await readJson(body, options.signal));
  const source = (): ReadableStream<StreamPart> => pipeline(fromIterable(events), [chatCompletionDecoder()]);
  const run = startRun(parts, options, { mode: "held", source });
  const answer = await drainAnswer(await run.start(), refusalText(parts.config));
  const outcome = await run.books.outcome;
  return Response.json(completionToWire(answer, { ...newFrame(parts.clock.now()), outcome }));
};

export const isEventStream = ({ headers }: Response): boolean =>
  headers.get("content-type")?.toLowerCase().startsWith("text/event-stream") === true;

/** See `LLMRails.guardResponse`. */
export const guardUpstream = async (
  parts: EngineParts,
  response: Response,
  options: GuardResponseOptions,
): Promise<Response> => {
  if (!response.ok || response.body === null) return response;
  const guard = isEventStream(response) ? guardStream : guardJson;
  return guard(parts, response.body, options);
};
