import { type CharSet, NEWLINE } from "./char-set.ts";
import { type Assertion, isNullable, type PatternNode, type RepeatNode, TEXT_END } from "./pattern-node.ts";
import { PatternError } from "./pattern-error.ts";

/** One step of a compiled pattern (Thompson's construction). Branches are in the order in which they are preferred. */
export type Instruction =
  | { readonly op: "set"; readonly set: CharSet; readonly next: number }
  | { readonly op: "split"; readonly next: readonly number[] }
  | { readonly op: "assert"; readonly at: Assertion; readonly next: number }
  /** `$` until the pattern is complete, see {@link ProgramBuilder.pattern}. */
  | { readonly op: "last-line-end"; readonly next: number }
  /** `stepsBack`: the match ended before the last character read, which is the line break behind a `$`. */
  | { readonly op: "match"; readonly pattern: number; readonly stepsBack: boolean };

/** Compiles back to front, so that every instruction knows where it goes on. */
export class ProgramBuilder {
  readonly code: Instruction[] = [];
  /** Number of the pattern each instruction belongs to. */
  readonly patternOf: number[] = [];
  readonly #max: number;
  #pattern = 0;
  /** Copies of instructions, for the places around the last line break. */
  readonly #beforeBreak: Map<number, number> = new Map();
  readonly #behindBreak: Map<number, number> = new Map();

  constructor(maxInstructions: number) {
    this.#max = maxInstructions;
  }

  add(instruction: Instruction): number {
    if (this.code.length >= this.#max) {
      throw new PatternError("Cannot use pattern: it is too large; use smaller repetitions", 0);
    }
    this.patternOf.push(this.#pattern);
    return this.code.push(instruction) - 1;
  }

  /** Compiles one pattern of the program and returns where it begins. */
  pattern(node: PatternNode, pattern: number): number {
    this.#pattern = pattern;
    const first = this.code.length;
    const start = this.#compile(node, this.add({ op: "match", pattern, stepsBack: false }));
    for (let address = first, end = this.code.length; address < end; address++) {
      const instruction = this.code[address];
      if (instruction?.op !== "last-line-end") continue;
      const atEnd = this.add({ op: "assert", at: TEXT_END, next: instruction.next });
      this.code[address] = { op: "split", next: [atEnd, this.#beforeLastBreak(instruction.next)] };
    }
    return start;
  }

  #compile(node: PatternNode, next: number): number {
    switch (node.type) {
      case "set":
        return this.add({ op: "set", set: node.set, next });
      case "assert":
        return this.add({ op: "assert", at: node.at, next });
      case "last-line-end":
        return this.add({ op: "last-line-end", next });
      case "concat":
        return node.items.reduceRight((after, item) => this.#compile(item, after), next);
      case "either":
        return this.add({ op: "split", next: node.items.map((item) => this.#compile(item, next)) });
      case "repeat":
        return this.#repeat(node, next);
    }
  }

  #repeat(node: RepeatNode, next: number): number {
    const { item, min, max } = node;
    let entry = max === Infinity ? this.#loop(node, next) : next;
    for (let count = max === Infinity ? Math.max(min, 1) - 1 : max; count > 0; count--) {
      const body = this.#compile(item, entry);
      if (body === entry) return entry;
      entry = count > min ? this.add({ op: "split", next: this.#preferring(node, body, next) }) : body;
    }
    return entry;
  }

  /** `item*`, or `item+`: a split that is filled in once the body, which leads back to it, has an address. */
  #loop(node: RepeatNode, next: number): number {
    const branches: number[] = [];
    const split = this.add({ op: "split", next: branches });
    const body = this.#compile(node.item, split);
    branches.push(...this.#preferring(node, body, next));
    return node.min > 0 ? body : split;
  }

  #preferring({ isLazy }: RepeatNode, again: number, next: number): readonly [number, number] {
    return isLazy ? [next, again] : [again, next];
  }

  /** What can still match from `next` on, when all that follows is the line break that ends the text. */
  #beforeLastBreak(next: number): number {
    return remembered(this.#beforeBreak, next, () => {
      const instruction = this.code[next] as Instruction;
      switch (instruction.op) {
        case "match":
          return instruction.stepsBack ? this.#dead() : this.#lastBreak(this.add({ ...instruction, stepsBack: true }));
        case "set":
          return instruction.set.has(10) ? this.#lastBreak(this.#atEnd(instruction.next)) : this.#dead();
        case "assert":
          return this.add({ ...instruction, next: this.#beforeLastBreak(instruction.next) });
        case "last-line-end":
          return this.#beforeLastBreak(instruction.next);
        case "split":
          return this.add({ op: "split", next: instruction.next.map((branch) => this.#beforeLastBreak(branch)) });
      }
    });
  }

  #lastBreak(next: number): number {
    return this.add({ op: "set", set: NEWLINE, next: this.add({ op: "assert", at: TEXT_END, next }) });
  }

  /** What can still match from `next` on at the end of the text. */
  #atEnd(next: number): number {
    return remembered(this.#behindBreak, next, () => {
      const instruction = this.code[next] as Instruction;
      switch (instruction.op) {
        case "match":
          return next;
        case "set":
          return this.#dead();
        case "assert":
          return this.add({ ...instruction, next: this.#atEnd(instruction.next) });
        case "last-line-end":
          return this.#atEnd(instruction.next);
        case "split":
          return this.add({ op: "split", next: instruction.next.map((branch) => this.#atEnd(branch)) });
      }
    });
  }

  #dead(): number {
    return this.add({ op: "split", next: [] });
  }
}

const remembered = (known: Map<number, number>, key: number, make: () => number): number => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};

/** Whether a node begins with "anything", which a search does by itself and would only widen what must be held. */
const startsWithAnything = (node: PatternNode): boolean =>
  node.type === "repeat" && node.min === 0 && node.max === Infinity && node.item.type === "set" && node.item.set.has(0);

/** Without a leading `.*` that is followed by something. */
export const withoutLeadingAnything = (node: PatternNode): PatternNode => {
  if (node.type !== "concat") return node;
  const [first, ...rest] = node.items;
  if (first === undefined || !startsWithAnything(first) || rest.every(isNullable)) return node;
  return withoutLeadingAnything({ type: "concat", items: rest });
};
