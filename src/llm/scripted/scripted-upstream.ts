import { ProviderError } from "../../errors.ts";
import { isRecord, type JsonRecord, optional, parseJson, recordOf, textOf } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { Clock } from "../../types/clock.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { encodeEvent } from "../../wire/sse/sse-encoder.ts";
import type { ModelRequest } from "../language-model.ts";
import { parseScript, type ScriptInput } from "./script.ts";
import { scriptedChunk, scriptedCompletion } from "./scripted-chat.ts";
import { scriptedModel } from "./scripted.ts";

/** What happened at a scripted upstream. */
export type UpstreamEvent =
  | {
      readonly type: "request";
      readonly method: string;
      readonly path: string;
      readonly headers: Headers;
      readonly body: unknown;
    }
  | { readonly type: "chunk"; readonly data: string }
  /** `cancelled`: the client went away before the answer was complete. */
  | { readonly type: "end"; readonly reason: "complete" | "fault" | "cancelled" };

/** Options of `scriptedUpstream`. */
export interface ScriptedUpstreamOptions {
  readonly log?: (event: UpstreamEvent) => void;
  /** The names `GET /v1/models` lists. Default `scripted`. */
  readonly models?: readonly string[];
  /** What its delays go by. Default: the system's. */
  readonly clock?: Clock;
}

type Log = (event: UpstreamEvent) => void;

const errorResponse = (status: number, message: string, type: string, headers: HeadersInit = {}): Response =>
  Response.json({ error: { message, type, param: null, code: null } }, { status, headers });

const DONE = "[DONE]";

const FAULT = JSON.stringify({ error: { message: "The server had an error", type: "server_error", code: null } });

/** A streamed answer, one event per read. A truncated script just ends; other faults are reported. */
class ScriptedBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<StreamPart>;
  readonly #eventOf: (part: StreamPart) => string | undefined;
  readonly #log: Log;
  readonly #encoder = new TextEncoder();
  #isEnded = false;

  /** @param eventOf - the data of a part's event, if it has one. */
  constructor(parts: ReadableStream<StreamPart>, eventOf: (part: StreamPart) => string | undefined, log: Log) {
    this.#reader = parts.getReader();
    this.#eventOf = eventOf;
    this.#log = log;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const data = await this.#next();
      this.#log({ type: "chunk", data });
      this.#send(controller, data);
      if (data !== DONE) return;
      this.#end("complete");
    } catch (error) {
      this.#fail(controller, error);
    }
    controller.close();
  }

  cancel(reason: unknown): Promise<void> {
    this.#end("cancelled");
    return this.#reader.cancel(reason);
  }

  async #next(): Promise<string> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return DONE;
      const data = this.#eventOf(value);
      if (data !== undefined) return data;
    }
  }

  /** Anything but a fault of the script is the abort of a request whose client went away. */
  #fail(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    this.#end(error instanceof ProviderError ? "fault" : "cancelled");
    if (!(error instanceof ProviderError)) throw error;
    if (error.code !== "truncated") this.#send(controller, FAULT);
  }

  #send(controller: ReadableStreamDefaultController<Uint8Array>, data: string): void {
    controller.enqueue(this.#encoder.encode(encodeEvent({ data })));
  }

  #end(reason: "complete" | "fault" | "cancelled"): void {
    if (!this.#isEnded) this.#log({ type: "end", reason });
    this.#isEnded = true;
  }
}

const failure = (error: unknown): Response => {
  if (!(error instanceof ProviderError)) throw error;
  const wait = error.retryAfterMs;
  const headers: Record<string, string> = wait === undefined ? {} : { "retry-after": String(wait / 1000) };
  return errorResponse(error.status ?? 500, "The scripted upstream refused", error.code, headers);
};

const complete = async (
  body: JsonRecord,
  script: ScriptInput,
  options: ScriptedUpstreamOptions,
  signal: AbortSignal,
): Promise<Response> => {
  const { log = () => {}, clock } = options;
  const { model: name, messages, stream, stream_options, ...params } = body;
  const model = textOf(name) || "scripted";
  const scripted = scriptedModel(script, { model, ...optional("clock", clock), idleMs: Infinity });
  const request: ModelRequest = { messages: messages as readonly ChatMessage[], params, signal };
  try {
    if (stream !== true) return Response.json(scriptedCompletion(model, await scripted.generate(request)));
    const includeUsage = recordOf(stream_options)["include_usage"] === true;
    const eventOf = (part: StreamPart): string | undefined =>
      part.type === "usage" && !includeUsage ? undefined : JSON.stringify(scriptedChunk(model, part));
    const body = new ScriptedBody(await scripted.stream(request), eventOf, log);
    return new Response(new ReadableStream(body, { highWaterMark: 0 }), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
    });
  } catch (error) {
    return failure(error);
  }
};

const modelList = (names: readonly string[]): Response =>
  Response.json({
    object: "list",
    data: names.map((id) => ({ id, object: "model", created: 0, owned_by: "scripted" })),
  });

/**
 * An OpenAI-compatible server as a fetch handler, answering from a script: `POST /v1/chat/completions` and
 * `GET /v1/models`. Give it to an HTTP server, or as the `fetch` of a runtime. A function as script chooses by request
 * body. Events are made as they are read, so `log` shows what an upstream would have spent.
 *
 * @example
 * const upstream = scriptedUpstream({ replies: ["Hello!"] });
 * const response = await upstream(request);
 */
export const scriptedUpstream = (
  script: ScriptInput | ((body: JsonRecord) => ScriptInput),
  options: ScriptedUpstreamOptions = {},
): ((request: Request) => Promise<Response>) => {
  if (typeof script !== "function") parseScript(script);
  const { log = () => {}, models = ["scripted"] } = options;
  return async (request) => {
    const { pathname } = new URL(request.url);
    const body = request.method === "POST" ? parseJson(await request.text()) : undefined;
    log({ type: "request", method: request.method, path: pathname, headers: request.headers, body });
    if (request.method === "GET" && pathname.endsWith("/models")) return modelList(models);
    if (request.method !== "POST" || !pathname.endsWith("/chat/completions")) {
      return errorResponse(404, "There is nothing at this address", "invalid_request_error");
    }
    if (!isRecord(body) || !Array.isArray(body["messages"])) {
      return errorResponse(400, "Expected a JSON body with `messages`", "invalid_request_error");
    }
    return complete(body, typeof script === "function" ? script(body) : script, options, request.signal);
  };
};
