import { HeldText } from "../../text/held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../../text/text-gate.ts";
import type { LeakIndex } from "./known-words.ts";
import { MAX_WORD, wordKind } from "./words.ts";

/** Words of a possible leak that are released, while more may follow. */
const FREE_WORDS = 2;
/** Code units of a gap that separates words. */
const MAX_GAP = 256;

const REMARK = { reason: "repeats the system message", label: "SYSTEM_PROMPT" } as const;

/**
 * Blocks a text that repeats a number of consecutive words of the system messages which the user did not write, or the
 * canary. Of a possible leak, all but the first two words are held back.
 */
export class LeakGate implements TextGate {
  readonly #limit: number;
  readonly #canary: string | undefined;
  readonly #inSecret: (word: string) => number;
  readonly #inQuoted: (word: string) => number;
  readonly #held: HeldText = new HeldText();
  /** The starts of the last words, as many as make a leak. */
  readonly #starts: number[] = [];
  #row = 0;
  #word = "";
  #wordStart = 0;
  #offset = 0;
  #gap = 0;
  #half = "";

  /** @param limit - consecutive words that make a leak */
  constructor({ secret, quoted, canary }: LeakIndex, limit: number) {
    this.#limit = limit;
    this.#canary = canary;
    this.#inSecret = secret.reader();
    this.#inQuoted = quoted.reader();
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.add(text);
    const all = this.#half + text;
    const isOpen = (all.charCodeAt(all.length - 1) & 0xfc00) === 0xd800;
    this.#half = isOpen ? all.slice(-1) : "";
    this.#read(isOpen ? all.slice(0, -1) : all);
    if (!this.#held.blocked) this.#held.pass(this.#free);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#read(this.#half);
    this.#closeWord();
    if (!this.#held.blocked) this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  #read(text: string): void {
    for (const character of text) {
      if (this.#held.blocked) return;
      const kind = wordKind(character);
      if (kind !== "part" || this.#word.length >= MAX_WORD) this.#closeWord();
      if (kind === "none") this.#space(character.length);
      else this.#letter(character);
      this.#offset += character.length;
      if (kind === "alone") this.#closeWord();
    }
  }

  #letter(character: string): void {
    if (this.#word === "") this.#wordStart = this.#offset;
    this.#word += character;
    this.#gap = 0;
  }

  #space(length: number): void {
    this.#gap += length;
    if (this.#gap > MAX_GAP && this.#row > 0) this.#see("");
  }

  /** The offset up to which text can be released. */
  get #free(): number {
    const { length } = this.#starts;
    if (this.#row > FREE_WORDS) return this.#starts[length - this.#row + FREE_WORDS] ?? this.#offset;
    const mayGoOn = this.#row === FREE_WORDS || this.#canary?.startsWith(this.#word.toLowerCase()) === true;
    return this.#word !== "" && mayGoOn ? this.#wordStart : this.#offset;
  }

  #closeWord(): void {
    const word = this.#word.toLowerCase();
    if (word === "" || this.#held.blocked) return;
    const isLeak = this.#see(word) || word === this.#canary;
    if (isLeak) {
      const from = this.#row > FREE_WORDS ? this.#free : this.#wordStart;
      this.#held.pass(from);
      this.#held.block(from, this.#offset, REMARK);
    }
    this.#word = "";
  }

  /** Reads a word. Returns whether the last words are a leak. */
  #see(word: string): boolean {
    this.#starts.push(this.#wordStart);
    if (this.#starts.length > this.#limit) this.#starts.shift();
    const [secret, quoted] = [this.#inSecret(word), this.#inQuoted(word)];
    this.#row = Math.min(secret, this.#limit);
    return secret >= this.#limit && quoted < this.#limit;
  }
}
