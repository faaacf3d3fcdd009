import { ON_DEMAND } from "./pull.ts";

/** Where the bytes of a body go: the controller of its stream, or a connection. */
export interface BodySink {
  /** Negative while what was given before waits to be taken. */
  readonly desiredSize: number | null;
  enqueue(bytes: Uint8Array): void;
  close(): void;
  error(reason: unknown): void;
}

/** What makes a body piece by piece, when it is asked. */
export interface BodySource {
  /** Whether it was asked already. */
  readonly begun: boolean;
  /** Says where its bytes go. Until it has begun another sink may take the place of the first. */
  start(sink: BodySink): void;
  pull(): Promise<void>;
  cancel(reason: unknown): Promise<void>;
}

const sources = new WeakMap<ReadableStream<Uint8Array>, BodySource>();

/** A body as a stream. Whoever has the connection itself can ask its source instead: {@link takeBodySource}. */
export const bodyStream = (source: BodySource): ReadableStream<Uint8Array> => {
  const stream = new ReadableStream<Uint8Array>(source, ON_DEMAND);
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
