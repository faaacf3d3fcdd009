/**
 * The text of one call of a search: what is read, and what is held from earlier calls. The two are joined only when the
 * search goes back, which is rare.
 */
export class CallText {
  /** Between calls. */
  static readonly none: CallText = new CallText("", 0, "", 0);
  text: string;
  /** Offset of `text`. */
  start: number;
  /** Offset of the held text. */
  readonly origin: number;
  readonly #held: string;

  constructor(text: string, start: number, held: string, origin: number) {
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
}
