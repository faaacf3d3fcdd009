import type { HeldFigures } from "../../types/verdict.ts";
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

/** The held pieces of one track, in the order of their arrival. */
class PieceQueue {
  readonly #pieces = new Fifo<Piece>();
  #last: Piece | undefined;

  add(length: number, step: number, now: () => number): void {
    const last = this.#last;
    if (last !== undefined && (last.step === step || this.#pieces.size >= MAX_PIECES)) last.length += length;
    else this.#pieces.push((this.#last = { length, at: now(), step }));
  }

  /** Takes characters from the oldest pieces, and calls back with the number taken from each. */
  take(length: number, onTaken: (piece: Piece, taken: number) => void): void {
    let rest = length;
    for (let piece = this.#pieces.peek(); piece !== undefined && rest > 0; piece = this.#pieces.peek()) {
      const taken = Math.min(rest, piece.length);
      onTaken(piece, taken);
      rest -= taken;
      piece.length -= taken;
      if (piece.length > 0) break;
      this.#pieces.take();
      if (piece === this.#last) this.#last = undefined;
    }
  }
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
    const pieces = new PieceQueue();
    const leave = (piece: Piece, length: number): void => this.#leave(piece, length);
    return {
      came: (length) => {
        if (length === 0) return;
        this.#characters += length;
        this.#waiting += length;
        pieces.add(length, this.#step, this.#now);
      },
      left: (length) => pieces.take(Math.min(length, this.#waiting), leave),
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
