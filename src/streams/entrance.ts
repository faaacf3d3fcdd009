import type { Pull } from "./stage.ts";

interface Waiting<T> {
  resolve(batch: readonly T[] | undefined): void;
  reject(reason: unknown): void;
}

/**
 * The writable side of a stage that stands alone: every chunk written waits until it is pulled. Not a TransformStream,
 * whose queue would be emptied by an error, and which would cost a second stream.
 */
export class Entrance<T> implements Pull<T> {
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

  /** Whoever writes learns the reason, and so does the source that is piped in here. */
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
    // Nobody may ever pull again, and then an error is nobody's business here.
    end.catch(() => {});
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) end.then(waiting.resolve, waiting.reject);
  }
}
