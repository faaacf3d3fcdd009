import * as fc from "fast-check";
import { HeldText } from "../../../src/text/held-text.ts";
import { type GateStep, NOTHING, type TextFinding, type TextGate } from "../../../src/text/text-gate.ts";

/** Finds words that do not overlap, and holds back what may still become one. */
export class WordGate implements TextGate {
  readonly #held: HeldText = new HeldText();
  readonly #words: readonly string[];
  readonly #action: "block" | "mask";
  readonly #reason: string;

  /** @param name - included in reasons. */
  constructor(words: readonly string[], action: "block" | "mask" = "mask", name = "word") {
    this.#words = words;
    this.#action = action;
    this.#reason = `holds a ${name}`;
  }

  feed(text: string): GateStep {
    for (const unit of text.split("")) this.#unit(unit);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  #unit(unit: string): void {
    const held = this.#held;
    held.add(unit);
    if (held.blocked) return;
    const rest = (from: number): string => held.slice(from, held.end).toLowerCase();
    let from = held.start;
    while (!this.#words.some((word) => word.startsWith(rest(from)))) from++;
    held.pass(from);
    const found = rest(from);
    if (!this.#words.includes(found)) return;
    if (this.#action === "block") held.block(from, held.end, { reason: this.#reason, label: found });
    else held.mask(from, held.end, `[${found}]`, { reason: this.#reason, label: found });
  }
}

/** Holds everything until the end, and then masks the matches of a regular expression. */
export class RegExpGate implements TextGate {
  readonly #held: HeldText = new HeldText();
  readonly #pattern: RegExp;
  #text = "";

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  feed(text: string): GateStep {
    this.#held.add(text);
    this.#text += text;
    return NOTHING;
  }

  end(): GateStep {
    for (const { 0: found, index } of this.#text.matchAll(this.#pattern)) {
      this.#held.mask(index, index + found.length, "[X]", { reason: "matches" });
    }
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }
}

export interface Result {
  readonly text: string;
  readonly findings: readonly TextFinding[];
}

/** The output and findings of a gate for a text in chunks. */
export const through = (gate: TextGate, pieces: readonly string[]): Result => {
  const steps = [...pieces.map((piece) => gate.feed(piece)), gate.end()];
  return { text: steps.map(({ text }) => text).join(""), findings: steps.flatMap(({ findings }) => findings) };
};

/** The expected output by the contract: the source with the masked ranges replaced, up to a block. */
export const replaced = (source: string, { findings }: Result): string => {
  let [text, at] = ["", 0];
  for (const { action, start, end, replacement } of findings) {
    if (action === "block") continue;
    text += source.slice(at, start) + replacement;
    at = end;
  }
  return text + source.slice(at);
};

/** Texts of random pieces. */
export const mixed = (pieces: readonly string[], maxLength = 12): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(""));
