import type { Pull } from "./stage.ts";

interface Waiting<T> {
  resolve(batch: readonly T[] | undefined): void;
  reject(reason: unknown): void;
}

/**
 * The writable side of a stage that is used as a TransformStream: each written chunk waits until it is pulled. A real
 * TransformStream would discard queued chunks on an error and would cost a second stream.
 */
export class WritableSide<T> implements Pull<T> {
  readonly writable: WritableStream<T>;
  #controller: WritableStreamDefaultController | undefined;
  #waiting: Waiting<T> | undefined;
  #offered: { readonly chunk: T; taken(): void } | undefined;
  #end: Promise<undefined> | undefined;

  constructor() {
    this.writable = new WritableStream<T>({
      start: (controller) => void (this.#controller = controller),
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(Promise.resolve(undefined)),
      abort: (reason) => this.#close(Promise.reject(reason)),
    });
  }

  pull(): Promise<readonly T[] | undefined> {
    if (this.#end !== undefined) return this.#end;
    const offered = this.#offered;
    if (offered === undefined) return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#offered = undefined;
    offered.taken();
    return Promise.resolve([offered.chunk]);
  }

  /** The writer, and the source piped into it, receive the reason. */
  async cancel(reason?: unknown): Promise<void> {
    if (this.#end !== undefined) return;
    this.#close(Promise.resolve(undefined));
    this.#controller?.error(reason);
    this.#offered?.taken();
    this.#offered = undefined;
  }

  #write(chunk: T): Promise<void> | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return new Promise((taken) => (this.#offered = { chunk, taken }));
    this.#waiting = undefined;
    waiting.resolve([chunk]);
    return undefined;
  }

  #close(end: Promise<undefined>): void {
    this.#end = end;
    // If nothing pulls again, the rejection must not be reported as unhandled.
    end.catch(() => {});
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) end.then(waiting.resolve, waiting.reject);
  }
}
