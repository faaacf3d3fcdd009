/** Length of the indexed substrings (n-grams). Shorter texts are searched directly. */
const NGRAM = 6;
const FACTOR = 0x01000193;
/** The weight of the first character of an n-gram in its rolling hash. */
const LEAVING = Array.from({ length: NGRAM }).reduce<number>((weight) => Math.imul(weight, FACTOR), 1);
/** Bits per character, so that few are set by chance, and their maximum, which is 1 MiB. */
const BITS_PER_CHARACTER = 8;
const MAX_BITS = 2 ** 23;

const bitsFor = (length: number): number =>
  Math.min(MAX_BITS, 2 ** Math.ceil(Math.log2(Math.max(64, length * BITS_PER_CHARACTER))));

/**
 * A text that is searched many times. A Bloom filter of its n-grams, built in one pass, answers most searches for
 * absent text without another pass. Takes a byte per character, at most 1 MiB.
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
    this.#everyNgram(text, (bit) => {
      this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7));
      return true;
    });
  }

  has(part: string): boolean {
    const mayHave = this.#everyNgram(part, (bit) => ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
    return mayHave && this.#text.includes(part);
  }

  /** Whether all n-grams of a text pass, each given by its bit. */
  #everyNgram(text: string, passes: (bit: number) => boolean): boolean {
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash, FACTOR) + text.charCodeAt(i);
      if (i >= NGRAM) hash -= Math.imul(LEAVING, text.charCodeAt(i - NGRAM));
      hash |= 0;
      if (i >= NGRAM - 1 && !passes((hash ^ (hash >>> 15)) & this.#mask)) return false;
    }
    return true;
  }
}
