import type { CharSet } from "../syntax/char-set.ts";

/** The class at the start and at the end of the text, where there is no character. */
export const NO_CHARACTER = -1;

/** How many non-ASCII characters are cached. For others every set is tested again. */
const MAX_REMEMBERED = 16_384;

/** Sets with ranges this small are looked up by character. */
const FEW = 8;

const COMMON = " etaoinsrhldcumfpgwybvkxjqz.,\n-'\"()0123456789:/_=TASICMWBPDHRNEFLOGUVJKYXQZ";
const ASCII = 128;

/** The most common characters get the first classes, so that automata need table columns for few classes. */
const COMMON_FIRST: ReadonlySet<number> = new Set([
  ...Array.from(COMMON, (char) => char.charCodeAt(0)),
  ...Array.from({ length: ASCII }, (_, code) => code),
]);

/**
 * Groups characters that no set of a program distinguishes into classes, so that a transition is computed once per
 * class.
 */
export class CharClasses {
  /** Classes of the ASCII characters. */
  readonly ascii: Uint16Array = new Uint16Array(ASCII);
  /** Indices of the sets that are tested one by one. */
  readonly #wide: readonly number[];
  readonly #few: ReadonlyMap<number, readonly number[]>;
  readonly #sets: readonly CharSet[];
  readonly #others: Map<number, number> = new Map();
  readonly #bySignature: Map<string, number> = new Map();
  /** For each class, one bit per set. */
  readonly #members: Uint32Array[] = [];

  constructor(sets: readonly CharSet[]) {
    this.#sets = sets;
    const few = new Map<number, number[]>();
    this.#wide = [...sets.keys()].filter((number) => !listed(few, number, sets[number] as CharSet));
    this.#few = few;
    const members = this.#asciiMembers();
    for (const code of COMMON_FIRST) this.ascii[code] = this.#classOf(members[code] as Uint32Array);
  }

  /** The number of classes so far. */
  get size(): number {
    return this.#members.length;
  }

  of(codePoint: number): number {
    if (codePoint < ASCII) return this.ascii[codePoint] as number;
    const known = this.#others.get(codePoint);
    if (known !== undefined) return known;
    const found = this.#find(codePoint);
    if (this.#others.size < MAX_REMEMBERED) this.#others.set(codePoint, found);
    return found;
  }

  has(set: number, charClass: number): boolean {
    return (((this.#members[charClass] as Uint32Array)[set >> 5] as number) & (1 << (set & 31))) !== 0;
  }

  #find(codePoint: number): number {
    const bits = this.#noSets();
    for (const set of this.#wide) if ((this.#sets[set] as CharSet).has(codePoint)) enter(bits, set);
    for (const set of this.#few.get(codePoint) ?? []) enter(bits, set);
    return this.#classOf(bits);
  }

  /** The sets of each ASCII character. Computed range by range, since testing every set for every character is slow. */
  #asciiMembers(): readonly Uint32Array[] {
    const members = Array.from({ length: ASCII }, () => this.#noSets());
    for (const [set, { ranges, has }] of this.#sets.entries()) {
      for (const [from, to] of ranges ?? [[0, ASCII]]) {
        if (from >= ASCII) break;
        for (let code = from; code <= to && code < ASCII; code++) {
          if (ranges !== undefined || has(code)) enter(members[code] as Uint32Array, set);
        }
      }
    }
    return members;
  }

  #noSets(): Uint32Array {
    return new Uint32Array((this.#sets.length + 31) >> 5);
  }

  #classOf(bits: Uint32Array): number {
    const signature = bits.join();
    const known = this.#bySignature.get(signature);
    if (known !== undefined) return known;
    this.#bySignature.set(signature, this.#members.length);
    return this.#members.push(bits) - 1;
  }
}

const enter = (bits: Uint32Array, set: number): void => {
  bits[set >> 5] = (bits[set >> 5] as number) | (1 << (set & 31));
};

/** Lists a set of few characters under each of them. Returns false for other sets. */
const listed = (few: Map<number, number[]>, number: number, { ranges }: CharSet): boolean => {
  if (ranges === undefined || ranges.length > FEW || ranges.some(([from, to]) => to - from >= FEW)) return false;
  for (const [from, to] of ranges) {
    for (let code = from; code <= to; code++) {
      const sets = few.get(code);
      if (sets === undefined) few.set(code, [number]);
      else sets.push(number);
    }
  }
  return true;
};
