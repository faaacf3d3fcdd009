import { optional } from "../json.ts";
import { beginsWhole } from "./patterns/whole-characters.ts";
import { type GateStep, passing, type TextFinding } from "./text-gate.ts";

/** What a gate says of a stretch; the offsets are known here. */
export type Remark = Pick<TextFinding, "reason" | "label" | "code">;

/** What a finding says, without where. */
export const remarkOf = ({ reason, label, code }: Remark): Remark => ({
  reason,
  ...optional("label", label),
  ...optional("code", code),
});

/**
 * The text a gate holds, and the step it is putting together. It keeps the offsets of both texts, so that a gate only says
 * what passes, what is masked and what blocks, in the order of the text.
 *
 * @example
 * held.add(text);
 * held.mask(4, 20, "<CARD>", { reason: "a card number" });
 * held.pass(25); // the rest waits
 * return held.step();
 */
export class HeldText {
  /** Offset in the source of the first code unit that was neither let go nor replaced. */
  start = 0;
  #text = "";
  #ready = "";
  #delivered = 0;
  /** Made for the first one, since most texts have none. */
  #findings: TextFinding[] | undefined;
  #blocked = false;

  /** The same, where nothing was decided since the last step. */
  copy(): HeldText {
    return HeldText.from(this.#text, this.start, this.#delivered);
  }

  /**
   * A text that is held already.
   *
   * @param start - its offset in the source.
   * @param delivered - how much was delivered before it.
   */
  static from(text: string, start: number, delivered: number): HeldText {
    const held = new HeldText();
    held.#text = text;
    held.start = start;
    held.#delivered = delivered;
    return held;
  }

  /** Offset behind everything that was added. */
  get end(): number {
    return this.start + this.#text.length;
  }

  /** All that is held. */
  get text(): string {
    return this.#text;
  }

  /** Whether the text is forbidden, so that nothing leaves any more. */
  get blocked(): boolean {
    return this.#blocked;
  }

  add(text: string): void {
    if (!this.#blocked) this.#text += text;
  }

  /** What is held from one offset of the source to another. */
  slice(from: number, to: number): string {
    return this.#text.slice(Math.max(0, from - this.start), Math.max(0, to - this.start));
  }

  /** Lets a text go that was not added, when nothing is held. */
  skip(length: number): void {
    this.start += length;
    this.#delivered += length;
  }

  /** Whether a cut at an offset parts no character for sure, if a text follows what is held. */
  isWholeAt(offset: number, text: string): boolean {
    const at = offset - this.end;
    if (at === text.length) return true;
    return beginsWhole(at < 0 ? this.#text.charCodeAt(offset - this.start) : text.charCodeAt(at));
  }

  /** Adds a text and lets go what stands before an offset, as a step of its own, when nothing was decided since the last one. */
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

  /** Lets the text go up to an offset. */
  pass(until: number): void {
    const length = Math.max(0, until - this.start);
    if (length === 0) return;
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    this.start += text.length;
    this.#ready += text;
    this.#delivered += text.length;
  }

  /** Lets go what stands before a stretch and puts something else in its place. */
  mask(start: number, end: number, replacement: string, remark: Remark): void {
    this.pass(start);
    (this.#findings ??= []).push({ ...remark, action: "mask", start, end, at: this.#delivered, replacement });
    this.#text = this.#text.slice(end - this.start);
    this.start = end;
    this.#ready += replacement;
    this.#delivered += replacement.length;
  }

  /** Forbids the text for a stretch of it. Nothing that is still held leaves. */
  block(start: number, end: number, remark: Remark): void {
    (this.#findings ??= []).push({ ...remark, action: "block", start, end, at: this.#delivered, replacement: "" });
    this.#blocked = true;
    this.#text = "";
  }

  /** What was decided since the last step. */
  step(): GateStep {
    const [text, findings] = [this.#ready, this.#findings];
    this.#ready = "";
    if (findings === undefined) return passing(text);
    this.#findings = undefined;
    return { text, findings };
  }
}
