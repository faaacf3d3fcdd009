import type { Pull } from "./stage.ts";

/** Chunks that are read ahead. More than that wait for a reader. */
const MAX_AHEAD = 65_536;

/** Pulls that were asked: what is left of a batch waits in their stream, where another reader of the pull would miss it. */
const asked = new WeakSet<Pull<unknown>>();

/** Whether a stream over the pull has asked it, so that only that stream has all of it. */
export const wasAsked = (pull: Pull<unknown>): boolean => asked.has(pull);

/** What a ReadableStream over a pull is made of. Nothing is read ahead: the pull is asked when the stream is. */
export class PulledSource<T> implements UnderlyingDefaultSource<T> {
  readonly #pull: Pull<T>;
  #controller: ReadableStreamDefaultController<T> | undefined;
  #isAsked = false;
  #ahead: Promise<void> | undefined;

  constructor(pull: Pull<T>) {
    this.#pull = pull;
  }

  start(controller: ReadableStreamDefaultController<T>): void {
    this.#controller = controller;
  }

  pull(): Promise<void> {
    if (this.#ahead !== undefined) return this.#ahead;
    this.#ask();
    return this.#pull.pull().then((batch) => this.#take(batch));
  }

  /** Reads without being asked, where nobody has asked yet. What is read waits in the stream. */
  readAhead(): void {
    if (this.#isAsked) return;
    this.#ask();
    this.#ahead = this.#readAll();
  }

  cancel(reason?: unknown): Promise<void> {
    asked.add(this.#pull);
    return this.#pull.cancel(reason);
  }

  #ask(): void {
    if (!this.#isAsked) asked.add(this.#pull);
    this.#isAsked = true;
  }

  /** Moves a batch into the stream. */
  #take(batch: readonly T[] | undefined): void {
    if (batch === undefined) this.#controller?.close();
    else for (const chunk of batch) this.#controller?.enqueue(chunk);
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
