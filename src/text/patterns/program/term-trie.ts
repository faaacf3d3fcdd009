import { type CharSet, matching, negated, single, WORD } from "../syntax/char-set.ts";
import { anyCase, casesOf } from "../syntax/letter-case.ts";
import { PatternError } from "../syntax/pattern-error.ts";
import { type Assertion, type Neighbour, WORD_BOUNDARY } from "../syntax/pattern-node.ts";
import type { Start } from "../escape-boundaries.ts";
import { OP } from "./instructions.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { wholeCodePoint } from "../whole-characters.ts";

export interface TermOptions {
  readonly ignoreCase: boolean;
  /** Whether a term must not be part of a longer word, as far as its script shows where words end: see Boundary. */
  readonly wholeWords: boolean;
}

/** Scripts written without spaces, besides those with boundaries of their own. */
const UNSPACED =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const KATAKANA = matching(String.raw`[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]`);
const HAN = matching(String.raw`\p{Script=Han}`);

/**
 * What ends a word next to a character. In scripts with spaces, anything that is not a letter does. A run of katakana
 * is one borrowed word. Most words of ideographs have several, so a term of a single one must not be next to another.
 * Other scripts without spaces have no visible boundaries.
 */
type Boundary = "word" | "katakana" | "ideograph" | "none";

const noneOf = (set: CharSet): Neighbour => ({ set: negated(set), orNone: true });

const BOUNDARIES: Readonly<Record<Exclude<Boundary, "none">, { readonly start: Assertion; readonly end: Assertion }>> =
  {
    word: { start: WORD_BOUNDARY, end: WORD_BOUNDARY },
    katakana: {
      start: { type: "lookbehind", neighbour: noneOf(KATAKANA) },
      end: { type: "lookahead", neighbour: noneOf(KATAKANA) },
    },
    ideograph: {
      start: { type: "lookbehind", neighbour: noneOf(HAN) },
      end: { type: "lookahead", neighbour: noneOf(HAN) },
    },
  };

/** The boundary next to a character; for an ideograph, if it is a term by itself. */
const boundaryOf = (codePoint: number): Boundary => {
  if (codePoint < 128) return WORD.has(codePoint) ? "word" : "none";
  if (KATAKANA.has(codePoint)) return "katakana";
  if (HAN.has(codePoint)) return "ideograph";
  return WORD.has(codePoint) && !UNSPACED.test(String.fromCodePoint(codePoint)) ? "word" : "none";
};

const MAX_TERM_LENGTH = 1_000;

/**
 * Compiles literal terms into a trie, so that common prefixes exist once. The cost of a character does not grow with
 * the number of terms.
 */
export class TermTrie {
  readonly #builder: ProgramBuilder;
  readonly #options: TermOptions;
  readonly #match: number;
  readonly #matches: Map<Boundary, number> = new Map();
  /** For each character the index of its set in the program. */
  readonly #sets: Map<number, number> = new Map();
  readonly #boundaries: Map<number, Boundary> = new Map();
  readonly #folds: Map<string, string> = new Map();

  /** @param match - where a term continues after its last character. */
  constructor(builder: ProgramBuilder, match: number, options: TermOptions) {
    this.#builder = builder;
    this.#options = options;
    this.#match = match;
  }

  compile(terms: readonly string[]): Start {
    const folded = terms.map((term) => this.#folded(term));
    if (!this.#options.wholeWords) return { anywhere: this.#anyOf(folded), afterEscape: [] };
    const byBoundary = new Map<Boundary, string[]>();
    for (const term of folded) {
      const boundary = this.#boundaryOf(codePointOf(term), term);
      const alike = byBoundary.get(boundary);
      if (alike === undefined) byBoundary.set(boundary, [term]);
      else alike.push(term);
    }
    const starts = [...byBoundary].map(([boundary, own]) => [boundary, this.#anyOf(own)] as const);
    const bounded = starts.map(([boundary, start]) =>
      boundary === "none" ? start : this.#builder.assert(BOUNDARIES[boundary].start, start),
    );
    return {
      anywhere: this.#split(bounded),
      afterEscape: starts.flatMap(([boundary, start]) => (boundary === "word" ? [start] : [])),
    };
  }

  /** Sorted, terms with a common prefix are adjacent. A map for each shared letter would take several times as long. */
  #anyOf(terms: readonly string[]): number {
    return this.#from(terms.toSorted(), 0, terms.length, 0);
  }

  #folded(term: string): string {
    if (term === "" || term.length > MAX_TERM_LENGTH) {
      throw new PatternError(`Cannot use term: it must have 1 to ${MAX_TERM_LENGTH} characters`, 0);
    }
    if (!this.#options.ignoreCase) return term;
    // The first case of an ASCII letter is the upper case.
    if (ASCII.test(term)) return term.toUpperCase();
    let folded = "";
    for (const char of term) folded += this.#fold(char);
    return folded;
  }

  /** The first case of a character, which represents all of them. */
  #fold(char: string): string {
    const known = this.#folds.get(char);
    if (known !== undefined) return known;
    const fold = String.fromCodePoint(Math.min(...casesOf(codePointOf(char))));
    this.#folds.set(char, fold);
    return fold;
  }

  /** Compiles a range of sorted terms that are equal up to `depth`. */
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

  /** Compiles one term from `depth` on. */
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
    const boundary = this.#options.wholeWords ? this.#boundaryOf(last, term) : "none";
    if (boundary === "none") return this.#match;
    const known = this.#matches.get(boundary);
    if (known !== undefined) return known;
    const match = this.#builder.assert(BOUNDARIES[boundary].end, this.#match);
    this.#matches.set(boundary, match);
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

  #boundaryOf(codePoint: number, term: string): Boundary {
    let boundary = this.#boundaries.get(codePoint);
    if (boundary === undefined) {
      boundary = boundaryOf(codePoint);
      this.#boundaries.set(codePoint, boundary);
    }
    return boundary === "ideograph" && term.length > widthOf(codePoint) ? "none" : boundary;
  }
}

/** Only ASCII characters. */
const ASCII = /^[^\u0080-\uffff]*$/;

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);
const codePointOf = (text: string): number => text.codePointAt(0) as number;
