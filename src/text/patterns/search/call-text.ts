/**
 * The text of one call of a search: what is read, and what is held from earlier calls. The two are joined only when the
 * search goes back, which is rare.
 */
export class CallText {
  text = "";
  /** Offset of `text`. */
  start = 0;
  /** Offset of the held text. */
  origin = 0;
  #held = "";

  begin(text: string, start: number, held: string, origin: number): void {
    this.text = text;
    this.start = start;
    this.origin = origin;
    this.#held = held;
  }

  /** Puts the held text before `text`. Returns all of it, which starts at `origin`. */
  joinHeld(): string {
    if (this.start > this.origin) {
      this.text = this.#held + this.text;
      this.start = this.origin;
    }
    return this.text;
  }

  /** Releases the strings. */
  clear(): void {
    this.text = "";
    this.#held = "";
  }
}
