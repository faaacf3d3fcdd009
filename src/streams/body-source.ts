import { utf8 } from "../text/utf8.ts";
import { ON_DEMAND } from "./pull.ts";

/** Where the text of a body goes: into a stream as bytes, or to a connection, which needs no buffer for each piece. */
export interface BodySink {
  /** Negative while what was given before waits to be taken. */
  readonly desiredSize: number | null;
  write(text: string): void;
  close(): void;
  error(reason: unknown): void;
}

/** What makes a body piece by piece, when it is asked. */
export interface BodySource {
  /** Whether it was asked already. */
  readonly begun: boolean;
  /** Says where its text goes. Until it has begun another sink may take the place of the first. */
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

/** A body as a stream. Whoever has the connection itself can ask its source instead: {@link takeBodySource}. */
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
 * The source behind a stream of {@link bodyStream} that nobody has read from: a chunk then costs no stream on its way out.
 * The stream is locked from now on. Undefined for any other stream.
 */
export const takeBodySource = (stream: ReadableStream<Uint8Array>): BodySource | undefined => {
  const source = sources.get(stream);
  if (source === undefined || source.begun || stream.locked) return undefined;
  stream.getReader();
  return source;
};
