import { characterOf } from "./character.ts";

/** Signs and letters that stand for another letter, or look like it twice. */
const LETTER_OF: readonly (readonly [string, string])[] = [
  ["4", "a"],
  ["@", "a"],
  ["8", "b"],
  ["3", "e"],
  ["6", "g"],
  ["9", "g"],
  ["1", "i"],
  ["l", "i"],
  ["0", "o"],
  ["5", "s"],
  ["$", "s"],
  ["7", "t"],
  ["w", "v"],
  ["2", "z"],
];
/** Signs that may also separate letters. */
const LETTER_OF_SIGN: readonly (readonly [string, string])[] = [
  ["!", "i"],
  ["|", "i"],
  ["()", "o"],
  ["+", "t"],
];

/** What a character is in a text. */
export type Kind = "letter" | "digit" | "space" | "other";

/** What characters are, and what letters they stand for. */
export class SquashAlphabet {
  readonly #letterOf: ReadonlyMap<string, string>;
  readonly ascii: readonly Kind[];
  /** What ASCII letters and digits stand for. */
  readonly plain: readonly (string | undefined)[];

  /** Whether signs between letters are removed. */
  readonly joins: boolean;

  constructor(letterOf: readonly (readonly [string, string])[], { joins }: { readonly joins: boolean }) {
    this.#letterOf = new Map(letterOf);
    this.joins = joins;
    const ascii = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit));
    this.ascii = ascii.map((character) => this.#kindOfAscii(character));
    this.plain = ascii.map((character, unit) =>
      this.ascii[unit] === "letter" || this.ascii[unit] === "digit" ? this.letterOf(character) : undefined,
    );
  }

  /** The letter that a letter, digit or sign stands for, in a word with a letter. */
  letterOf(text: string): string {
    const lower = text.toLowerCase();
    return this.#letterOf.get(lower) ?? (lower.length === text.length ? lower : text);
  }

  kindOf(code: number): Kind {
    if (code < 128) return this.ascii[code] ?? "other";
    return characterOf(code).kind === "other" ? "other" : "letter";
  }

  #kindOfAscii(character: string): Kind {
    if (/[a-z]/i.test(character)) return "letter";
    if (/\d/.test(character) || this.#letterOf.has(character)) return "digit";
    return /\s/.test(character) ? "space" : "other";
  }
}

/** How a text is read. */
export type SquashReading = "separators" | "letters" | "words";

export const ALPHABETS: Readonly<Record<SquashReading, SquashAlphabet>> = {
  separators: new SquashAlphabet(LETTER_OF, { joins: true }),
  letters: new SquashAlphabet([...LETTER_OF, ...LETTER_OF_SIGN], { joins: true }),
  words: new SquashAlphabet(LETTER_OF, { joins: false }),
};
