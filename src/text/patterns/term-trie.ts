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
    const folded = terms.map((term) => this.#folded(term));
    if (!this.#options.wholeWords) return this.#from(folded, 0);
    const bordered = folded.filter((term) => hasBorder(codePointOf(term)));
    const open = folded.filter((term) => !hasBorder(codePointOf(term)));
    const starts = open.length === 0 ? [] : [this.#from(open, 0)];
    if (bordered.length > 0) starts.push(this.#builder.assert(WORD_BORDER, this.#from(bordered, 0)));
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

  /** Terms that are the same up to `depth`. */
  #from(terms: readonly string[], depth: number): number {
    const [term] = terms;
    if (terms.length === 1 && term !== undefined) return this.#rest(term, depth);
    const branches: number[] = [];
    for (const [char, alike] of grouped(terms, depth)) {
      if (char === undefined) branches.push(this.#endOf(alike[0] as string));
      else branches.push(this.#builder.set(this.#set(char), this.#from(alike, depth + widthOf(char))));
    }
    return this.#split(branches);
  }

  /** One term from `depth` on. */
  #rest(term: string, depth: number): number {
    let next = this.#endOf(term);
    for (let at = term.length; at > depth;) {
      at = wholeCodePoint(term, at - 1);
      next = this.#builder.set(this.#set(term.codePointAt(at) as number), next);
    }
    return next;
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

/** Terms by their character at a place; those that end there by none. */
const grouped = (terms: readonly string[], at: number): ReadonlyMap<number | undefined, readonly string[]> => {
  const groups = new Map<number | undefined, string[]>();
  for (const term of terms) {
    const char = term.codePointAt(at);
    const alike = groups.get(char);
    if (alike === undefined) groups.set(char, [term]);
    else alike.push(term);
  }
  return groups;
};

/** ASCII alone. */
const ASCII = /^[^\u0080-\uffff]*$/;

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);
const codePointOf = (text: string): number => text.codePointAt(0) as number;
