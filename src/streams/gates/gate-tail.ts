import { LimitError } from "../../errors.ts";
import type { DeltaPart, StreamPart } from "../../types.ts";
import { Fifo } from "../fifo.ts";
import type { HeldPieces, HoldMeter } from "../holds/hold-meter.ts";
import { isDelta, Tracks } from "../parts/tracks.ts";

/** Something that waits for verdicts. */
export interface Held {
  parts: readonly StreamPart[];
  /** How many windows of the stream must have passed before it may leave. */
  needs: number;
  /** Code units of text it was made from. */
  readonly size: number;
  /** Takes note of its leaving, where that is measured. */
  readonly pieces?: HeldPieces | undefined;
}

/**
 * What may leave after which verdict, in the order of the stream: nothing overtakes what waits in front of it.
 */
export class GateTail {
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

  /** Takes note of text that comes in, which counts as held until it is put here and leaves. */
  admit(part: DeltaPart): void {
    const { length } = part.text;
    if (this.#held + length > this.#maxHeld) {
      throw new LimitError(`Cannot hold answer for its check: more than ${this.#maxHeld} characters`);
    }
    this.#held += length;
    this.#texts?.of(part).came(length);
  }

  put(part: StreamPart, needs: number): Held {
    const held: Held = isDelta(part)
      ? { parts: [part], needs, size: part.text.length, pieces: this.#texts?.of(part) }
      : { parts: [part], needs, size: 0 };
    this.#queue.push(held);
    return held;
  }

  /** Lets go what may leave after so many windows have passed. */
  take(passed: number): readonly StreamPart[] {
    const parts = this.#take(passed);
    this.#meter?.next();
    return parts;
  }

  #take(passed: number): readonly StreamPart[] {
    const parts: StreamPart[] = [];
    for (let held = this.#queue.peek(); held !== undefined && held.needs <= passed; held = this.#queue.peek()) {
      parts.push(...held.parts);
      this.#held -= held.size;
      held.pieces?.left(held.size);
      this.#queue.take();
    }
    return parts;
  }

  /** Keeps what may leave after so many windows, and drops the rest for good. */
  cut(passed: number): void {
    const kept = this.#take(passed);
    this.#queue.clear();
    for (const part of kept) this.#queue.push({ parts: [part], needs: 0, size: 0 });
  }

  clear(): void {
    this.#queue.clear();
  }
}
