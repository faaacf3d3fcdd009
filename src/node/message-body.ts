import type { Readable } from "node:stream";
import type { Pull } from "../streams/stage.ts";

/** Unread bytes above which the connection is paused. */
const MAX_WAITING = 65_536;

/** Copied, since Node's buffers may share memory, and this one may be transferred to another owner. */
const joined = (pieces: readonly Uint8Array[], size: number): Uint8Array => {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

interface Asking {
  readonly resolve: (batch: readonly Uint8Array[] | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The body of a message as a pull. Each pull returns all available bytes in one piece, since every piece is decoded
 * separately.
 */
export class MessageBody implements Pull<Uint8Array> {
  readonly #message: Readable;
  readonly #errorOf: (error: unknown) => unknown;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #asking: Asking | undefined;

  /** @param errorOf - converts an error of the connection for the reader. */
  constructor(message: Readable, errorOf: (error: unknown) => unknown) {
    this.#message = message;
    this.#errorOf = errorOf;
    message.on("data", this.#took);
    message.on("end", () => this.#end());
    message.on("error", (error) => this.#end({ error: this.#errorOf(error) }));
    message.on("close", () => this.#end({ error: this.#errorOf(new Error("The connection was closed")) }));
  }

  pull(): Promise<readonly Uint8Array[] | undefined> {
    if (this.#size > 0) return Promise.resolve(this.#take());
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (this.#over) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#asking = { resolve, reject };
    });
  }

  cancel(): Promise<void> {
    this.#take();
    this.#end();
    this.#message.destroy();
    return Promise.resolve();
  }

  #take(): readonly Uint8Array[] {
    const batch = this.#waiting.length > 1 ? [joined(this.#waiting, this.#size)] : this.#waiting;
    this.#waiting = [];
    this.#size = 0;
    if (this.#message.isPaused()) this.#message.resume();
    return batch;
  }

  readonly #took = (chunk: Uint8Array): void => {
    if (this.#over) return;
    const asking = this.#asking;
    if (asking !== undefined) {
      this.#asking = undefined;
      return asking.resolve([chunk]);
    }
    this.#waiting.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= MAX_WAITING) this.#message.pause();
  };

  /** Only the first end or error counts. */
  #end(failure?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    if (failure === undefined) this.#asking?.resolve(undefined);
    else this.#asking?.reject(failure.error);
    this.#asking = undefined;
  }
}
