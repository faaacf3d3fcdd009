import type { Start } from "../escape-boundaries.ts";
import { points, range, union } from "../syntax/char-set.ts";
import { casesOf } from "../syntax/letter-case.ts";
import { PatternError } from "../syntax/pattern-error.ts";
import { wholeCodePoint } from "../whole-characters.ts";
import { OP } from "./instructions.ts";
import { variantsOf } from "./letter-variants.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { type Border, borderOf, BORDERS } from "./word-borders.ts";

export interface TermOptions {
  readonly ignoreCase: boolean;
  /** At which side a term must not be part of a longer word, as far as its script shows where words end: see Border. */
  readonly wholeWords: boolean | "start" | "end";
  /**
   * Whether a blank may be several, a hyphen or a line end, and letters may be written without marks that their
   * language leaves out: see `variantsOf`.
   */
  readonly isLoose: boolean;
}

/**
 * What stands for a blank in a loosely written term: one of the first, and more of the second. They contain what folds
 * to them, so that a text is not read twice because of a dash.
 */
const MORE_BLANKS = union([points([9, 10, 32, 0xa0, 0x202f, 0x205f, 0x3000]), range(0x2000, 0x200a)]);
const BLANK = union([MORE_BLANKS, points([13, 45]), range(0x2010, 0x2015)]);

const MAX_TERM_LENGTH = 1_000;

/**
 * Compiles literal terms into a trie, so that common prefixes exist once. The cost of a character does not grow with
 * the number of terms.
 */
export class TermTrie {
  readonly #builder: ProgramBuilder;
  readonly #options: TermOptions;
  readonly #match: number;
  readonly #matches: Map<Border, number> = new Map();
  /** For each character the index of its set in the program. */
  readonly #sets: Map<number, number> = new Map();
  readonly #borders: Map<number, Border> = new Map();
  readonly #folds: Map<string, string> = new Map();

  /** @param match - where a term continues after its last character. */
  constructor(builder: ProgramBuilder, match: number, options: TermOptions) {
    this.#builder = builder;
    this.#options = options;
    this.#match = match;
  }

  compile(terms: readonly string[]): Start {
    const folded = terms.map((term) => this.#folded(term));
    if (!this.#hasBorderAt("start")) return { anywhere: this.#anyOf(folded), afterEscape: [] };
    const byBorder = new Map<Border, string[]>();
    for (const term of folded) {
      const border = this.#borderOf(codePointOf(term), term);
      const alike = byBorder.get(border);
      if (alike === undefined) byBorder.set(border, [term]);
      else alike.push(term);
    }
    const starts = [...byBorder].map(([border, own]) => [border, this.#anyOf(own)] as const);
    const bounded = starts.map(([border, start]) =>
      border === "none" ? start : this.#builder.assert(BORDERS[border].start, start),
    );
    return {
      anywhere: this.#split(bounded),
      afterEscape: starts.flatMap(([border, start]) => (border === "word" ? [start] : [])),
    };
  }

  /** Sorted, terms with a common prefix are adjacent. A map for each shared letter would take several times as long. */
  #anyOf(terms: readonly string[]): number {
    return this.#from(terms.toSorted(), 0, terms.length, 0);
  }

  #hasBorderAt(side: "start" | "end"): boolean {
    const { wholeWords } = this.#options;
    return wholeWords === true || wholeWords === side;
  }

  #folded(term: string): string {
    if (term === "" || term.length > MAX_TERM_LENGTH) {
      throw new PatternError(`Cannot use term: it must have 1 to ${MAX_TERM_LENGTH} characters`, 0);
    }
    const { ignoreCase, isLoose } = this.#options;
    if (!ignoreCase && !isLoose) return term;
    // The first case of an ASCII letter is the upper case.
    if (ASCII.test(term)) return ignoreCase ? term.toUpperCase() : term;
    let folded = "";
    for (const char of term) folded += this.#fold(char);
    return folded;
  }

  /** The first way of writing a character, which represents all of them. */
  #fold(char: string): string {
    const known = this.#folds.get(char);
    if (known !== undefined) return known;
    const fold = String.fromCodePoint(Math.min(...this.#writingsOf(codePointOf(char))));
    this.#folds.set(char, fold);
    return fold;
  }

  /** All ways of writing a character: its cases and variants. */
  #writingsOf(char: number): readonly number[] {
    const { ignoreCase, isLoose } = this.#options;
    const inAnyCase = (chars: readonly number[]): readonly number[] => (ignoreCase ? chars.flatMap(casesOf) : chars);
    // Variants also of the cases: ΐ has no capital of its own.
    return isLoose ? inAnyCase(variantsOf(char)).flatMap(variantsOf) : inAnyCase([char]);
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
    const border = this.#hasBorderAt("end") ? this.#borderOf(last, term) : "none";
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
    if (char === 32 && this.#options.isLoose) return builder.set(BLANK, builder.repeated(MORE_BLANKS, next));
    let set = this.#sets.get(char);
    if (set === undefined) {
      set = builder.setNumber(points(this.#writingsOf(char)));
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

/** Only ASCII characters. */
const ASCII = /^[^\u0080-\uffff]*$/;

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);
const codePointOf = (text: string): number => text.codePointAt(0) as number;
