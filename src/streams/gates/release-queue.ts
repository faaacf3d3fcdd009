import { LimitError } from "../../errors.ts";
import type { DeltaPart, StreamPart } from "../../types/stream-part.ts";
import { Fifo } from "../fifo.ts";
import type { HeldPieces, HoldMeter } from "../holds/hold-meter.ts";
import { isDelta, Tracks } from "../parts/tracks.ts";

/** Something that waits for verdicts. */
export interface Held {
  parts: readonly StreamPart[];
  /** It may leave once this many windows of the stream have passed. */
  afterWindows: number;
  /** Code units of the text it was made from. */
  readonly size: number;
  /** Records when it leaves, if that is measured. */
  readonly pieces?: HeldPieces | undefined;
}

/**
 * Holds the parts of a stream until enough windows have passed, and releases them in order: nothing overtakes an
 * earlier part.
 */
export class ReleaseQueue {
  readonly #queue = new Fifo<Held>();
  readonly #maxHeld: number;
  readonly #meter: HoldMeter | undefined;
  readonly #texts: Tracks<HeldPieces> | undefined;
  #held = 0;

  constructor(maxHeld: number, meter?: HoldMeter) {
    this.#maxHeld = maxHeld;
    this.#meter = meter;
    this.#texts = meter === undefined ? undefined : new Tracks(() => meter.text());
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  /** Counts incoming text. It counts as held from now until it has been put into the queue and released. */
  admit(part: DeltaPart): void {
    const { length } = part.text;
    if (this.#held + length > this.#maxHeld) {
      throw new LimitError(`Cannot hold answer for its check: more than ${this.#maxHeld} characters`);
    }
    this.#held += length;
    this.#texts?.of(part).came(length);
  }

  put(part: StreamPart, afterWindows: number): Held {
    const held: Held = isDelta(part)
      ? { parts: [part], afterWindows, size: part.text.length, pieces: this.#texts?.of(part) }
      : { parts: [part], afterWindows, size: 0 };
    this.#queue.push(held);
    return held;
  }

  /** Releases what may leave after that many windows have passed. */
  take(passed: number): readonly StreamPart[] {
    const parts = this.#take(passed);
    this.#meter?.next();
    return parts;
  }

  #take(passed: number): readonly StreamPart[] {
    const parts: StreamPart[] = [];
    for (let held = this.#queue.peek(); held !== undefined && held.afterWindows <= passed; held = this.#queue.peek()) {
      parts.push(...held.parts);
      this.#held -= held.size;
      held.pieces?.left(held.size);
      this.#queue.take();
    }
    return parts;
  }

  /** Keeps what may leave after that many windows have passed, and drops the rest. */
  cut(passed: number): void {
    const kept = this.#take(passed);
    this.#queue.clear();
    for (const part of kept) this.#queue.push({ parts: [part], afterWindows: 0, size: 0 });
  }

  clear(): void {
    this.#queue.clear();
  }
}
