/*
 * Splits text into tokens without a vocabulary, as the first step of most tokenizers does. A token is an optional space
 * and a run of letters (at most 10), digits (3) or other signs (3), a run of white space (16), or one character of a
 * script without spaces. The result does not depend on chunking: a token ends only when the next character is known.
 * Counts of English are close to those of the GPT tokenizers, but not exact enough for billing.
 */
const CLASS = { space: 0, letter: 1, digit: 2, sign: 3, single: 4 } as const;
type CharClass = (typeof CLASS)[keyof typeof CLASS];

const MAX_RUN: readonly number[] = [16, 10, 3, 3, 1];

const classOfAscii = (unit: number): CharClass => {
  if (unit === 32 || (unit >= 9 && unit <= 13)) return CLASS.space;
  if (unit >= 48 && unit <= 57) return CLASS.digit;
  const lower = unit | 32;
  return lower >= 97 && lower <= 122 ? CLASS.letter : CLASS.sign;
};
const ASCII: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => classOfAscii(unit));

const classOf = (unit: number): CharClass => {
  if (unit < 128) return ASCII[unit] as CharClass;
  if (unit === 0xa0 || unit === 0x2028 || unit === 0x2029) return CLASS.space;
  // CJK, kana, hangul, and surrogate pairs such as emoji.
  if (unit >= 0x2e80) return CLASS.single;
  return unit >= 0x2000 ? CLASS.sign : CLASS.letter;
};

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Detects the code units that start a token. */
class TokenBorder {
  #class: CharClass = CLASS.space;
  #run = 0;
  #previous = 0;

  continues(unit: number): boolean {
    const previous = this.#previous;
    this.#previous = unit;
    if (unit >= 0xdc00 && unit <= 0xdfff && isHigh(previous)) return true;
    const next = unit < 128 ? (ASCII[unit] as CharClass) : classOf(unit);
    if (next !== CLASS.space && previous === 32 && this.#run === 1) {
      this.#class = next;
      return true;
    }
    const same = next === this.#class && this.#run > 0 && this.#run < (MAX_RUN[next] ?? 1);
    this.#class = next;
    this.#run = same ? this.#run + 1 : 1;
    return same;
  }
}

/** Splits a text into tokens as it arrives. Holds back the unfinished token: at most 17 code units. */
export class PreTokenizer {
  readonly #border: TokenBorder = new TokenBorder();
  #open = "";

  /** Calls `onToken` for every token that ended, in order. Cost: one table look-up per code unit. */
  feed(text: string, onToken: (token: string) => void): void {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      if (this.#border.continues(text.charCodeAt(i))) continue;
      const token = this.#open + text.slice(from, i);
      if (token !== "") onToken(token);
      this.#open = "";
      from = i;
    }
    this.#open += text.slice(from);
  }

  end(onToken: (token: string) => void): void {
    if (this.#open !== "") onToken(this.#open);
    this.#open = "";
  }
}

/** Counts the tokens of a text as it arrives, including the unfinished one. */
export class TokenCounter {
  count = 0;
  readonly #border: TokenBorder = new TokenBorder();

  feed(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (!this.#border.continues(text.charCodeAt(i))) this.count++;
    }
  }
}

/** The number of tokens in a text. */
export const countTokens = (text: string): number => {
  const counter = new TokenCounter();
  counter.feed(text);
  return counter.count;
};
