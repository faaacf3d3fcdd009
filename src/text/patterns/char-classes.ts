import type { CharSet } from "./char-set.ts";

/** Number of the neighbour that is no character: before the text, or behind it. */
export const NO_CHARACTER = -1;

/** How many characters beyond ASCII are remembered; one more costs asking every set again. */
const MAX_REMEMBERED = 16_384;

/** Characters that no set of a program tells apart are one class, so that a step is decided once for all of them. */
export class CharClasses {
  readonly #sets: readonly CharSet[];
  readonly #ascii: Int32Array;
  readonly #others: Map<number, number> = new Map();
  readonly #bySignature: Map<string, number> = new Map();
  readonly #members: Uint8Array[] = [];

  constructor(sets: readonly CharSet[]) {
    this.#sets = sets;
    this.#ascii = Int32Array.from({ length: 128 }, (_, code) => this.#find(code));
  }

  of(codePoint: number): number {
    if (codePoint < 128) return this.#ascii[codePoint] as number;
    const known = this.#others.get(codePoint);
    if (known !== undefined) return known;
    const found = this.#find(codePoint);
    if (this.#others.size < MAX_REMEMBERED) this.#others.set(codePoint, found);
    return found;
  }

  has(set: number, charClass: number): boolean {
    return this.#members[charClass]?.[set] === 1;
  }

  #find(codePoint: number): number {
    const members = Uint8Array.from(this.#sets, (set) => (set.has(codePoint) ? 1 : 0));
    const signature = String.fromCharCode(...members);
    const known = this.#bySignature.get(signature);
    if (known !== undefined) return known;
    this.#bySignature.set(signature, this.#members.length);
    return this.#members.push(members) - 1;
  }
}
