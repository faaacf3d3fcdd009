import { type CharSet, single, WORD } from "./char-set.ts";
import { anyCase, casesOf } from "./letter-case.ts";
import { PatternError } from "./pattern-error.ts";
import { WORD_BORDER } from "./pattern-node.ts";
import type { ProgramBuilder } from "./program-builder.ts";

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
    const sorted = [...new Set(terms.map((term) => this.#folded(term)))].sort().map(codePointsOf);
    if (!this.#options.wholeWords) return this.#from(sorted);
    const bordered = sorted.filter((term) => hasBorder(term[0] as number));
    const open = sorted.filter((term) => !hasBorder(term[0] as number));
    const starts = open.length === 0 ? [] : [this.#from(open)];
    if (bordered.length > 0) starts.push(this.#builder.assert(WORD_BORDER, this.#from(bordered)));
    return this.#split(starts);
  }

  #folded(term: string): string {
    if (term === "" || term.length > MAX_TERM_LENGTH) {
      throw new PatternError(`Cannot use term: it must have 1 to ${MAX_TERM_LENGTH} characters`, 0);
    }
    if (!this.#options.ignoreCase) return term;
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
  #from(terms: Terms, depth = 0, from = 0, to: number = terms.length): number {
    const branches: number[] = [];
    for (let first = from; first < to;) {
      const term = terms[first] as readonly number[];
      const char = term[depth];
      let end = first + 1;
      while (end < to && (terms[end] as readonly number[])[depth] === char) end++;
      if (char === undefined) branches.push(hasBorder(term.at(-1) as number) ? this.#borderedMatch : this.#match);
      else branches.push(this.#builder.set(this.#set(char), this.#from(terms, depth + 1, first, end)));
      first = end;
    }
    return this.#split(branches);
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

type Terms = readonly (readonly number[])[];

const codePointOf = (char: string): number => char.codePointAt(0) as number;
const codePointsOf = (text: string): readonly number[] => Array.from(text, codePointOf);
