import { utf8 } from "../text/utf8.ts";
import { ON_DEMAND } from "./pull.ts";

/**
 * Where the text of a body is written: to a stream, as bytes, or to a connection, which needs no buffer for each piece.
 */
export interface BodySink {
  /** Negative while earlier output has not been consumed. */
  readonly desiredSize: number | null;
  write(text: string): void;
  close(): void;
  error(reason: unknown): void;
}

/** Produces a body piece by piece, on demand. */
export interface BodySource {
  /** Whether it has been pulled. */
  readonly begun: boolean;
  /** Sets the sink. Another sink may replace it until the first pull. */
  start(sink: BodySink): void;
  pull(): Promise<void>;
  cancel(reason: unknown): Promise<void>;
}

class StreamSink implements BodySink {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;

  constructor(controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#controller = controller;
  }

  get desiredSize(): number | null {
    return this.#controller.desiredSize;
  }

  write(text: string): void {
    this.#controller.enqueue(utf8(text));
  }

  close(): void {
    this.#controller.close();
  }

  error(reason: unknown): void {
    this.#controller.error(reason);
  }
}

const sources = new WeakMap<ReadableStream<Uint8Array>, BodySource>();

/** A body as a stream. Code that owns the connection can use the source directly instead: {@link takeBodySource}. */
export const bodyStream = (source: BodySource): ReadableStream<Uint8Array> => {
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => source.start(new StreamSink(controller)),
      pull: () => source.pull(),
      cancel: (reason) => source.cancel(reason),
    },
    ON_DEMAND,
  );
  sources.set(stream, source);
  return stream;
};

/**
 * The source of a stream made by {@link bodyStream} that has not been read, so that chunks can bypass the stream. Locks
 * the stream. Undefined for any other stream.
 */
export const takeBodySource = (stream: ReadableStream<Uint8Array>): BodySource | undefined => {
  const source = sources.get(stream);
  if (source === undefined || source.begun || stream.locked) return undefined;
  stream.getReader();
  return source;
};
