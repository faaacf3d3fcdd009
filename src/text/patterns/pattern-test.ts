import { NO_CHARACTER } from "./program/char-classes.ts";
import { OP } from "./program/instructions.ts";
import { ProgramBuilder } from "./program/program-builder.ts";
import { ProgramCode } from "./program/program-code.ts";
import { parsePattern } from "./syntax/pattern-syntax.ts";

const MAX_INSTRUCTIONS = 5_000;

/**
 * Whether a pattern matches anywhere in a complete text; an empty match counts. Unlike a searcher it caches no
 * automaton, so a pattern written by a client leaves nothing behind.
 */
export class PatternTest {
  /** The most steps that one character may cost. */
  readonly cost: number;
  readonly #code: ProgramCode;
  readonly #root: number;
  /** The round in which an instruction was last followed. */
  readonly #seen: Int32Array;
  #round = 0;

  /** Throws a {@link PatternError} for a pattern that cannot be read, or cannot be matched in linear time. */
  constructor(source: string) {
    const builder = new ProgramBuilder(MAX_INSTRUCTIONS);
    this.#root = builder.pattern(parsePattern(source), 0);
    this.#code = new ProgramCode(builder, { patterns: [this.#root], contexts: [], near: [] });
    this.cost = this.#code.op.length;
    this.#seen = new Int32Array(this.cost);
  }

  test(text: string): boolean {
    const { classes, op, arg, next } = this.#code;
    let readers: readonly number[] = [];
    let before: number = NO_CHARACTER;
    const step = (after: number): boolean => {
      const there: number[] = [];
      this.#round++;
      for (const address of [...readers, this.#root]) if (this.#follow(address, before, after, there)) return true;
      readers = there.flatMap((at) =>
        op[at] === OP.set && classes.has(arg[at] as number, after) ? [next[at] as number] : [],
      );
      before = after;
      return false;
    };
    for (const character of text) if (step(classes.of(character.codePointAt(0) as number))) return true;
    return this.#ends([...readers, this.#root], before);
  }

  #ends(addresses: readonly number[], before: number): boolean {
    this.#round++;
    return addresses.some((address) => this.#follow(address, before, NO_CHARACTER, []));
  }

  /** Follows an address to the instructions that read a character. Returns whether the pattern ends on the way. */
  #follow(from: number, before: number, after: number, readers: number[]): boolean {
    const { op, arg, next, branches } = this.#code;
    const stack = [from];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#seen[at] === this.#round) continue;
      this.#seen[at] = this.#round;
      const argument = arg[at] as number;
      const target = next[at] as number;
      if (op[at] === OP.match) return true;
      if (op[at] === OP.set) readers.push(at);
      else if (op[at] === OP.split) stack.push(...branches.subarray(argument, argument + target));
      else if (this.#code.holds(argument, before, after)) stack.push(target);
    }
    return false;
  }
}
