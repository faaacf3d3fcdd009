import { type CharSet, negated, points, single, union, WORD } from "../syntax/char-set.ts";
import { anyCase } from "../syntax/letter-case.ts";
import { PatternError } from "../syntax/pattern-error.ts";
import type { Assertion, PatternNode, RepeatNode, Neighbour } from "../syntax/pattern-node.ts";
import { InstructionList } from "./instruction-list.ts";
import { OP } from "./instructions.ts";
import { LastLines } from "./last-lines.ts";

/** One of the optional rounds of a repetition of single characters. */
export interface Round {
  readonly repetition: number;
  readonly round: number;
}

/** Assigns indices to distinct items. */
class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers: Map<string, number> = new Map();

  number(key: string, item: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}

const keyOf = (at: Assertion): string =>
  at.type === "word-boundary" ? `b${at.isBoundary}` : `${at.type}${at.neighbour.orNone} ${at.neighbour.set.key}`;

/** The most instructions of a program. Further data takes about ten bytes for each. */
const MAX_INSTRUCTIONS = 200_000;

/** Compiles patterns from back to front, so that the next address of every instruction is known. */
export class ProgramBuilder {
  readonly list: InstructionList = new InstructionList();
  readonly branches: number[] = [];
  /**
   * Instructions of contexts that read an optional round of `x{m,n}`. Whatever matches from a later round also matches
   * from an earlier one.
   */
  readonly rounds: Map<number, Round> = new Map();
  readonly #sets: Numbered<CharSet> = new Numbered();
  /** Indices by object, which is faster than by key. */
  readonly #setNumbers: Map<CharSet, number> = new Map();
  readonly #assertions: Numbered<Assertion> = new Numbered();
  readonly #assertionNumbers: Map<Assertion, number> = new Map();
  readonly #maxEach: number;
  #pattern = 0;
  #first = 0;
  /** Whether a context is being compiled, which is not part of a match. */
  #isContext = false;
  /** Whether the current pattern has a `$` that is not expanded yet. */
  #hasLastLineEnd = false;

  /** @param maxEach - the most instructions of one pattern. */
  constructor(maxEach: number = MAX_INSTRUCTIONS) {
    this.#maxEach = maxEach;
  }

  get sets(): readonly CharSet[] {
    return this.#sets.items;
  }

  get assertions(): readonly Assertion[] {
    return this.#assertions.items;
  }

  /** Starts a pattern: later instructions belong to it. */
  begin(pattern: number): void {
    this.#pattern = pattern;
    this.#first = this.list.length;
  }

