import { FORBIDDEN } from "./fixture.ts";

const PATTERN = new RegExp(FORBIDDEN.join("|"));

/** Searches the last 250 tokens after every token, like a simple hand-written check of a stream. */
export class WindowCheck {
  readonly #recent: string[] = [];
  #fresh = 0;

  /** Reads a token. Throws if the window contains a forbidden word. */
  feed(token: string): void {
    this.#recent.push(token);
    if (++this.#fresh < 200) return;
    this.#fresh = 0;
    if (PATTERN.test(this.#recent.join(""))) throw new Error("blocked");
    this.#recent.splice(0, this.#recent.length - 50);
  }
}
