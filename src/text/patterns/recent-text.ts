/**
 * The last code units of a text, in a ring buffer. A string that is extended and cut again and again would cost several
 * times as much.
 */
export class RecentText {
  readonly #size: number;
  /** Created with the first text, so that a stream without any costs nothing. */
  #units: Uint16Array | undefined;
  #length = 0;

  /** @param size - how many code units are kept; a power of two. */
  constructor(size: number) {
    this.#size = size;
  }

  copy(): RecentText {
    const copy = new RecentText(this.#size);
    copy.#units = this.#units?.slice();
    copy.#length = this.#length;
    return copy;
  }

  /** Adds the first `count` code units of a text. */
  add(text: string, count: number = text.length): void {
    const units = (this.#units ??= new Uint16Array(this.#size));
    const mask = this.#size - 1;
    let length = this.#length;
    for (let at = Math.max(0, count - this.#size); at < count; at++) units[length++ & mask] = text.charCodeAt(at);
    this.#length = length;
  }

  /**
   * The last `count` code units, or all there are. Read eight at a time, which is seven times faster than one call for
   * all.
   */
  last(count: number): string {
    const units = this.#units;
    if (units === undefined) return "";
    const length = Math.min(count, this.#size, this.#length);
    const mask = this.#size - 1;
    const unit = (at: number): number => units[at & mask] as number;
    let text = "";
    for (let at = this.#length - ((length + 7) & ~7); at < this.#length; at += 8) {
      const [a, b, c, d] = [unit(at), unit(at + 1), unit(at + 2), unit(at + 3)];
      text += String.fromCharCode(a, b, c, d, unit(at + 4), unit(at + 5), unit(at + 6), unit(at + 7));
    }
    return text.slice(text.length - length);
  }
}
