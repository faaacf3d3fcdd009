import type { PatternProgram } from "./pattern-program.ts";
import { PatternScanner } from "./pattern-scanner.ts";
import type { TextFinding, TextGate } from "../text-gate.ts";

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
  blocked: TextFinding | undefined;
  readonly #program: PatternProgram;
  readonly #scanner: PatternScanner;
  readonly #stopOnOverflow: boolean;
  #held = "";
  #released = 0;

  constructor(program: PatternProgram, { maxMatchLength = 1_000, onOverflow = "block" }: PatternGateOptions = {}) {
    this.#program = program;
    this.#stopOnOverflow = onOverflow === "block";
    this.#scanner = new PatternScanner(program, { maxLength: maxMatchLength, stopOnOverflow: this.#stopOnOverflow });
  }

  feed(text: string): string {
    if (this.blocked !== undefined) return "";
    this.#held += text;
    this.#scanner.feed(text);
    return this.#release(this.#scanner.holdFrom);
  }

  end(): string {
    if (this.blocked !== undefined) return "";
    this.#scanner.end();
    const { stopped, holdFrom } = this.#scanner;
    return this.#release(stopped ? holdFrom : this.#released + this.#held.length);
  }

  #release(until: number): string {
    if (this.#scanner.stopped) this.blocked = this.#finding();
    const text = this.#held.slice(0, wholeCharacters(this.#held, until - this.#released));
    this.#held = this.blocked === undefined ? this.#held.slice(text.length) : "";
    this.#released += text.length;
    return text;
  }

  #finding(): TextFinding {
    const { match, overflow } = this.#scanner;
    if (match !== undefined) {
      return {
        start: match.start,
        end: match.end,
        reason: `matches pattern '${this.#program.sources[match.pattern]}'`,
      };
    }
    return { start: overflow?.start ?? 0, end: overflow?.end ?? 0, reason: "a possible match is longer than allowed" };
  }
}

/** A cut that does not part a surrogate pair: the two halves may be encoded apart, and then neither is a character. */
const wholeCharacters = (text: string, cut: number): number => {
  const partsPair = (text.charCodeAt(cut - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(cut) & 0xfc00) === 0xdc00;
  return partsPair ? cut - 1 : cut;
};
