import { ProviderError, EdgeRailsError } from "../errors.ts";
import { modelUpstream, providerError } from "../http/upstream-error.ts";
import { isPlainObject, isRecord, recordOf } from "../json.ts";
import { collectPull } from "../streams/consumers.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom, toReadable, withSignal } from "../streams/pull.ts";
import { toStream } from "../streams/sources.ts";
import type { Pull, Stage, StageOutput } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { AnswerEvent } from "../wire/answer-event.ts";
import { contentWatched } from "../wire/content-watch.ts";
import { chatCompletionDecoder } from "../wire/openai/chat-completion-decoder.ts";
import { sseDecoder, type ServerSentEvent } from "../wire/sse/sse-decoder.ts";
import { streamFromFirstPart } from "./first-part.ts";
import { gatherResponse } from "./gather-response.ts";
import type { LanguageModel, ModelRequest } from "./language-model.ts";

/** One item of a foreign stream: text, an OpenAI chunk, a part, or bytes of an OpenAI event stream. */
export type StreamItem = string | Uint8Array | StreamPart | object;

/** Any stream of items: a ReadableStream, a generator, a list. */
export type StreamSource = ReadableStream<StreamItem> | AsyncIterable<StreamItem> | Iterable<StreamItem>;

type Output = StageOutput<StreamPart>;

const PART_TYPES: ReadonlySet<unknown> = new Set([
  "response",
  "text-delta",
  "reasoning-delta",
  "refusal-delta",
  "tool-call-delta",
  "thought-state",
  "verdict",
  "finish",
  "usage",
]);

const isPart = (item: object): item is StreamPart => {
  const { type, choice } = recordOf(item);
  return PART_TYPES.has(type) && typeof choice === "number";
};

/**
 * Decodes items of any kind. Each item is read by its type; a string is always text. A stream of text needs no end
 * marker: a generator that returns is complete. Chunks, bytes and parts have one, and their stream is truncated without
 * it.
 */
class ItemDecoder implements Stage<StreamItem, StreamPart> {
  readonly name = "item-decoder";
  readonly #engine: string;
  readonly #chunks: Stage<AnswerEvent, StreamPart> = chatCompletionDecoder();
  readonly #bytes: Stage<Uint8Array, ServerSentEvent> = sseDecoder();
  readonly #finished: Set<number> = new Set();
  readonly #open: Set<number> = new Set();
  #kind: "text" | "part" | "chunk" = "text";

  constructor(engine: string) {
    this.#engine = engine;
  }

  feed(item: StreamItem, output: Output): void {
    if (typeof item === "string") this.#text(item, output);
    else if (item instanceof Uint8Array) this.#bytes.feed(item, this.#events(output));
    else if (!isRecord(item)) throw providerError(this.#engine, "malformed", { detail: "An item is of no known kind" });
    else if (isPart(item)) this.#part(item, output);
    else this.#events(output).enqueue(isPlainObject(item) ? { json: item } : { data: JSON.stringify(item) });
  }

  end(output: Output): void {
    if (this.#kind === "chunk") return this.#chunks.end?.(output);
    if (this.#kind === "part") {
      const open = [...this.#open].some((choice) => !this.#finished.has(choice));
      if (open || this.#finished.size === 0) throw providerError(this.#engine, "truncated");
      return;
    }
    output.enqueue({ type: "finish", choice: 0, reason: "stop" });
  }

  #text(text: string, output: Output): void {
    if (text !== "") output.enqueue({ type: "text-delta", choice: 0, text });
    if (this.#kind === "part") this.#open.add(0);
  }

  #part(part: StreamPart, output: Output): void {
    this.#kind = "part";
    if (part.type === "finish") this.#finished.add(part.choice);
    else if (part.type.endsWith("-delta")) this.#open.add(part.choice);
    output.enqueue(part);
  }

  #events(output: Output): StageOutput<AnswerEvent> {
    this.#kind = "chunk";
    return { enqueue: (event) => this.#chunks.feed(event, output), terminate: () => output.terminate() };
  }
}

/** Errors of a foreign stream become ProviderErrors; errors of this package stay as they are. */
const translateErrors = <T>(engine: string, source: Pull<T>): Pull<T> => ({
  async pull() {
    try {
      return await source.pull();
    } catch (cause) {
      if (cause instanceof EdgeRailsError) throw cause;
      throw new ProviderError("server", `Cannot call model: the stream of provider "${engine}" failed`, { cause });
    }
  },
  cancel: (reason) => source.cancel(reason),
});

/** What an item that is not bytes counts, whatever it has. */
const ITEM_BYTES = 32;

const sizeOf = (item: unknown): number => (item instanceof Uint8Array ? item.length : ITEM_BYTES);

const pullItems = (engine: string, source: StreamSource, signal?: AbortSignal): Pull<StreamPart> => {
  const items = translateErrors(engine, pullFrom(toStream(source)));
  const heard = signal === undefined ? items : withSignal(items, signal);
  return pullThrough<StreamPart>(heard, contentWatched(modelUpstream(engine), [new ItemDecoder(engine)], sizeOf));
};

/**
 * Any stream as parts: texts, OpenAI chunk objects, parts, or the bytes of an OpenAI event stream. Nothing is read
 * before the result is; cancelling the result cancels the source or returns the generator.
 *
 * @example
 * for await (const part of partsFrom(["Hello, ", "world!"])) console.log(part.type);
 */
export const partsFrom = (source: StreamSource): ReadableStream<StreamPart> => toReadable(pullItems("stream", source));

/** Makes the answer to one request. */
export type StreamProducer = (request: ModelRequest) => StreamSource | Promise<StreamSource>;

/** What a model made of a stream is called. */
export interface StreamModelOptions {
  /** Default `stream`. */
  readonly provider?: string;
  /** Default `stream`. */
  readonly model?: string;
}

const isSource = (value: unknown): value is StreamSource =>
  typeof value === "object" &&
  value !== null &&
  (value instanceof ReadableStream || Symbol.asyncIterator in value || Symbol.iterator in value);

/**
 * A function that produces a stream as a model. A producer that throws is a ProviderError.
 *
 * @param produce - called once per request; see {@link partsFrom} for what it may return.
 *
 * @example
 * const model = languageModelFromStream(async function* () {
 *   yield "Hello, ";
 *   yield "world!";
 * });
 */
export const languageModelFromStream = (produce: StreamProducer, options: StreamModelOptions = {}): LanguageModel => {
  const { provider = "stream", model = "stream" } = options;
  const start = async (request: ModelRequest): Promise<Pull<StreamPart>> => {
    request.signal?.throwIfAborted();
    const source = await translateErrors(provider, {
      pull: async () => [await produce(request)],
      cancel: async () => {},
    }).pull();
    const [items] = source ?? [];
    if (!isSource(items)) throw providerError(provider, "malformed", { detail: "The producer returned no stream" });
    return pullItems(provider, items, request.signal);
  };
  return {
    provider,
    model,
    generate: async (request) => gatherResponse(provider, await collectPull(await start(request))),
    stream: async (request) => streamFromFirstPart(provider, await start(request)),
  };
};
