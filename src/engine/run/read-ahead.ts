import { partSize } from "../../streams/parts/part-size.ts";
import { pullFrom } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";

/** Bounds of the read-ahead buffer, its parts in code units. Beyond them backpressure stops the provider. */
const MAX_BATCHES = 4_096;
const MAX_HELD = 262_144;

const sizeOf = (batch: readonly StreamPart[]): number => batch.reduce((size, part) => size + partSize(part), 0);

/** An answer that is read before it may be delivered. Batches are buffered until the first `pull`. */
export class ReadAhead implements Pull<StreamPart> {
  readonly #source: Promise<Pull<StreamPart>>;
  readonly #held: (readonly StreamPart[])[] = [];
  readonly #reading: Promise<void>;
  #isRequested = false;
  #isIdle = false;
  #end: { readonly error?: unknown } | undefined;

  /** @param source - a rejection, for a failure before the answer begins, is passed on by `begun`. */
  constructor(source: Promise<ReadableStream<StreamPart>>) {
    this.#source = source.then(pullFrom);
    this.#reading = this.#read();
  }

  /** Resolves when the answer has begun. */
  async begun(): Promise<void> {
    await this.#source;
  }

  /** The buffered parts, to count their tokens when the answer is dropped. */
  get held(): readonly StreamPart[] {
    return this.#held.flat();
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    this.#isRequested = true;
    const held = this.#held.shift();
    if (held !== undefined) return held;
    if (!this.#isIdle) {
      await this.#reading;
      this.#isIdle = true;
      return this.pull();
    }
    if (this.#end === undefined) return (await this.#source).pull();
    if ("error" in this.#end) throw this.#end.error;
    return undefined;
  }

  async cancel(reason?: unknown): Promise<void> {
    this.#isRequested = true;
    await (await this.#source).cancel(reason);
  }

  async #read(): Promise<void> {
    try {
      const pull = await this.#source;
      for (let held = 0; !this.#isRequested && this.#held.length < MAX_BATCHES && held < MAX_HELD;) {
        const batch = await pull.pull();
        if (batch === undefined) {
          this.#end = {};
          return;
        }
        this.#held.push(batch);
        held += sizeOf(batch);
      }
    } catch (error) {
      this.#end = { error };
    }
  }
}
