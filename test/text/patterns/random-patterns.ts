/** A seeded random number generator (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 to `below` - 1. */
  roll(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.roll(items.length)] as T;
  }
}

export interface PatternShape {
  readonly atoms: readonly string[];
  /** Atoms without a character, which RegExp does not repeat alone. */
  readonly assertions: readonly string[];
  readonly depth: number;
}

const TIMES = ["", "", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "{0,2}", "*?", "+?", "??", "{1,3}?", "{0,}?"];

/** A pattern with the same meaning in RegExp, over a small alphabet, so that matches and near misses are frequent. */
export const randomPattern = (dice: Dice, shape: PatternShape): string => {
  const group = (depth: number): string => `(?:${either(depth - 1)})`;
  const piece = (depth: number): string => {
    const kind = dice.roll(8);
    if (kind < 2 && depth > 0) return group(depth) + dice.pick(TIMES);
    if (kind === 2 && shape.assertions.length > 0) {
      const assertion = dice.pick(shape.assertions);
      return dice.roll(10) === 0 ? `(?:${assertion})${dice.pick(TIMES)}` : assertion;
    }
    return dice.pick(shape.atoms) + dice.pick(TIMES);
  };
  const sequence = (depth: number): string =>
    dice.roll(25) === 0 ? "" : Array.from({ length: 1 + dice.roll(3) }, () => piece(depth)).join("");
  const either = (depth: number): string =>
    Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => sequence(depth)).join("|");
  return either(shape.depth);
};

export const randomText = (dice: Dice, alphabet: readonly string[], maxLength: number): string =>
  Array.from({ length: dice.roll(maxLength + 1) }, () => dice.pick(alphabet)).join("");

/** Sizes of the chunks of a text, some of them 0. */
export const randomSizes = (dice: Dice, length: number): readonly number[] => {
  const sizes: number[] = [];
  for (let left = length; left > 0; left -= sizes.at(-1) as number) sizes.push(dice.roll(4));
  return sizes;
};
