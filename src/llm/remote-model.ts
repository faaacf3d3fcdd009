import { ProviderError } from "../errors.ts";
import { guardBody } from "../http/body-guard.ts";
import type { CallLimits } from "../http/call-limits.ts";
import { jsonOf, bodyText } from "../http/json-body.ts";
import { retrying } from "../http/retry.ts";
import type { Runtime } from "../http/runtime.ts";
import { sniffBody } from "../http/sniff-body.ts";
import type { UpstreamAnswer, Transport } from "../http/transport.ts";
import type { Upstream } from "../http/upstream-error.ts";
import { isRecord, optional, parseServerJson } from "../json.ts";
import { collectPull } from "../streams/consumers.ts";
import { usageFirst } from "../streams/parts/usage-first.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import { pullOnce } from "../streams/sources.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { AnswerReader } from "../wire/answer-reader.ts";
import { contentWatched } from "../wire/content-watch.ts";
import { sseDecoder } from "../wire/sse/sse-decoder.ts";
import { streamFromFirstPart } from "./first-part.ts";
import { gatherResponse } from "./gather-response.ts";
import type { LanguageModel, ModelRequest } from "./language-model.ts";

/** How a server is called. */
export interface CallWay {
  readonly transport: Transport;
  readonly reader: AnswerReader;
  /** The body of a call. */
  body(request: ModelRequest, stream: boolean): Readonly<Record<string, unknown>>;
  /** Another way, without what the server refused with this error, or by another path. Undefined if there is none. */
  instead?(error: ProviderError): CallWay | undefined;
}

export interface RemoteModelOptions extends CallWay {
  readonly upstream: Upstream;
  readonly model: string;
  /** The host of the model. Absent for a binding. */
  readonly host?: string;
  readonly limits: CallLimits;
  readonly runtime: Runtime;
}

/** How many ways one request may try. */
const MAX_WAYS = 3;

/** Reports that the decoder has seen the end of the answer, which may be before the end of the body. */
const atEnd = (onEnd: () => void): Stage<StreamPart> => ({
  name: "at-end",
  feed: (part, output) => output.enqueue(part),
  end: onEnd,
});

/** A complete answer, or a list of all events of a stream. */
const wholeAnswer = ({ reader }: RemoteModelOptions, json: unknown): Pull<StreamPart> => {
  const isList = Array.isArray(json) && json.length > 1 && json.every(isRecord);
  const events = isList ? json.map((event) => ({ json: event })) : reader.eventsOf(json);
  return pullThrough(pullOnce(events), [...reader.decoder(), usageFirst()]);
};

/** Whether a text looks like a JSON object followed by another line. */
const isLines = (text: string): boolean => {
  const trimmed = text.trim();
  const first = trimmed.slice(0, Math.max(0, trimmed.indexOf("\n"))).trimEnd();
  return first.startsWith("{") && first.endsWith("}");
};

/** A body that is not an event stream: JSON, or one chunk per line. */
const readBody = async (options: RemoteModelOptions, body: Pull<Uint8Array>): Promise<Pull<StreamPart>> => {
  const { upstream, reader } = options;
  const text = await bodyText(upstream, body);
  if (!isLines(text) || parseServerJson(text) !== undefined) return wholeAnswer(options, jsonOf(upstream, text));
  return pullThrough(pullOnce([new TextEncoder().encode(`${text}\n\n`)]), [sseDecoder(), ...reader.decoder()]);
};

const partsOf = async (
  options: RemoteModelOptions,
  answer: UpstreamAnswer,
  signal?: AbortSignal,
): Promise<Pull<StreamPart>> => {
  const { reader, limits, runtime, upstream } = options;
  if (answer.type === "json") return wholeAnswer(options, answer.json);
  let complete = false;
  const guard = guardBody({
    upstream,
    idleMs: limits.idleMs,
    clock: runtime.clock,
    signal,
    isComplete: () => complete,
  });
  const seal = atEnd(() => (complete = true));
  const { kind, body } = await sniffBody(upstream, guard.attach(pullFrom(answer.body)));
  if (kind === "other") return readBody(options, body);
  return pullThrough(body, [...contentWatched(upstream, [sseDecoder(), ...reader.decoder()]), seal]);
};

/**
 * A model behind a connection: sends requests, retries failures before the first part, decodes answers. Bytes, events
 * and parts share one pull, so there is no stream hop. A way that a server answered is kept for later requests: it says
 * something about the server, and a request that is refused in every way changes nothing for others.
 */
export const remoteModel = (options: RemoteModelOptions): LanguageModel => {
  const { upstream, model, limits, runtime } = options;
  const { name: provider } = upstream;
  let way: CallWay = options;
  const call = <T>(
    request: ModelRequest,
    { stream }: { readonly stream: boolean },
    read: (parts: Pull<StreamPart>) => Promise<T>,
  ): Promise<T> => {
    const { signal, fetch } = request;
    const ask = async (current: CallWay, ways: number): Promise<T> => {
      try {
        const answer = await current.transport(current.body(request, stream), { signal, fetch });
        const result = await read(await partsOf({ ...options, ...current }, answer, signal));
        if (ways < MAX_WAYS) way = current;
        return result;
      } catch (error) {
        const other = error instanceof ProviderError && ways > 1 ? current.instead?.(error) : undefined;
        if (other === undefined) throw error;
        return ask(other, ways - 1);
      }
    };
    return retrying({ maxRetries: limits.maxRetries, runtime, signal }, () => ask(way, MAX_WAYS));
  };
  return {
    provider,
    model,
    ...optional("host", options.host),
    generate: (request) =>
      call(request, { stream: false }, async (parts) => gatherResponse(provider, await collectPull(parts))),
    stream: (request) => call(request, { stream: true }, (parts) => streamFromFirstPart(provider, parts)),
  };
};
