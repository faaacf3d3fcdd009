import { HeldText, remarkOf } from "../held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import { Base64Decoder, BEGINS_BASE64, BEGINS_HEX, HexDecoder } from "./byte-decoders.ts";
import { EncodedRun } from "./encoded-run.ts";

/** Letters and digits after which no run starts. A run of hex may follow an x. */
const INSIDE: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  return /[a-wyz\d]/i.test(String.fromCharCode(unit)) ? 1 : 0;
});

/** Code units with which a run of either kind may start. */
const BEGINS: Uint8Array = BEGINS_BASE64.map((begins, unit) => begins | (BEGINS_HEX[unit] ?? 0));

/**
 * Finds text that is encoded as base64 or hexadecimal bytes of UTF-8, with a separate gate for each run. A run has at
 * least 16 characters and starts at the start of a word. A finding masks the whole run with the first replacement. A
 * run of more than 4,096 characters is split. The text around runs is not read. Holds back a run while it decodes to
 * text, which for most words ends after two letters.
 */
export class EncodedTextGate implements TextGate {
  readonly #held: HeldText = new HeldText();
  readonly #base64: EncodedRun;
  readonly #hex: EncodedRun;
  #offset = 0;
  #previous = 0;

  /** @param create - creates a gate for one decoded text. */
  constructor(create: () => TextGate) {
    this.#base64 = new EncodedRun(new Base64Decoder(), create);
    this.#hex = new EncodedRun(new HexDecoder(), create);
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.add(text);
    for (let at = 0; at < text.length && !this.#held.blocked; at++) {
      if (this.#isIdle) at = this.#skip(text, at);
      if (at < text.length) this.#unit(text.charCodeAt(at));
    }
    this.#held.pass(this.#free);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#finish(this.#base64);
    this.#finish(this.#hex);
    if (!this.#held.blocked) this.#held.pass(this.#offset);
    return this.#held.step();
  }

  /** The start of the first open run. */
  get #free(): number {
    return Math.min(this.#base64.start ?? this.#offset, this.#hex.start ?? this.#offset);
  }

  get #isIdle(): boolean {
    return this.#base64.start === undefined && this.#hex.start === undefined;
  }

  /** The offset of the next code unit with which a run may start. */
  #skip(text: string, from: number): number {
    let [at, previous] = [from, this.#previous];
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 128 && INSIDE[previous] !== 1 && BEGINS[unit] === 1) break;
      previous = unit;
    }
    this.#previous = previous;
    this.#offset += at - from;
    return at;
  }

  #unit(unit: number): void {
    const at = this.#offset++;
    const previous = this.#previous;
    this.#previous = unit;
    this.#run(this.#base64, unit, previous, at);
    this.#run(this.#hex, unit, previous, at);
  }

  #run(run: EncodedRun, unit: number, previous: number, at: number): void {
    if (run.start !== undefined) this.#goOn(run, unit, at);
    if (run.start !== undefined || INSIDE[previous] === 1 || !run.mayStart(unit, previous)) return;
    run.begin(at);
    run.push(unit, at);
  }

  #goOn(run: EncodedRun, unit: number, at: number): void {
    const goesOn = run.push(unit, at);
    if (goesOn && run.found?.action !== "block" && !run.isFull) return;
    this.#finish(run);
    if (goesOn && !this.#held.blocked) run.begin(at + 1);
  }

  /** Masks a finished run, or blocks because of it. Other runs at the same position are dropped. */
  #finish(run: EncodedRun): void {
    const { start } = run;
    if (start === undefined || this.#held.blocked) return;
    run.close();
    if (run.found === undefined) return;
    this.#base64.start = undefined;
    this.#hex.start = undefined;
    const from = Math.max(start, this.#held.start);
    if (run.found.action === "block") {
      this.#held.pass(from);
      this.#held.block(from, run.end, remarkOf(run.found));
    } else if (run.end > from) {
      this.#held.mask(from, run.end, run.found.replacement, remarkOf(run.found));
    }
  }
}
