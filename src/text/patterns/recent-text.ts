/** The last code units of a text, in a ring: a string that grows and is cut again and again would cost several times more. */
export class RecentText {
  readonly #size: number;
  /** Made for the first text, so that a stream without any costs nothing. */
  #units: Uint16Array | undefined;
  #length = 0;

  /** @param size - how many code units are kept at least; a power of two. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Takes in the first `count` code units of a text. */
  add(text: string, count: number = text.length): void {
    const units = (this.#units ??= new Uint16Array(this.#size));
    const mask = this.#size - 1;
    let length = this.#length;
    for (let at = Math.max(0, count - this.#size); at < count; at++) units[length++ & mask] = text.charCodeAt(at);
    this.#length = length;
  }

  /** The last `count` code units, or all there are. */
  last(count: number): string {
    const units = this.#units;
    if (units === undefined) return "";
    let text = "";
    const first = Math.max(0, this.#length - Math.min(count, this.#size));
    for (let at = first; at < this.#length; at++) text += String.fromCharCode(units[at & (this.#size - 1)] as number);
    return text;
  }
}
