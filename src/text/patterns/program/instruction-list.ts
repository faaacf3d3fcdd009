/** Instructions under construction, in growing arrays of numbers, since programs have tens of thousands. */
export class InstructionList {
  length = 0;
  /** This array and the others are longer than what is in use. */
  op: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  arg: Int32Array<ArrayBuffer> = new Int32Array(256);
  next: Int32Array<ArrayBuffer> = new Int32Array(256);
  /** The index of the pattern that each instruction belongs to. */
  patternOf: Int32Array<ArrayBuffer> = new Int32Array(256);

  /** Returns the address of the new instruction. */
  add(op: number, arg: number, next: number, pattern: number): number {
    const address = this.length;
    if (address === this.op.length) this.#grow();
    this.length = address + 1;
    this.patternOf[address] = pattern;
    this.fill(address, op, arg, next);
    return address;
  }

  /** Replaces an instruction. */
  fill(address: number, op: number, arg: number, next: number): void {
    this.op[address] = op;
    this.arg[address] = arg;
    this.next[address] = next;
  }

  #grow(): void {
    const [op, capacity] = [this.op, 2 * this.length];
    this.op = new Uint8Array(capacity);
    this.op.set(op);
    this.arg = grown(this.arg, capacity);
    this.next = grown(this.next, capacity);
    this.patternOf = grown(this.patternOf, capacity);
  }
}

const grown = (numbers: Int32Array, capacity: number): Int32Array<ArrayBuffer> => {
  const more = new Int32Array(capacity);
  more.set(numbers);
  return more;
};
