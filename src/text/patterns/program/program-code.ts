import { type CharSet, WORD } from "../syntax/char-set.ts";
import type { Assertion } from "../syntax/pattern-node.ts";
import { CharClasses, NO_CHARACTER } from "./char-classes.ts";
import type { ProgramBuilder, Round } from "./program-builder.ts";

/** The addresses at which the patterns of a program start. */
export interface Roots {
  /** In order of the patterns. */
  readonly patterns: readonly number[];
  /** Contexts: the text they match is not part of a match. */
  readonly contexts: readonly number[];
  /** Patterns that start only near a word. */
  readonly near: readonly number[];
}

/** The instructions of a program in the form in which they are executed. */
export class ProgramCode {
  readonly roots: Roots;
  /** The patterns whose longest match from a start counts, instead of the preferred one. */
  readonly longest: ReadonlySet<number>;
  readonly op: Uint8Array;
  readonly arg: Int32Array;
  readonly next: Int32Array;
  readonly branches: Int32Array;
  readonly patternOf: Int32Array;
  readonly rounds: ReadonlyMap<number, Round>;
  readonly classes: CharClasses;
  readonly #assertions: readonly Assertion[];
  readonly #setNumbers: ReadonlyMap<string, number>;
  readonly #kindByAnswers: Map<string, number> = new Map();
  readonly #kindOfClass: Map<number, number> = new Map();

  constructor(builder: ProgramBuilder, roots: Roots, longest: ReadonlySet<number> = new Set()) {
    this.roots = roots;
    this.longest = longest;
    const { op, arg, next, patternOf, length } = builder.list;
    this.op = op.slice(0, length);
    this.arg = arg.slice(0, length);
    this.next = next.slice(0, length);
    this.patternOf = patternOf.slice(0, length);
    this.branches = new Int32Array(builder.branches);
    this.rounds = builder.rounds;
    this.#assertions = builder.assertions;
    const setsByKey = new Map(builder.sets.map((set) => [set.key, set]));
    for (const at of builder.assertions) setsByKey.set(setOf(at).key, setOf(at));
    this.#setNumbers = new Map([...setsByKey.keys()].map((key, number) => [key, number]));
    this.classes = new CharClasses([...setsByKey.values()]);
  }

  /** Whether an assertion holds between two classes, each of which may be {@link NO_CHARACTER}. */
  holds(assertion: number, before: number, after: number): boolean {
    const at = this.#assertions[assertion] as Assertion;
    if (at.type === "word-boundary") return (this.#isIn(WORD, before) !== this.#isIn(WORD, after)) === at.isBoundary;
    const neighbour = at.type === "lookbehind" ? before : after;
    return neighbour === NO_CHARACTER ? at.neighbour.orNone : this.#isIn(at.neighbour.set, neighbour);
  }

  /** Whether an assertion depends on the next character. */
  looksAhead(assertion: number): boolean {
    return (this.#assertions[assertion] as Assertion).type !== "lookbehind";
  }

  /** A class that no look-behind distinguishes from this one: the first that was seen. */
  kindOf(charClass: number): number {
    const known = this.#kindOfClass.get(charClass);
    if (known !== undefined) return known;
    const answers = this.#assertions.map((at) => this.#looksBack(at, charClass)).join("");
    const kind = this.#kindByAnswers.get(answers) ?? charClass;
    this.#kindByAnswers.set(answers, kind);
    this.#kindOfClass.set(charClass, kind);
    return kind;
  }

  #looksBack(at: Assertion, charClass: number): string {
    if (at.type === "lookahead") return "";
    if (at.type === "word-boundary") return this.#isIn(WORD, charClass) ? "1" : "0";
    return (charClass === NO_CHARACTER ? at.neighbour.orNone : this.#isIn(at.neighbour.set, charClass)) ? "1" : "0";
  }

  #isIn(set: CharSet, charClass: number): boolean {
    return charClass !== NO_CHARACTER && this.classes.has(this.#setNumbers.get(set.key) as number, charClass);
  }
}

const setOf = (at: Assertion): CharSet => (at.type === "word-boundary" ? WORD : at.neighbour.set);
