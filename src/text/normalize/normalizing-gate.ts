import { HeldText, remarkOf } from "../held-text.ts";
import { blockIn, type GateStep, NOTHING, type TextFinding, type TextGate } from "../text-gate.ts";
import type { Normalizer } from "./normalizer.ts";

/** Units that are remembered although they are final. */
const MAX_REMEMBERED = 256;

/**
 * Runs a gate over normalized text. The original text leaves; a finding masks everything it was made from, including
 * hidden characters inside and marks on the last letter, for which a mask waits until the next character. Holds what
 * the gate and the normalizer hold. Text with more hidden characters than the normalizer accepts is blocked.
 */
export class NormalizingGate implements TextGate {
  readonly #normalizer: Normalizer;
  readonly #gate: TextGate;
  readonly #held: HeldText;
  /** Units of the normalized text that the gate released or masked. */
  #free: number;
  #forgotten = 0;
  /** A mask whose last letter may still get marks. */
  #open: TextFinding | undefined;

  /**
   * @param gate - reads what `reading` gives out.
   * @param held - text that both have read already and the gate holds, if it is equal in both.
   * @param open - a mask of the gate over all of that instead, whose end is not known yet.
   */
  constructor(normalizer: Normalizer, gate: TextGate, held: HeldText = new HeldText(), open?: TextFinding) {
    this.#normalizer = normalizer;
    this.#gate = gate;
    this.#held = held;
    this.#open = open;
    this.#free = open?.end ?? held.start;
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    const read = this.#normalizer.feed(text);
    const step = this.#gate.feed(read);
    this.#held.add(text);
    this.#follow(step);
    if (this.#normalizer.overflow !== undefined) this.#blockHidden(this.#normalizer.overflow);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#follow(this.#gate.feed(this.#normalizer.end()));
    if (!this.#held.blocked) this.#follow(this.#gate.end());
    return this.#held.step();
  }

  #follow({ text, findings }: GateStep): void {
    this.#free += text.length;
    if (findings.length > 0 || this.#open !== undefined) this.#place(findings);
    const [free, normalizer] = [this.#free, this.#normalizer];
    if (this.#open === undefined)
      this.#held.pass(free === normalizer.length ? normalizer.position : normalizer.startOf(free));
    this.#forget((this.#open?.start ?? free) - 1);
  }

  /** In large steps, since forgetting costs more than remembering some units longer. */
  #forget(unit: number): void {
    if (unit - this.#forgotten < MAX_REMEMBERED) return;
    this.#forgotten = unit;
    this.#normalizer.forget(unit);
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

  /** Applies a mask once its end is known, or at once. */
  #closeMask(when: "known" | "now" = "known"): void {
    const [mask, normalizer] = [this.#open, this.#normalizer];
    if (mask === undefined) return;
    const [start, end] = this.#sourceOf(mask);
    const reach = mask.end > mask.start ? normalizer.reachOf(mask.end - 1) : end;
    this.#held.pass(start);
    if (reach === undefined && when === "known") return;
    this.#open = undefined;
    this.#held.mask(start, Math.max(reach ?? end, end), mask.replacement, remarkOf(mask));
  }

  #block(block: TextFinding): void {
    this.#closeMask("now");
    this.#held.pass(this.#normalizer.startOf(this.#free));
    const [start, end] = this.#sourceOf(block);
    this.#held.block(start, end, remarkOf(block));
  }

  #blockHidden(end: number): void {
    if (this.#held.blocked) return;
    this.#closeMask("now");
    this.#held.pass(this.#normalizer.startOf(this.#free));
    this.#held.block(this.#held.start, end, { reason: "too many hidden characters in a row" });
  }

  /** The source of a range of normalized text, except the part that is final: two units may come from one character. */
  #sourceOf({ start, end }: TextFinding): readonly [start: number, end: number] {
    const from = Math.max(this.#normalizer.startOf(start), this.#held.start);
    return [from, end > start ? Math.max(from, this.#normalizer.endOf(end - 1)) : from];
  }
}
