import { HeldText } from "../held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import type { PatternProgram } from "./pattern-program.ts";
import { PatternScanner } from "./pattern-scanner.ts";

export interface PatternGateOptions {
  /** Code units a match may span; no more is held back, but for half a character at either end. Default 1000. */
  readonly maxMatchLength?: number;
  /** Whether a possible match that grows past that blocks (default), or is let go and only shorter ones are found. */
  readonly onOverflow?: "block" | "release";
}

/**
 * Forbids a text in which a pattern matches. It holds back exactly what may still become a match, so no part of one ever
 * leaves, and ordinary text is not delayed.
 */
export class PatternGate implements TextGate {
  readonly #program: PatternProgram;
  readonly #scanner: PatternScanner;
  readonly #held: HeldText = new HeldText();

  constructor(program: PatternProgram, { maxMatchLength = 1_000, onOverflow = "block" }: PatternGateOptions = {}) {
    this.#program = program;
    this.#scanner = new PatternScanner(program, { maxLength: maxMatchLength, stopOnOverflow: onOverflow === "block" });
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.add(text);
    this.#scanner.feed(text);
    return this.#step(this.#scanner.holdFrom);
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#scanner.end();
    return this.#step(this.#held.end);
  }

  #step(free: number): GateStep {
    const held = this.#held;
    const { stopped, match, overflow, holdFrom } = this.#scanner;
    const until = stopped ? holdFrom : free;
    held.pass(held.start + wholeCharacters(held.slice(held.start, held.end), until - held.start));
    if (match !== undefined) this.#block(match, `matches pattern '${this.#program.sources[match.pattern]}'`);
    else if (stopped && overflow !== undefined) this.#block(overflow, "a possible match is longer than allowed");
    return held.step();
  }

  #block({ start, end }: { readonly start: number; readonly end: number }, reason: string): void {
    this.#held.block(start, end, { reason });
  }
}

/** A cut that does not part a surrogate pair: the two halves may be encoded apart, and then neither is a character. */
const wholeCharacters = (text: string, cut: number): number => {
  const partsPair = (text.charCodeAt(cut - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(cut) & 0xfc00) === 0xdc00;
  return partsPair ? cut - 1 : cut;
};
