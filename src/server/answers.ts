import { answerFrame } from "../engine/answer-frame.ts";
import type { LLMRails } from "../engine/llm-rails.ts";
import { logView } from "../engine/log/log-view.ts";
import type { GenerationRun } from "../engine/run/generation-run.ts";
import { linkedAbort } from "../http/linked-abort.ts";
import { optional } from "../json.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { answerBody } from "../wire/answer-body.ts";
import { type AnswerFrame, type AnswerWire, type AnswerWriter, bodyResponse, streamHeaders } from "../wire/wire.ts";
import type { Access } from "./access.ts";
import { gatewayFailureOf, withRequestId } from "./failure.ts";
import type { Gateway, Handler } from "./gateway.ts";
import { type KeepItems, KeepingPull } from "./items/keeping-pull.ts";
import type { ChatRequest } from "./reading/chat/chat-request.ts";
import { readJsonObject } from "./reading/read-json.ts";
import type { RequestRecord } from "./request-record.ts";
import { StartingPull } from "./starting-pull.ts";

/** The state of one answer. */
interface Exchange {
  readonly gateway: Gateway;
  readonly record: RequestRecord;
  readonly rails: LLMRails;
  readonly ids: readonly string[];
  readonly request: ChatRequest;
  readonly wire: AnswerWire;
  readonly frame: AnswerFrame;
  readonly abort: AbortController;
}

/** Stores the items of an answer. A failure is reported to the operator and does not affect the answer. */
const keepOf = ({ keep }: ChatRequest, record: RequestRecord): KeepItems | undefined =>
  keep === undefined
    ? undefined
    : (items) => {
        const kept = keep(items).catch((notKept: unknown) => record.note({ notKept }));
        record.waitFor(kept);
        return kept;
      };

/** The source, whose items are stored as they are written, if the wire and the request want that. */
const withItemsKept = (
  source: Pull<string>,
  { written }: AnswerWriter,
  { gateway, request, record }: Exchange,
): Pull<string> => {
  const keep = keepOf(request, record);
  if (written === undefined || keep === undefined) return source;
  const keeping = new KeepingPull(source, written, keep);
  // Registered at the start: after a disconnect the runtime may run no more code that could do it.
  gateway.waitUntil?.(keeping.done);
  return keeping;
};

interface AnswerStream {
  readonly writer: AnswerWriter;
  readonly start: () => Promise<Pull<string>>;
}

/** A streamed answer: its writer, and the function that starts it. */
const answerStream = (exchange: Exchange): AnswerStream => {
  const { rails, wire, frame, abort, record } = exchange;
  const { input, includeUsage } = exchange.request;
  const { options = {} } = input;
  let log: GenerationRun["log"] | undefined;
  // Called at the end of the stream, when the log is complete.
  const closing = (): Readonly<Record<string, unknown>> => (log === undefined ? {} : { log: logView(log, options) });
  const writer = wire.writer({ ...frame, includeUsage, ...(options.log === undefined ? {} : { closing }) });
  const start = async (): Promise<Pull<string>> => {
    const { parts, run } = await rails.startStream({ ...input, signal: abort.signal });
    record.watch(run);
    log = run.log;
    return withItemsKept(pullThrough<string>(pullFrom(parts), writer.stages), writer, exchange);
  };
  return { writer, start };
};

const streamAnswer = async (exchange: Exchange, release: () => void): Promise<Response> => {
  const { gateway, record, wire, abort } = exchange;
  const { clock, heartbeatMs } = gateway;
  const { writer, start } = answerStream(exchange);
  const source = new StartingPull(start, (reason) => abort.abort(reason));
  const begun = await source.begins(clock, heartbeatMs);
  record.defer();
  const body = answerBody(source, {
    wire,
    writer,
    clock,
    heartbeatMs,
    late: !begun,
    failureOf: (error) => {
      // The client has gone, and is no failure of the gateway.
      abort.signal.throwIfAborted();
      return withRequestId(gatewayFailureOf(error), record.requestId);
    },
    onEnd: (end) => {
      release();
      record.close(end);
    },
  });
  return new Response(body, { headers: streamHeaders(wire) });
};

const completeAnswer = async ({ rails, request, wire, frame, ids, abort, record }: Exchange): Promise<Response> => {
  const { answer, outcome, run } = await rails.complete({ ...request.input, signal: abort.signal });
  record.watch(run);
  const { options = {} } = request.input;
  const closing = (): Readonly<Record<string, unknown>> => ({
    ...(ids.length === 1 ? { config_id: ids[0] } : { config_ids: ids }),
    ...(options.log === undefined ? {} : { log: logView(run.log, options) }),
  });
  const body = wire.complete(answer, outcome, { ...frame, closing });
  if (body.items !== undefined) await keepOf(request, record)?.(body.items);
  return bodyResponse(body);
};

/** Parses the body of a request, or throws a RefusedRequest. */
export type ChatRequestReader = (
  gateway: Gateway,
  body: Readonly<Record<string, unknown>>,
  headers: Headers,
  access: Access,
) => ChatRequest | Promise<ChatRequest>;

/** The handler of one API: `read` parses its requests, `wire` is the format of its answers. */
export const answerHandler =
  (wire: AnswerWire, read: ChatRequestReader): Handler =>
  async (httpRequest, record, gateway, access) => {
    const request = await read(gateway, await readJsonObject(httpRequest, gateway.limits), httpRequest.headers, access);
    record.note({ stream: request.stream, ...optional("leftOut", request.leftOut) });
    const choice = gateway.registry.choose(request, access);
    const { ids } = choice;
    record.note({ configIds: ids });
    const rails = gateway.registry.rails(choice);
    const { controller: abort, release } = linkedAbort(httpRequest.signal);
    const frame = { ...answerFrame(rails.config, wire, gateway.clock.now()), ...request.frame };
    const exchange: Exchange = { gateway, record, rails, ids, request, wire, frame, abort };
    try {
      if (request.stream) return await streamAnswer(exchange, release);
      const response = await completeAnswer(exchange);
      release();
      return response;
    } catch (error) {
      release();
      throw error;
    }
  };
