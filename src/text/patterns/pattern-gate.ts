import { HeldText, type Remark } from "../held-text.ts";
import { type GateStep, NOTHING, passing, type TextGate } from "../text-gate.ts";
import type { PatternProgram } from "./pattern-program.ts";
import type { PatternMatch } from "./search/candidates.ts";
import { PatternSearcher } from "./search/pattern-searcher.ts";
import { wholeCharacter } from "./whole-characters.ts";

/** What happens to a match. */
export interface PatternGateOptions {
  /** `block` (default): the text ends at the match. `mask`: the match is replaced. */
  readonly action?: "block" | "mask";
  /** Replaces a masked match, literally. Default `<REDACTED>`. */
  readonly replacement?: string;
  /**
   * The most code units a match may span. No more is held back, except half a character at either end. Default 1000.
   */
  readonly maxMatchLength?: number;
  /**
   * What happens when a possible match grows longer than that. `block` (default): the text ends. `mask`: it is masked
   * up to the limit. `release`: it is released, and only shorter matches are found.
   */
  readonly onOverflow?: "block" | "mask" | "release";
  /** The label of findings. */
  readonly label?: string;
}

/**
 * Blocks or masks what matches a pattern. Holds back exactly what may still become a match, so no part of a match
 * leaves, and other text is not delayed. Masking gives the same result as replacing every match in the whole text.
 *
 * @example
 * const gate = new PatternGate(compilePatterns(["sk-[a-z]{4}"]), { action: "mask" });
 * gate.feed("The key is sk-").text; // "The key is "
 * gate.feed("abcd.").text; // "<REDACTED>."
 */
export class PatternGate implements TextGate {
  readonly onlyBlocks: boolean;
  readonly #program: PatternProgram;
  readonly #replacement: string;
  readonly #label: string | undefined;
  readonly #searcher: PatternSearcher;
  readonly #held: HeldText = new HeldText();

  constructor(program: PatternProgram, options: PatternGateOptions = {}) {
    const { action = "block", replacement = "<REDACTED>", maxMatchLength = 1_000, onOverflow = "block" } = options;
    this.onlyBlocks = action === "block";
    this.#program = program;
    this.#replacement = replacement;
    this.#label = options.label;
    this.#searcher = new PatternSearcher(program, {
      maxLength: maxMatchLength,
      onOverflow: action === "block" && onOverflow === "mask" ? "block" : onOverflow,
      stopAtFirst: action === "block",
    });
  }

  feed(text: string): GateStep {
    const held = this.#held;
    if (held.blocked) return NOTHING;
    const searcher = this.#searcher;
    const matches = searcher.read(text, held.text, held.start);
    if (matches.length === 0 && searcher.stopped === undefined) {
      const until = searcher.holdFrom;
      if (held.isWholeAt(until, text)) return passing(held.flow(text, until));
    }
    held.add(text);
    return this.#release(matches);
  }

  end(): GateStep {
    const held = this.#held;
    if (held.blocked) return NOTHING;
    return this.#step(this.#searcher.end(held.text, held.start), this.#searcher.holdFrom);
  }

  #release(matches: readonly PatternMatch[]): GateStep {
    const { text, start } = this.#held;
    const { stopped, holdFrom } = this.#searcher;
    // A block must end the text at the same offset whatever else is held, so the cut is exact then.
    return this.#step(matches, stopped === undefined ? wholeCharacter(text, holdFrom - start) + start : holdFrom);
  }

  #step(matches: readonly PatternMatch[], until: number): GateStep {
    const held = this.#held;
    for (const match of matches) held.mask(match.start, match.end, this.#replacement, this.#remark(match));
    held.pass(until);
    const { stopped } = this.#searcher;
    if (stopped !== undefined) held.block(stopped.start, stopped.end, this.#remark(stopped));
    return held.step();
  }

  #remark({ pattern }: PatternMatch): Remark {
    const reason =
      pattern === undefined
        ? "a possible match is longer than allowed"
        : `matches pattern '${this.#program.sources[pattern]}'`;
    return this.#label === undefined ? { reason } : { reason, label: this.#label };
  }
}
