import { FORBIDDEN } from "./fixture.ts";

const PATTERN = new RegExp(FORBIDDEN.join("|"));

/** The last 250 tokens again and again: what a rail on a stream looks like when one writes it in an afternoon. */
export class WindowCheck {
  readonly #recent: string[] = [];
  #fresh = 0;

  /** Takes a token. Throws where the window has what is forbidden. */
  feed(token: string): void {
    this.#recent.push(token);
    if (++this.#fresh < 200) return;
    this.#fresh = 0;
    if (PATTERN.test(this.#recent.join(""))) throw new Error("blocked");
    this.#recent.splice(0, this.#recent.length - 50);
  }
}
