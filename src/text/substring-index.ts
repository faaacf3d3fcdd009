/** Characters of a stretch. What is shorter is looked for as it is. */
const STRETCH = 6;
const FACTOR = 0x01000193;
/** What the first character of a stretch weighs in its hash once the stretch is complete. */
const LEAVING = Array.from({ length: STRETCH }).reduce<number>((weight) => Math.imul(weight, FACTOR), 1);
/** Bits for each character of the text, so that few of them are set by chance; and the most there are, which are 1 MiB. */
const BITS_PER_CHARACTER = 8;
const MAX_BITS = 2 ** 23;

const bitsFor = (length: number): number =>
  Math.min(MAX_BITS, 2 ** Math.ceil(Math.log2(Math.max(64, length * BITS_PER_CHARACTER))));

/**
 * A text that is asked many times whether something stands in it. Which stretches of six characters it has is noted in one
 * pass, so that what it lacks is told without another. Takes a byte for each character, 1 MiB at most.
 */
export class SubstringIndex {
  readonly #text: string;
  readonly #bits: Uint8Array;
  readonly #mask: number;

  constructor(text: string) {
    const bits = bitsFor(text.length);
    this.#text = text;
    this.#bits = new Uint8Array(bits / 8);
    this.#mask = bits - 1;
    this.#everyStretch(text, (bit) => {
      this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7));
      return true;
    });
  }

  has(part: string): boolean {
    const mayHave = this.#everyStretch(part, (bit) => ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
    return mayHave && this.#text.includes(part);
  }

  /** Whether all stretches of a text pass, each told by its bit. */
  #everyStretch(text: string, passes: (bit: number) => boolean): boolean {
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash, FACTOR) + text.charCodeAt(i);
      if (i >= STRETCH) hash -= Math.imul(LEAVING, text.charCodeAt(i - STRETCH));
      hash |= 0;
      if (i >= STRETCH - 1 && !passes((hash ^ (hash >>> 15)) & this.#mask)) return false;
    }
    return true;
  }
}
