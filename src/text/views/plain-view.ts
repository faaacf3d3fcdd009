import { HeldText, remarkOf } from "../held-text.ts";
import { JoinedText } from "../joined-text.ts";
import { blockIn, type Following, type GateStep, type TextFinding, type TextGate } from "../text-gate.ts";
import { masked } from "./masked.ts";
import { StepCheck } from "./step-check.ts";
import { Surroundings } from "./surroundings.ts";

/** Code units that are collected before their surroundings are read, unless something is masked. */
const MAX_UNREAD = 8_192;

/**
 * A gate over a text as it is, whose steps are checked against their findings. Replacements are adapted to their
 * surroundings, so that JSON and code in the text remain valid. Besides what the gate holds, it holds a masked number
 * that may go on: at most 64 code units.
 */
export class PlainView implements TextGate {
  readonly #gate: TextGate;
  readonly #restores: boolean;
  /** Whether the surroundings of a mask may be needed. */
  readonly #mayMask: boolean;
  readonly #check: StepCheck = new StepCheck();
  readonly #surroundings: Surroundings = new Surroundings();
  readonly #held: HeldText = new HeldText();
  /** The source from `#read` on. */
  #unread = new JoinedText();
  #read = 0;
  /** Masks that are not written, in order. */
  #masks: TextFinding[] = [];

  /** @param replaces - whether the gate masks values (the default) or restores them. */
  constructor(gate: TextGate, replaces: "masks" | "values" = "masks") {
    this.#gate = gate;
    this.#restores = replaces === "values";
    this.#mayMask = gate.onlyBlocks !== true;
  }

  feed(text: string): GateStep {
    this.#check.add(text);
    if (this.#mayMask) this.#unread.add(text);
    return this.#checked(this.#gate.feed(text), "more");
  }

  end(): GateStep {
    return this.#checked(this.#gate.end(), "end");
  }

  #checked(step: GateStep, following: Following): GateStep {
    const from = this.#check.position;
    this.#check.read(step);
    if (!this.#mayMask) return step;
    const isPlain = step.findings.length === 0 && this.#masks.length === 0;
    if (isPlain) this.#held.skip(step.text.length);
    const shaped = isPlain ? step : this.#shaped(step, from, following);
    const { position } = this.#check;
    if (this.#masks.length === 0 && position - this.#read > MAX_UNREAD) this.#readUntil(position);
    return shaped;
  }

  #shaped({ findings }: GateStep, from: number, following: Following): GateStep {
    const { position } = this.#check;
    const held = this.#held;
    held.add(this.#unread.text.slice(from - this.#read, position - this.#read));
    const block = blockIn(findings);
    for (const finding of findings) if (finding !== block) this.#masks.push(finding);
    let written = 0;
    for (let count = 1; count > 0 && written < this.#masks.length; written += count) {
      count = this.#write(written, following === "end" || block !== undefined);
    }
    this.#masks = this.#masks.slice(written);
    if (this.#masks.length === 0) held.pass(position);
    if (block !== undefined) held.block(block.start, block.end, remarkOf(block));
    return held.step();
  }

  /** Writes a mask and those within the number that it is in. Returns how many: 0 if the number may go on. */
  #write(place: number, isLast: boolean): number {
    const first = this.#masks[place] as TextFinding;
    const { start } = first;
    const { position } = this.#check;
    this.#held.pass(start);
    const unread = this.#readUntil(start);
    const until = this.#restores ? first.end : start + this.#surroundings.numberLength(unread, first.end - start);
    if (until > position && !isLast) return 0;
    let next = place + 1;
    while ((this.#masks[next]?.start ?? Infinity) < until) next++;
    const inside = this.#masks.slice(place, next);
    const end = Math.max(Math.min(until, position), inside.at(-1)?.end ?? 0);
    const raw = unread.slice(0, end - start);
    const written = masked(raw, start, inside);
    const around = this.#surroundings;
    const replacement = this.#restores ? around.restored(written) : around.shaped(written, raw);
    this.#held.mask(start, end, replacement, remarkOf(first));
    return inside.length;
  }

  /** Returns the text after the position. */
  #readUntil(position: number): string {
    const { text } = this.#unread;
    const rest = text.slice(position - this.#read);
    this.#surroundings.read(text.slice(0, position - this.#read));
    this.#unread = new JoinedText();
    this.#unread.add(rest);
    this.#read = position;
    return rest;
  }
}
