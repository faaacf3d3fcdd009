/**
 * Tracks how much of a literal the text so far ends with (Knuth-Morris-Pratt). `length` is the longest suffix that may
 * still become the literal, which is exactly what must be held back. Constant memory, one amortized step per code unit.
 */
export class PartialMatch {
  readonly literal: string;
  /** Code units of the literal with which the text ends. */
  length = 0;
  readonly #fallback: Uint32Array;

  constructor(literal: string) {
    if (literal === "") throw new RangeError("Cannot follow a literal: it is empty");
    this.literal = literal;
    this.#fallback = fallbackTable(literal);
  }

  get complete(): boolean {
    return this.length === this.literal.length;
  }

  feed(unit: number): void {
    let length = this.complete ? this.#back(this.length) : this.length;
    while (length > 0 && this.literal.charCodeAt(length) !== unit) length = this.#back(length);
    this.length = this.literal.charCodeAt(length) === unit ? length + 1 : 0;
  }

  #back(length: number): number {
    return this.#fallback[length - 1] ?? 0;
  }
}

/** For every prefix of the literal: the length of its longest proper border. */
const fallbackTable = (literal: string): Uint32Array => {
  const table = new Uint32Array(literal.length);
  let border = 0;
  for (let i = 1; i < literal.length; i++) {
    while (border > 0 && literal[i] !== literal[border]) border = table[border - 1] ?? 0;
    if (literal[i] === literal[border]) border++;
    table[i] = border;
  }
  return table;
};
