import { type CharSet, single, WORD } from "./char-set.ts";
import { anyCase, casesOf } from "./letter-case.ts";
import { PatternError } from "./pattern-error.ts";
import { WORD_BORDER } from "./pattern-node.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { wholeCodePoint } from "./whole-characters.ts";

export interface TermOptions {
  readonly ignoreCase: boolean;
  /** Whether a term must not be part of a longer word. Scripts that are written without spaces know no such border. */
  readonly wholeWords: boolean;
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const hasBorder = (codePoint: number): boolean =>
  WORD.has(codePoint) && (codePoint < 128 || !UNSPACED.test(String.fromCodePoint(codePoint)));

const MAX_TERM_LENGTH = 1_000;

/** Compiles literal terms so that what they begin with in common is there once. The cost of a character does not grow with their number. */
export class TermTrie {
  readonly #builder: ProgramBuilder;
  readonly #options: TermOptions;
  readonly #match: number;
  readonly #borderedMatch: number;
  readonly #sets: Map<number, CharSet> = new Map();
  readonly #folds: Map<string, string> = new Map();

  /** @param match - what a term goes on to. */
  constructor(builder: ProgramBuilder, match: number, options: TermOptions) {
    this.#builder = builder;
    this.#options = options;
    this.#match = match;
    this.#borderedMatch = options.wholeWords ? builder.assert(WORD_BORDER, match) : match;
  }

  /** Returns where the terms begin. */
  compile(terms: readonly string[]): number {
    const sorted = [...new Set(terms.map((term) => this.#folded(term)))].sort();
    if (!this.#options.wholeWords) return this.#from(sorted);
    const bordered = sorted.filter((term) => hasBorder(codePointOf(term)));
    const open = sorted.filter((term) => !hasBorder(codePointOf(term)));
    const starts = open.length === 0 ? [] : [this.#from(open)];
    if (bordered.length > 0) starts.push(this.#builder.assert(WORD_BORDER, this.#from(bordered)));
    return this.#split(starts);
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

  /** The terms from one to another, which are the same up to `depth`. */
  #from(terms: readonly string[], depth = 0, from = 0, to: number = terms.length): number {
    const branches: number[] = [];
    for (let first = from; first < to;) {
      const char = (terms[first] as string).codePointAt(depth);
      let end = first + 1;
      while (end < to && (terms[end] as string).codePointAt(depth) === char) end++;
      if (char === undefined) branches.push(this.#endOf(terms[first] as string));
      else branches.push(this.#builder.set(this.#set(char), this.#from(terms, depth + widthOf(char), first, end)));
      first = end;
    }
    return this.#split(branches);
  }

  #endOf(term: string): number {
    const last = term.codePointAt(wholeCodePoint(term, term.length - 1)) as number;
    return hasBorder(last) ? this.#borderedMatch : this.#match;
  }

  #split(branches: readonly number[]): number {
    return branches.length === 1 ? (branches[0] as number) : this.#builder.split(branches);
  }

  #set(char: number): CharSet {
    const known = this.#sets.get(char);
    if (known !== undefined) return known;
    const set = this.#options.ignoreCase ? anyCase(single(char)) : single(char);
    this.#sets.set(char, set);
    return set;
  }
}

/** ASCII alone. */
const ASCII = /^[^\u0080-\uffff]*$/;

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);
const codePointOf = (text: string): number => text.codePointAt(0) as number;
