import { HeldText, remarkOf } from "../held-text.ts";
import { blockIn, type GateStep, NOTHING, type TextFinding, type TextGate } from "../text-gate.ts";
import type { Reading } from "./reading.ts";

/** Units of the read text whose places are remembered though they are decided. */
const MAX_REMEMBERED = 256;

/**
 * A gate over a text that reads it in another way. What leaves is the text as it stands; what the gate finds is masked with
 * all that made it: hidden characters inside, and marks on the last letter, for which a mask waits until the next character
 * is there. Holds what the gate holds and what the reading holds; a text that hides more than the reading bears is blocked.
 */
export class ReadingGate implements TextGate {
  readonly #reading: Reading;
  readonly #gate: TextGate;
  readonly #held: HeldText;
  /** Units of the read text that the gate let go or masked. */
  #free: number;
  #forgotten = 0;
  /** A mask whose last letter may still get marks. */
  #open: TextFinding | undefined;

  /**
   * @param gate - reads what `reading` gives out.
   * @param held - what both have read already and the gate holds, where that stands in both alike.
   * @param open - a mask of the gate over all of that instead, whose end is not known yet.
   */
  constructor(reading: Reading, gate: TextGate, held: HeldText = new HeldText(), open?: TextFinding) {
    this.#reading = reading;
    this.#gate = gate;
    this.#held = held;
    this.#open = open;
    this.#free = open?.end ?? held.start;
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    const read = this.#reading.feed(text);
    const step = this.#gate.feed(read);
    this.#held.add(text);
    this.#follow(step);
    if (this.#reading.overflow !== undefined) this.#blockHidden(this.#reading.overflow);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#follow(this.#gate.feed(this.#reading.end()));
    if (!this.#held.blocked) this.#follow(this.#gate.end());
    return this.#held.step();
  }

  #follow({ text, findings }: GateStep): void {
    this.#free += text.length;
    if (findings.length > 0 || this.#open !== undefined) this.#place(findings);
    const [free, reading] = [this.#free, this.#reading];
    if (this.#open === undefined) this.#held.pass(free === reading.length ? reading.position : reading.startOf(free));
    this.#forget((this.#open?.start ?? free) - 1);
  }

  /** In large steps: it costs more than to remember some units longer. */
  #forget(unit: number): void {
    if (unit - this.#forgotten < MAX_REMEMBERED) return;
    this.#forgotten = unit;
    this.#reading.forget(unit);
  }

  #place(findings: readonly TextFinding[]): void {
    const masks = findings.filter(({ action }) => action === "mask");
    for (const { start, end, replacement } of masks) this.#free += end - start - replacement.length;
    for (const mask of masks) {
      this.#closeMask();
      this.#open = mask;
    }
    this.#closeMask();
    const block = blockIn(findings);
    if (block !== undefined) this.#block(block);
  }

  /** Masks what was found, as soon as it is known where it ends, or at once. */
  #closeMask(now = false): void {
    const [mask, reading] = [this.#open, this.#reading];
    if (mask === undefined) return;
    const [start, end] = this.#sourceOf(mask);
    const reach = mask.end > mask.start ? reading.reachOf(mask.end - 1) : end;
    this.#held.pass(start);
    if (reach === undefined && !now) return;
    this.#open = undefined;
    this.#held.mask(start, Math.max(reach ?? end, end), mask.replacement, remarkOf(mask));
  }

  #block(block: TextFinding): void {
    this.#closeMask(true);
    this.#held.pass(this.#reading.startOf(this.#free));
    const [start, end] = this.#sourceOf(block);
    this.#held.block(start, end, remarkOf(block));
  }

  #blockHidden(end: number): void {
    if (this.#held.blocked) return;
    this.#closeMask(true);
    this.#held.pass(this.#reading.startOf(this.#free));
    this.#held.block(this.#held.start, end, { reason: "too many hidden characters in a row" });
  }

  /** What made a stretch of the read text, without what is decided already: two units may be made of one character. */
  #sourceOf({ start, end }: TextFinding): readonly [start: number, end: number] {
    const from = Math.max(this.#reading.startOf(start), this.#held.start);
    return [from, end > start ? Math.max(from, this.#reading.endOf(end - 1)) : from];
  }
}
