import type { Pull } from "./stage.ts";

/** Chunks that are read ahead at most. The rest waits for a reader. */
const MAX_AHEAD = 65_536;

/**
 * Pulls that a stream has read from: the rest of their last batch is queued in that stream, out of reach of other
 * readers.
 */
const started = new WeakSet<Pull<unknown>>();

/** Whether a stream has read from the pull. Then only that stream can deliver all of its chunks. */
export const isStarted = (pull: Pull<unknown>): boolean => started.has(pull);

/** The underlying source of a ReadableStream over a pull. Reads nothing ahead, unless `readAhead` is called. */
export class PulledSource<T> implements UnderlyingDefaultSource<T> {
  readonly #pull: Pull<T>;
  #controller: ReadableStreamDefaultController<T> | undefined;
  #isStarted = false;
  #isEnded = false;
  #ahead: Promise<void> | undefined;

  constructor(pull: Pull<T>) {
    this.#pull = pull;
  }

  start(controller: ReadableStreamDefaultController<T>): void {
    this.#controller = controller;
  }

  pull(): Promise<void> {
    if (this.#ahead !== undefined) return this.#ahead;
    this.#markStarted();
    return this.#pull.pull().then((batch) => this.#take(batch));
  }

  /** Starts reading before a reader asks, unless one already has. The chunks are queued in the stream. */
  readAhead(): void {
    if (this.#isStarted) return;
    this.#markStarted();
    this.#ahead = this.#readAll();
  }

  /** Whether a reader has got everything: the pull has ended or was cancelled, and no chunk is queued. */
  get isOver(): boolean {
    return this.#isEnded && this.#controller?.desiredSize === 0;
  }

  cancel(reason?: unknown): Promise<void> {
    this.#isEnded = true;
    started.add(this.#pull);
    return this.#pull.cancel(reason);
  }

  #markStarted(): void {
    if (!this.#isStarted) started.add(this.#pull);
    this.#isStarted = true;
  }

  /** Moves a batch into the stream. */
  #take(batch: readonly T[] | undefined): void {
    if (batch === undefined) {
      this.#isEnded = true;
      this.#controller?.close();
    } else for (const chunk of batch) this.#controller?.enqueue(chunk);
  }

  async #readAll(): Promise<void> {
    try {
      for (let read = 0; read < MAX_AHEAD;) {
        const batch = await this.#pull.pull();
        this.#take(batch);
        read += batch?.length ?? Infinity;
      }
    } catch (error) {
      this.#controller?.error(error);
    }
    this.#ahead = undefined;
  }
}
