import type { HeldFigures } from "../../types.ts";
import { Fifo } from "../fifo.ts";
import { HoldTimes } from "./hold-times.ts";

/** Held pieces of a text whose arrival times are kept. Further text counts as arriving with the last piece. */
const MAX_PIECES = 256;

interface Piece {
  length: number;
  readonly at: number;
  readonly step: number;
}

/** The text of one track that a gate holds. It leaves in the order in which it arrived. */
export interface HeldPieces {
  /** Records incoming characters. */
  came(length: number): void;
  /** Records outgoing characters, counted as they arrived: for a mask, the characters that it replaces. */
  left(length: number): void;
}

/**
 * Measures how much text one gate of one answer holds back. A character counts as held if it leaves in a later step
 * than it arrived in. Memory is bounded, and a gate without a meter uses none.
 *
 * @example
 * const meter = new HoldMeter(() => Date.now());
 * const stage = textGate({ rail: "no keys", meter, create: () => new PatternGate(secrets) });
 * // … once the stream is read: meter.figures().p95Ms
 */
export class HoldMeter {
  readonly #now: () => number;
  readonly #times = new HoldTimes();
  #step = 0;
  #characters = 0;
  #waiting = 0;
  #most = 0;

  /** @param now - milliseconds by the clock of the answer. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Starts recording a track that the gate reads. */
  text(): HeldPieces {
    const pieces = new Fifo<Piece>();
    let last: Piece | undefined;
    return {
      came: (length) => {
        if (length === 0) return;
        this.#characters += length;
        this.#waiting += length;
        if (last !== undefined && (last.step === this.#step || pieces.size >= MAX_PIECES)) last.length += length;
        else pieces.push((last = { length, at: this.#now(), step: this.#step }));
      },
      left: (length) => {
        let rest = Math.min(length, this.#waiting);
        for (let piece = pieces.peek(); piece !== undefined && rest > 0; piece = pieces.peek()) {
          const taken = Math.min(rest, piece.length);
          this.#leave(piece, taken);
          rest -= taken;
          piece.length -= taken;
          if (piece.length > 0) break;
          pieces.take();
          if (piece === last) last = undefined;
        }
      },
    };
  }

  /** Ends a step: what arrived in it and has not left is held. */
  next(): void {
    this.#step++;
    this.#most = Math.max(this.#most, this.#waiting);
  }

  /** The figures so far. */
  figures(): HeldFigures {
    const times = this.#times;
    return {
      characters: this.#characters,
      held: times.count,
      most: this.#most,
      withheld: this.#waiting,
      p50Ms: times.quantile(0.5),
      p95Ms: times.quantile(0.95),
      maxMs: times.max,
    };
  }

  #leave({ at, step }: Piece, length: number): void {
    this.#waiting -= length;
    if (step !== this.#step) this.#times.add(Math.max(0, this.#now() - at), length);
  }
}