  /** Compiles one pattern, and texts of which one must follow it. Returns its first address. */
  pattern(node: PatternNode, pattern: number, followedBy: readonly string[] = []): number {
    this.begin(pattern);
    const first = this.list.length;
    const start = this.#compile(node, this.matchOf(pattern, followedBy));
    if (this.#hasLastLineEnd) new LastLines(this).resolve(first);
    this.#hasLastLineEnd = false;
    return start;
  }

  /** The match of a pattern, at its end and before one of the texts that must follow. */
  matchOf(pattern: number, followedBy: readonly string[] = []): number {
    return followedBy.length === 0 ? this.add(OP.match, pattern, 0) : this.#followingWords(followedBy, pattern);
  }

  /** Any number of characters of a set. */
  repeated(set: CharSet, next: number): number {
    const split = this.add(OP.split, 0, 0);
    this.fillSplit(split, [this.set(set, split), next]);
    return split;
  }

  /** Compiles what must precede a value of the same pattern. */
  context(node: PatternNode, value: number): number {
    return this.into(node, this.add(OP.value, 0, value));
  }

  /**
   * Compiles a node that continues at an instruction other than a match. There `$` is the end of the text, so nothing
   * follows it.
   */
  into(node: PatternNode, next: number): number {
    const first = this.list.length;
    this.#isContext = true;
    const start = this.#compile(node, next);
    this.#isContext = false;
    for (let address = first; this.#hasLastLineEnd && address < this.list.length; address++) {
      if (this.list.op[address] === OP.lastLineEnd) this.fillSplit(address, []);
    }
    this.#hasLastLineEnd = false;
    return start;
  }

  add(op: number, arg: number, next: number): number {
    const { length } = this.list;
    if (length - this.#first >= this.#maxEach) {
      throw new PatternError("Cannot use pattern: it is too large; use smaller repetitions", 0);
    }
    if (length >= MAX_INSTRUCTIONS) {
      throw new PatternError("Cannot use patterns: together they are too large; use fewer", 0);
    }
    return this.list.add(op, arg, next, this.#pattern);
  }

  set(set: CharSet, next: number): number {
    return this.add(OP.set, this.setNumber(set), next);
  }

  /** The argument of instructions that read a character of the set. */
  setNumber(set: CharSet): number {
    const known = this.#setNumbers.get(set);
    if (known !== undefined) return known;
    const number = this.#sets.number(set.key, set);
    this.#setNumbers.set(set, number);
    return number;
  }

  assert(at: Assertion, next: number): number {
    return this.add(OP.assert, this.#assertionNumber(at), next);
  }

  #assertionNumber(at: Assertion): number {
    const known = this.#assertionNumbers.get(at);
    if (known !== undefined) return known;
    const number = this.#assertions.number(keyOf(at), at);
    this.#assertionNumbers.set(at, number);
    return number;
  }

  split(branches: readonly number[]): number {
    const split = this.add(OP.split, 0, 0);
    this.fillSplit(split, branches);
    return split;
  }

  fillSplit(split: number, branches: readonly number[]): void {
    this.list.fill(split, OP.split, this.branches.length, branches.length);
    for (const branch of branches) this.branches.push(branch);
  }

  branchesOf(split: number): readonly number[] {
    const from = this.list.arg[split] as number;
    return this.branches.slice(from, from + (this.list.next[split] as number));
  }

  /** Compiles texts in any case, none of which may be the start of a longer word. They are not part of the match. */
  #followingWords(texts: readonly string[], pattern: number): number {
    const branches = texts.map((text) => {
      const end = this.assert({ type: "lookahead", neighbour: NO_WORD }, this.add(OP.match, pattern, text.length));
      return Array.from(text).reduceRight(
        (next, char) => this.set(anyCase(single(char.codePointAt(0) ?? 0)), next),
        end,
      );
    });
    return this.split(branches);
  }

  #compile(node: PatternNode, next: number): number {
    switch (node.type) {
      case "set":
        return this.set(node.set, next);
      case "assert":
        return this.assert(node.at, next);
      case "last-line-end":
        this.#hasLastLineEnd = true;
        return this.add(OP.lastLineEnd, 0, next);
      case "concat":
        return this.#row(node.items, next);
      case "alternation":
        return this.split(node.items.map((item) => this.#compile(item, next)));
      case "repeat":
        return this.#repeat(node, next);
    }
  }

  #row(items: readonly PatternNode[], next: number): number {
    let entry = next;
    for (let number = items.length - 1; number >= 0; number--)
      entry = this.#compile(items[number] as PatternNode, entry);
    return entry;
  }

  #repeat(node: RepeatNode, next: number): number {
    const { item, min, max } = node;
    const repetition = this.list.length;
    let entry = max === Infinity ? this.#loop(node, next) : next;
    const most = max === Infinity ? Math.max(min, 1) - 1 : max;
    if (item.type === "set" && most <= min) return this.#reads(item.set, most, entry);
    for (let count = most; count > 0; count--) {
      const body = this.#compile(item, entry);
      if (body === entry) return entry;
      if (this.#isContext && count > min && item.type === "set") this.rounds.set(body, { repetition, round: count });
      entry = count > min ? this.split(preferring(node, body, next)) : body;
    }
    return entry;
  }

  /** Characters of one set in sequence. */
  #reads(set: CharSet, count: number, next: number): number {
    const number = this.setNumber(set);
    let entry = next;
    for (let left = count; left > 0; left--) entry = this.add(OP.set, number, entry);
    return entry;
  }

  /** `item*` or `item+`: a split that is filled in once its body, which leads back to it, has an address. */
  #loop(node: RepeatNode, next: number): number {
    const split = this.add(OP.split, 0, 0);
    const body = this.#compile(node.item, split);
    this.fillSplit(split, preferring(node, body, next));
    return node.min > 0 ? body : split;
  }
}

const NO_WORD: Neighbour = { set: negated(union([WORD, points([45, 64])])), orNone: true };

const preferring = ({ isLazy }: RepeatNode, again: number, next: number): readonly [number, number] =>
  isLazy ? [next, again] : [again, next];
