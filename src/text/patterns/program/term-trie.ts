import { type CharSet, matching, negated, single, WORD } from "../syntax/char-set.ts";
import { anyCase, casesOf } from "../syntax/letter-case.ts";
import { PatternError } from "../syntax/pattern-error.ts";
import { type Assertion, type Side, WORD_BORDER } from "../syntax/pattern-node.ts";
import type { Start } from "../escape-borders.ts";
import { OP } from "./instructions.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { wholeCodePoint } from "../whole-characters.ts";

export interface TermOptions {
  readonly ignoreCase: boolean;
  /** Whether a term must not be part of a longer word, as far as its script shows where words end: see Border. */
  readonly wholeWords: boolean;
}

/** Scripts without spaces, beside those that have borders of their own. */
const UNSPACED =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const KATAKANA = matching(String.raw`[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]`);
const HAN = matching(String.raw`\p{Script=Han}`);

/**
 * What ends a word beside a character. Scripts with spaces put what is no letter there. A run of katakana is a word that was
 * borrowed whole. Of ideographs most words have several, so a term of one must stand without another beside it. All other
 * scripts that are written without spaces show no border.
 */
type Border = "word" | "katakana" | "ideograph" | "none";

const noneOf = (set: CharSet): Side => ({ set: negated(set), orNone: true });

const BORDERS: Readonly<Record<Exclude<Border, "none">, { readonly start: Assertion; readonly end: Assertion }>> = {
  word: { start: WORD_BORDER, end: WORD_BORDER },
  katakana: { start: { type: "before", side: noneOf(KATAKANA) }, end: { type: "behind", side: noneOf(KATAKANA) } },
  ideograph: { start: { type: "before", side: noneOf(HAN) }, end: { type: "behind", side: noneOf(HAN) } },
};

/** Beside a character; of an ideograph, if it is a term by itself. */
const borderOf = (codePoint: number): Border => {
  if (codePoint < 128) return WORD.has(codePoint) ? "word" : "none";
  if (KATAKANA.has(codePoint)) return "katakana";
  if (HAN.has(codePoint)) return "ideograph";
  return WORD.has(codePoint) && !UNSPACED.test(String.fromCodePoint(codePoint)) ? "word" : "none";
};

const MAX_TERM_LENGTH = 1_000;

/** Compiles literal terms so that what they begin with in common is there once. The cost of a character does not grow with their number. */
export class TermTrie {
  readonly #builder: ProgramBuilder;
  readonly #options: TermOptions;
  readonly #match: number;
  readonly #matches: Map<Border, number> = new Map();
  /** Of each character the set that stands for it in a program, by its number. */
  readonly #sets: Map<number, number> = new Map();
  readonly #borders: Map<number, Border> = new Map();
  readonly #folds: Map<string, string> = new Map();

  /** @param match - what a term goes on to. */
  constructor(builder: ProgramBuilder, match: number, options: TermOptions) {
    this.#builder = builder;
    this.#options = options;
    this.#match = match;
  }

  compile(terms: readonly string[]): Start {
    const folded = terms.map((term) => this.#folded(term));
    if (!this.#options.wholeWords) return { anywhere: this.#anyOf(folded), behindEscape: [] };
    const byBorder = new Map<Border, string[]>();
    for (const term of folded) {
      const border = this.#borderOf(codePointOf(term), term);
      const alike = byBorder.get(border);
      if (alike === undefined) byBorder.set(border, [term]);
      else alike.push(term);
    }
    const starts = [...byBorder].map(([border, own]) => [border, this.#anyOf(own)] as const);
    const bordered = starts.map(([border, start]) =>
      border === "none" ? start : this.#builder.assert(BORDERS[border].start, start),
    );
    return {
      anywhere: this.#split(bordered),
      behindEscape: starts.flatMap(([border, start]) => (border === "word" ? [start] : [])),
    };
  }

  /** In order, terms that begin alike are together. A map for each letter they have in common would take several times as long. */
  #anyOf(terms: readonly string[]): number {
    return this.#from(terms.toSorted(), 0, terms.length, 0);
  }

  #folded(term: string): string {
    if (term === "" || term.length > MAX_TERM_LENGTH) {
      throw new PatternError(`Cannot use term: it must have 1 to ${MAX_TERM_LENGTH} characters`, 0);
    }
    if (!this.#options.ignoreCase) return term;
    // The first case of a letter of ASCII is the capital.
    if (ASCII.test(term)) return term.toUpperCase();
    let folded = "";
    for (const char of term) folded += this.#fold(char);
    return folded;
  }

  /** The first of a character's cases, which stands for all. */
  #fold(char: string): string {
    const known = this.#folds.get(char);
    if (known !== undefined) return known;
    const fold = String.fromCodePoint(Math.min(...casesOf(codePointOf(char))));
    this.#folds.set(char, fold);
    return fold;
  }

  /** Some of a row of terms in order, which are the same up to `depth`. */
  #from(terms: readonly string[], first: number, end: number, depth: number): number {
    if (end - first === 1) return this.#rest(terms[first] as string, depth);
    const branches: number[] = [];
    for (let from = first, to = first; from < end; from = to) {
      const term = terms[from] as string;
      const char = term.codePointAt(depth);
      while (to < end && (terms[to] as string).codePointAt(depth) === char) to++;
      if (char === undefined) branches.push(this.#endOf(term));
      else branches.push(this.#read(char, this.#from(terms, from, to, depth + widthOf(char))));
    }
    return this.#split(branches);
  }

  /** One term from `depth` on. */
  #rest(term: string, depth: number): number {
    let next = this.#endOf(term);
    for (let at = term.length; at > depth;) {
      at = wholeCodePoint(term, at - 1);
      next = this.#read(term.codePointAt(at) as number, next);
    }
    return next;
  }

  #endOf(term: string): number {
    const last = term.codePointAt(wholeCodePoint(term, term.length - 1)) as number;
    const border = this.#options.wholeWords ? this.#borderOf(last, term) : "none";
    if (border === "none") return this.#match;
    const known = this.#matches.get(border);
    if (known !== undefined) return known;
    const match = this.#builder.assert(BORDERS[border].end, this.#match);
    this.#matches.set(border, match);
    return match;
  }

  #split(branches: readonly number[]): number {
    return branches.length === 1 ? (branches[0] as number) : this.#builder.split(branches);
  }

  #read(char: number, next: number): number {
    const builder = this.#builder;
    let set = this.#sets.get(char);
    if (set === undefined) {
      set = builder.setNumber(this.#options.ignoreCase ? anyCase(single(char)) : single(char));
      this.#sets.set(char, set);
    }
    return builder.add(OP.set, set, next);
  }

  #borderOf(codePoint: number, term: string): Border {
    let border = this.#borders.get(codePoint);
    if (border === undefined) {
      border = borderOf(codePoint);
      this.#borders.set(codePoint, border);
    }
    return border === "ideograph" && term.length > widthOf(codePoint) ? "none" : border;
  }
}

/** ASCII alone. */
const ASCII = /^[^\u0080-\uffff]*$/;

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);
const codePointOf = (text: string): number => text.codePointAt(0) as number;
