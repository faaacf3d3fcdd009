import { completionToWire } from "../wire/openai/completion.ts";
import { refusalText } from "../engine/engine-parts.ts";
import type { GenerationRun } from "../engine/generation-run.ts";
import type { LLMRails } from "../engine/llm-rails.ts";
import { logView } from "../engine/log/log-view.ts";
import { chatCompletionEncoder } from "../wire/openai/chat-completion-encoder.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import type { ServerSentEvent } from "../wire/sse/sse-decoder.ts";
import { sseEncoder } from "../wire/sse/sse-encoder.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { ChatRequest } from "./reading/chat-request.ts";
import { eventStream } from "./event-stream.ts";
import { failureOf, withRequestId } from "./failure.ts";
import type { Gateway } from "./gateway.ts";
import { readJsonObject } from "./reading/read-json.ts";
import type { RequestRecord } from "./request-record.ts";
import { StartingPull } from "./starting-pull.ts";

const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache",
  // Proxies of the nginx kind would gather the events.
  "x-accel-buffering": "no",
};

interface AnswerFrame {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Everything that belongs to one answer. */
interface Exchange {
  readonly gateway: Gateway;
  readonly record: RequestRecord;
  readonly rails: LLMRails;
  readonly ids: readonly string[];
  readonly request: ChatRequest;
  readonly frame: AnswerFrame;
  readonly abort: AbortController;
}

const newFrame = (rails: LLMRails, now: number): AnswerFrame => ({
  id: `chatcmpl-${crypto.randomUUID()}`,
  created: Math.floor(now / 1_000),
  model: rails.config.models.find(({ type }) => type === "main")?.model ?? "unknown",
});

/** Aborts with a request's signal until it is released. */
const abortWith = (signal: AbortSignal): { readonly abort: AbortController; readonly release: () => void } => {
  const abort = new AbortController();
  const forward = (): void => abort.abort(signal.reason);
  if (signal.aborted) forward();
  else signal.addEventListener("abort", forward, { once: true });
  return { abort, release: () => signal.removeEventListener("abort", forward) };
};

/** Puts the log a client may see in front of `[DONE]`: the books are closed by then. */
const logChunk = ({ request, frame }: Exchange, run: GenerationRun): Stage<ServerSentEvent> => ({
  name: "log-chunk",
  feed(event, output) {
    const { options = {} } = request.input;
    if (event.data === "[DONE]" && options.log !== undefined) {
      const chunk = { ...frame, object: "chat.completion.chunk", choices: [] };
      output.enqueue({ data: JSON.stringify({ ...chunk, guardrails: { log: logView(run.log, options) } }) });
    }
    output.enqueue(event);
  },
});

const startAnswer = async (exchange: Exchange): Promise<Pull<Uint8Array>> => {
  const { rails, request, frame, abort, record } = exchange;
  const { parts, run } = await rails.startStream({ ...request.input, signal: abort.signal });
  record.watch(run);
  const encoder = chatCompletionEncoder({
    ...frame,
    includeUsage: request.includeUsage,
    onBlock: rails.config.rails.output.streaming.onBlock,
    blockMessage: refusalText(rails.config),
  });
  const log = request.input.options?.log === undefined ? [] : [logChunk(exchange, run)];
  return pullThrough<Uint8Array>(pullFrom(parts), [encoder, ...log, sseEncoder()]);
};

const streamAnswer = async (exchange: Exchange, release: () => void): Promise<Response> => {
  const { gateway, record, abort } = exchange;
  const { clock, heartbeatMs } = gateway;
  const source = new StartingPull(
    () => startAnswer(exchange),
    (reason) => abort.abort(reason),
  );
  const begun = await source.begins(clock, heartbeatMs);
  record.defer();
  const body = eventStream(source, {
    clock,
    heartbeatMs,
    late: !begun,
    errorOf: (error) => withRequestId(failureOf(error), record.requestId).error,
    onEnd: (end) => {
      release();
      record.close(end);
    },
  });
  return new Response(body, { headers: STREAM_HEADERS });
};

const completeAnswer = async (exchange: Exchange): Promise<Response> => {
  const { rails, request, frame, ids, abort, record } = exchange;
  const { answer, outcome, run } = await rails.complete({ ...request.input, signal: abort.signal });
  record.watch(run);
  const options = request.input.options ?? {};
  const guardrails = {
    ...(ids.length === 1 ? { config_id: ids[0] } : { config_ids: ids }),
    ...(options.log === undefined ? {} : { log: logView(run.log, options) }),
  };
  return Response.json(completionToWire(answer, { ...frame, outcome, guardrails }));
};

/** `POST /v1/chat/completions`. */
export const chatCompletions = async (request: Request, record: RequestRecord, gateway: Gateway): Promise<Response> => {
  const chat = gateway.readChat(await readJsonObject(request, gateway.limits));
  record.note({ stream: chat.stream });
  const ids = gateway.registry.resolve(chat.configIds);
  record.note({ configIds: ids });
  const rails = gateway.registry.rails(ids);
  const { abort, release } = abortWith(request.signal);
  const frame = newFrame(rails, gateway.clock.now());
  const exchange: Exchange = { gateway, record, rails, ids, request: chat, frame, abort };
  try {
    if (chat.stream) return await streamAnswer(exchange, release);
    const response = await completeAnswer(exchange);
    release();
    return response;
  } catch (error) {
    release();
    throw error;
  }
};
