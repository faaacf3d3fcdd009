import { lookalikes } from "./lookalikes.ts";

/**
 * How a code point is normalized.
 * - `hidden`: it is invisible.
 * - `mark`: it combines with the character before it and is not part of an alphabet.
 * - `sign-mark`: a mark that is part of its script, such as a vowel of Devanagari or Thai.
 * - `jamo`: a part of a syllable that may form one character with the text before it.
 * - `latin`, `letter`: a letter of Latin, or of another script.
 * - `other`: everything else.
 */
export type CharacterKind = "hidden" | "mark" | "sign-mark" | "jamo" | "latin" | "letter" | "other";

export interface Character {
  readonly kind: CharacterKind;
  /** Its normalized form; composed for a mark, or a letter of a script with marks. */
  readonly text: string;
  /** Whether it is unchanged in any context. */
  readonly isPlain: boolean;
  /** Whether the text after it may still change it: a letter waits for its marks. */
  readonly waits: boolean;
  /** The Latin letter that it looks like. */
  readonly like?: string;
  /** Whether that similarity counts only beside a Latin letter. */
  readonly weak?: boolean;
}

/** Invisible characters. Line ends and tabs are control characters too, but visible. */
const HIDDEN = /^(?![\t-\r\u0085])[\p{Cc}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]$/u;
const MARK = /^\p{M}/u;
/**
 * Marks that can combine with any letter, and the vowels of Hebrew and Arabic, which most texts leave out. Marks of
 * other scripts are signs of their own, such as vowels.
 */
const FREE_MARK =
  /^(?=\p{M})[\p{Script=Inherited}\p{Script=Common}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/u;
const FREE_MARKS = new RegExp(FREE_MARK.source.slice(1), "gu");
const LETTER = /^\p{L}/u;
const LATIN = /^\p{Script=Latin}/u;
const ALONE = /^\p{Script=Han}/u;
const DIGIT = /^\p{Nd}$/u;
const DASH = /^\p{Pd}$/u;
const QUOTE = /^[\p{Pi}\p{Pf}\u201a\u201b\u201e\u201f]$/u;
const SINGLE_QUOTE = /^[\u2018-\u201b\u2039\u203a\u2e02-\u2e05\u2e09\u2e0a\u2e0c\u2e0d\u2e1c\u2e1d]$/u;
/** Vowels and finals of Korean, and vowels of Kirat Rai. */
const JAMO = /^[\u1160-\u11ff\ud7b0-\ud7fb\u{16d63}\u{16d67}-\u{16d6a}]$/u;

/** Removes the marks that are not part of an alphabet. */
export const withoutMarks = (text: string): string => text.replace(FREE_MARKS, "");

/**
 * Spaces, line ends and full stops that NFKC keeps. A blank Braille cell looks like a space, and browsers treat 。 in a
 * host as a dot.
 */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ["\u1680", " "],
  ["\u2800", " "],
  ["\u2028", "\n"],
  ["\u2029", "\n"],
  ["\u0085", "\n"],
  ["\u3002", "."],
]);

/** Two letters for one, as in capitals. */
const DOUBLE: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["ẞ", "SS"],
]);
/** Makes Arabic words wider. */
const TATWEEL = 0x640;

/** Digits come in groups of ten, starting with zero, and groups may be adjacent. */
const asciiDigit = (code: number): string => {
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
};

const sign = (character: string, code: number): string | undefined => {
  if (DIGIT.test(character)) return asciiDigit(code);
  if (DASH.test(character)) return "-";
  if (QUOTE.test(character)) return SINGLE_QUOTE.test(character) ? "'" : '"';
  return PLAIN.get(character) ?? lookalikes().signs.get(code);
};

/**
 * NFKC, except for signs such as ´, which it would convert to a space and a mark. Signs in the result are normalized
 * too, such as the slash of ½.
 */
const compatible = (character: string): string => {
  const text = character.normalize("NFKC");
  if (text.length > 1 && text.startsWith(" ")) return character;
  return Array.from(text, (part) => sign(part, part.codePointAt(0) ?? 0) ?? part).join("");
};

/** A sign without its marks: ≠ is an equals sign with one. */
const unmarked = (text: string): string => compatible(withoutMarks(text.normalize("NFD")));

const latin = (text: string): Known => {
  const letters = Array.from(withoutMarks(text.normalize("NFD")), (letter) => {
    return lookalikes().latin.get(letter.codePointAt(0) ?? 0) ?? letter;
  });
  return { kind: "latin", text: letters.join(""), waits: false };
};

const foreign = (text: string): Known => {
  const [base = 0, ...more] = Array.from(withoutMarks(text.normalize("NFD")), (letter) => letter.codePointAt(0) ?? 0);
  const letter: Known = { kind: "letter", text, waits: !ALONE.test(text) };
  const { strong, weak } = lookalikes();
  const like = more.length > 0 ? undefined : (strong.get(base) ?? weak.get(base));
  // A mark reduces the similarity: ї is an i only beside a Latin letter.
  const isWeak = !strong.has(base) || text.codePointAt(0) !== base;
  return like === undefined ? letter : { ...letter, like, weak: isWeak };
};

/** The normalization of a code point, without `isPlain`. */
type Known = Omit<Character, "isPlain">;

const known = (code: number): Known => {
  const character = String.fromCodePoint(code);
  if (HIDDEN.test(character)) return { kind: "hidden", text: "", waits: false };
  if (code === TATWEEL) return { kind: "mark", text: "", waits: false };
  const letters = DOUBLE.get(character) ?? lookalikes().latin.get(code);
  if (letters !== undefined) return { kind: "latin", text: letters, waits: false };
  const text = compatible(character);
  if (FREE_MARK.test(text)) return { kind: "mark", text, waits: false };
  if (MARK.test(text)) return { kind: "sign-mark", text, waits: true };
  if (JAMO.test(text)) return { kind: "jamo", text, waits: true };
  if (!LETTER.test(text)) return { kind: "other", text: unmarked(text), waits: false };
  return LATIN.test(text) ? latin(text) : foreign(withoutMarks(text));
};

const PLAIN_KINDS: ReadonlySet<CharacterKind> = new Set(["latin", "letter", "sign-mark", "other"]);

const read = (code: number): Character => {
  const character = known(code);
  const isItself = character.text === String.fromCodePoint(code) && character.like === undefined;
  return {
    ...character,
    isPlain: isItself && code <= 0xffff && (code & 0xf800) !== 0xd800 && PLAIN_KINDS.has(character.kind),
  };
};

const MAX_ASTRAL = 4_096;
/** Cache in pages of 256 code points of the basic plane, and a map for others. Bounded, and changes no result. */
const pages: Character[][] = [];
const astral: Map<number, Character> = new Map();

/** The normalization of a code point. Takes some microseconds the first time. */
export const characterOf = (code: number): Character => {
  if (code > 0xffff) return astralOf(code);
  const page = (pages[code >> 8] ??= []);
  return (page[code & 0xff] ??= read(code));
};

const astralOf = (code: number): Character => {
  const known = astral.get(code);
  if (known !== undefined) return known;
  if (astral.size >= MAX_ASTRAL) astral.clear();
  const character = read(code);
  astral.set(code, character);
  return character;
};
