import type { StreamPart } from "../../types.ts";
import { discard } from "../discard.ts";
import type { Pull } from "../stage.ts";

const NO_PARTS: readonly StreamPart[] = [];

/**
 * Asks a source batch by batch and gives its parts one by one, so that what has no room yet waits where it is. A failure is
 * kept until somebody asks for it.
 */
export class PartReader {
  readonly #source: Pull<StreamPart>;
  #batch: readonly StreamPart[] = NO_PARTS;
  #at = 0;
  #reading = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Pull<StreamPart>) {
    this.#source = source;
  }

  /** Whether no part will come any more. */
  get over(): boolean {
    return this.#ended;
  }

  /** Whether the source may be asked: it is not being asked, and what it gave is taken. */
  get canRead(): boolean {
    return !this.#reading && !this.#ended && this.#at >= this.#batch.length;
  }

  /** Reads a batch, once the one before it is taken. Never rejects. */
  async read(): Promise<void> {
    this.#reading = true;
    try {
      const batch = await this.#source.pull();
      if (batch === undefined) this.#ended = true;
      else if (!this.#ended) this.#put(batch);
    } catch (error) {
      if (!this.#ended) this.fail(error);
    }
    this.#reading = false;
  }

  /** The next part of what was read. */
  take(): StreamPart | undefined {
    return this.#batch[this.#at++];
  }

  /** Reads no more, and keeps the reason. */
  fail(error: unknown): void {
    this.close(error);
    this.#failure = { error };
  }

  /** Reads no more, and forgets what was read and what failed. Cancels the source in this tick. */
  close(reason?: unknown): void {
    const wasOpen = this.#forget();
    if (wasOpen) discard(this.#source, reason);
  }

  /** Like `close`, for who wants to know when the source has been cancelled. */
  cancel(reason?: unknown): Promise<void> {
    this.#forget();
    return this.#source.cancel(reason);
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #put(batch: readonly StreamPart[]): void {
    this.#batch = batch;
    this.#at = 0;
  }

  #forget(): boolean {
    const wasOpen = !this.#ended;
    this.#ended = true;
    this.#failure = undefined;
    this.#put(NO_PARTS);
    return wasOpen;
  }
}
