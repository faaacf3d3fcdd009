import type { StreamPart } from "../../types/stream-part.ts";
import { discard } from "../discard.ts";
import type { Pull } from "../stage.ts";

const NO_PARTS: readonly StreamPart[] = [];

/**
 * Reads a source batch by batch and returns single parts, so that parts for which there is no room yet stay here. An
 * error is kept until `throwFailure` is called.
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

  /** Whether no more parts will come. */
  get over(): boolean {
    return this.#ended;
  }

  /** Whether the source may be read: no read is pending, and the last batch is used up. */
  get canRead(): boolean {
    return !this.#reading && !this.#ended && this.#at >= this.#batch.length;
  }

  /** Reads the next batch, once the previous one is used up. Never rejects. */
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

  /** The next part of the last batch. */
  take(): StreamPart | undefined {
    return this.#batch[this.#at++];
  }

  /** Stops reading and keeps the error. */
  fail(error: unknown): void {
    this.close(error);
    this.#failure = { error };
  }

  /** Stops reading, drops unread parts and the error, and cancels the source in this tick. */
  close(reason?: unknown): void {
    const wasOpen = this.#forget();
    if (wasOpen) discard(this.#source, reason);
  }

  /** Like `close`, for callers that wait until the source has been cancelled. */
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
