import { HeldText, remarkOf } from "../held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../text-gate.ts";
import { Base64Decoder, BEGINS_BASE64, BEGINS_HEX, HexDecoder } from "./byte-decoders.ts";
import { EncodedRun } from "./encoded-run.ts";

/** Letters and digits behind which no run begins. Behind an x one of hex may. */
const INSIDE: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  return /[a-wyz\d]/i.test(String.fromCharCode(unit)) ? 1 : 0;
});

/** Code units with which a run of one kind may begin. */
const BEGINS: Uint8Array = BEGINS_BASE64.map((begins, unit) => begins | (BEGINS_HEX[unit] ?? 0));

/**
 * Reads what stands in a text as base64 or hexadecimal bytes of UTF-8, each run by a gate of its own. A run has at least 16
 * characters and begins where a word does. What is found in it masks the run whole, with what was found first; a run of
 * more than 4,096 characters is taken for several. The text around is not read. Holds back a run as long as it says
 * something: most words are none after two letters.
 */
export class EncodedTextGate implements TextGate {
  readonly #held: HeldText = new HeldText();
  readonly #base64: EncodedRun;
  readonly #hex: EncodedRun;
  #offset = 0;
  #previous = 0;

  /** @param create - makes a gate that reads one decoded text. */
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

  /** Where the first run begins that goes on. */
  get #free(): number {
    return Math.min(this.#base64.start ?? this.#offset, this.#hex.start ?? this.#offset);
  }

  get #isIdle(): boolean {
    return this.#base64.start === undefined && this.#hex.start === undefined;
  }

  /** Where the next code unit stands with which a run may begin. */
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

  /** Masks a run that is over, or blocks for it. What else may stand in the same place is not looked for any more. */
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
