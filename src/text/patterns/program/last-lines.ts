import { type CharSet, NEWLINE } from "../syntax/char-set.ts";
import { type Assertion, TEXT_END } from "../syntax/pattern-node.ts";
import type { InstructionList } from "./instruction-list.ts";
import { OP } from "./instructions.ts";

/** The program under construction. */
interface Instructions {
  readonly list: Readonly<InstructionList>;
  readonly sets: readonly CharSet[];
  add(op: number, arg: number, next: number): number;
  set(set: CharSet, next: number): number;
  assert(at: Assertion, next: number): number;
  split(branches: readonly number[]): number;
  fillSplit(split: number, branches: readonly number[]): void;
  branchesOf(split: number): readonly number[];
}

/**
 * Expands `$` into alternatives: the end of the text, or the position before a final line break, with what the rest of
 * the pattern can still match there.
 */
export class LastLines {
  readonly #builder: Instructions;
  /** Copies of instructions for the positions before and after that line break. */
  readonly #before: Map<number, number> = new Map();
  readonly #after: Map<number, number> = new Map();

  constructor(builder: Instructions) {
    this.#builder = builder;
  }

  resolve(first: number): void {
    const { list } = this.#builder;
    for (let address = first, end = list.length; address < end; address++) {
      if (list.op[address] !== OP.lastLineEnd) continue;
      const rest = list.next[address] as number;
      this.#builder.fillSplit(address, [this.#builder.assert(TEXT_END, rest), this.#beforeBreak(rest)]);
    }
  }

  #beforeBreak(address: number): number {
    return remembered(this.#before, address, () => {
      const { list, sets } = this.#builder;
      const { op, arg, next } = list;
      const then = next[address] as number;
      switch (op[address]) {
        case OP.match:
          return then > 0 ? this.#never() : this.#lastBreak(this.#builder.add(OP.match, arg[address] as number, 1));
        case OP.set:
          return sets[arg[address] as number]?.has(10) === true
            ? this.#lastBreak(this.#afterBreak(then))
            : this.#never();
        case OP.assert:
          return this.#builder.add(OP.assert, arg[address] as number, this.#beforeBreak(then));
        case OP.lastLineEnd:
          return this.#beforeBreak(then);
        default:
          return this.#builder.split(this.#builder.branchesOf(address).map((branch) => this.#beforeBreak(branch)));
      }
    });
  }

  #afterBreak(address: number): number {
    return remembered(this.#after, address, () => {
      const { op, arg, next } = this.#builder.list;
      const then = next[address] as number;
      switch (op[address]) {
        case OP.match:
          return address;
        case OP.set:
          return this.#never();
        case OP.assert:
          return this.#builder.add(OP.assert, arg[address] as number, this.#afterBreak(then));
        case OP.lastLineEnd:
          return this.#afterBreak(then);
        default:
          return this.#builder.split(this.#builder.branchesOf(address).map((branch) => this.#afterBreak(branch)));
      }
    });
  }

  #lastBreak(next: number): number {
    return this.#builder.set(NEWLINE, this.#builder.assert(TEXT_END, next));
  }

  #never(): number {
    return this.#builder.split([]);
  }
}

const remembered = (known: Map<number, number>, key: number, make: () => number): number => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};
