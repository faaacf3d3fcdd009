import { optional } from "../json.ts";
import { beginsWhole } from "./patterns/whole-characters.ts";
import { type GateStep, passing, type TextFinding } from "./text-gate.ts";

/** What a gate reports about a range, without its offsets, which HeldText knows. */
export type Remark = Pick<TextFinding, "reason" | "label" | "code">;

/** The remark of a finding. */
export const remarkOf = ({ reason, label, code }: Remark): Remark => ({
  reason,
  ...optional("label", label),
  ...optional("code", code),
});

/**
 * The text that a gate holds, and the step that it is assembling. It tracks the offsets in the source and in the
 * output, so that a gate only decides what passes, what is masked and what blocks, in the order of the text.
 *
 * @example
 * held.add(text);
 * held.mask(4, 20, "<CARD>", { reason: "a card number" });
 * held.pass(25); // the rest waits
 * return held.step();
 */
export class HeldText {
  /** Offset in the source of the first code unit that was neither released nor replaced. */
  start = 0;
  #text = "";
  #ready = "";
  #delivered = 0;
  /** Created for the first finding, since most texts have none. */
  #findings: TextFinding[] | undefined;
  #blocked = false;

  /** A copy, if nothing was decided since the last step. */
  copy(): HeldText {
    return HeldText.from(this.#text, this.start, this.#delivered);
  }

  /**
   * A text that is held already.
   *
   * @param start - its offset in the source.
   * @param delivered - the length of the output before it.
   */
  static from(text: string, start: number, delivered: number): HeldText {
    const held = new HeldText();
    held.#text = text;
    held.start = start;
    held.#delivered = delivered;
    return held;
  }

  /** Offset after everything that was added. */
  get end(): number {
    return this.start + this.#text.length;
  }

  /** All that is held. */
  get text(): string {
    return this.#text;
  }

  /** Whether the text is blocked, so that nothing leaves any more. */
  get blocked(): boolean {
    return this.#blocked;
  }

  add(text: string): void {
    if (!this.#blocked) this.#text += text;
  }

  /** The held text between two offsets of the source. */
  slice(from: number, to: number): string {
    return this.#text.slice(Math.max(0, from - this.start), Math.max(0, to - this.start));
  }

  /** Releases text that was not added, while nothing is held. */
  skip(length: number): void {
    this.start += length;
    this.#delivered += length;
  }

  /** Whether a cut at an offset certainly splits no character, if a text follows the held one. */
  isWholeAt(offset: number, text: string): boolean {
    const at = offset - this.end;
    if (at === text.length) return true;
    return beginsWhole(at < 0 ? this.#text.charCodeAt(offset - this.start) : text.charCodeAt(at));
  }

  /**
   * Adds a text and releases everything before an offset, as a step of its own. Only if nothing was decided since the
   * last step.
   */
  flow(text: string, until: number): string {
    const held = this.#text;
    const length = until - this.start;
    if (held === "" && length === text.length) {
      this.skip(length);
      return text;
    }
    if (length <= 0) {
      this.#text = held + text;
      return "";
    }
    this.skip(length);
    const fresh = length - held.length;
    this.#text = fresh < 0 ? held.slice(length) + text : fresh === text.length ? "" : text.slice(fresh);
    if (fresh < 0) return held.slice(0, length);
    return fresh === text.length ? held + text : held + text.slice(0, fresh);
  }

  /** Releases the text up to an offset. */
  pass(until: number): void {
    const length = Math.max(0, until - this.start);
    if (length === 0) return;
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    this.start += text.length;
    this.#ready += text;
    this.#delivered += text.length;
  }

  /** Releases the text before a range, and replaces the range. */
  mask(start: number, end: number, replacement: string, remark: Remark): void {
    this.pass(start);
    (this.#findings ??= []).push({ ...remark, action: "mask", start, end, at: this.#delivered, replacement });
    this.#text = this.#text.slice(end - this.start);
    this.start = end;
    this.#ready += replacement;
    this.#delivered += replacement.length;
  }

  /** Blocks the text because of a range. Nothing that is still held leaves. */
  block(start: number, end: number, remark: Remark): void {
    (this.#findings ??= []).push({ ...remark, action: "block", start, end, at: this.#delivered, replacement: "" });
    this.#blocked = true;
    this.#text = "";
  }

  /** Everything decided since the last step. */
  step(): GateStep {
    const [text, findings] = [this.#ready, this.#findings];
    this.#ready = "";
    if (findings === undefined) return passing(text);
    this.#findings = undefined;
    return { text, findings };
  }
}
