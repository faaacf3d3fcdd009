/** Ctrl-C in a chat: the first press stops the running turn, the second leaves. Typing in between resets the count. */
export class Interrupts {
  #count = 0;
  #running: AbortController | undefined;
  readonly #leave: () => void;
  readonly #warn: () => void;

  /** @param warn - tells the user that another press leaves */
  constructor(leave: () => void, warn: () => void) {
    this.#leave = leave;
    this.#warn = warn;
  }

  press(): void {
    this.#count += 1;
    if (this.#count > 1) {
      this.#running?.abort();
      this.#leave();
    } else if (this.#running === undefined) this.#warn();
    else this.#running.abort();
  }

  /** Begins a turn. The first press aborts the returned signal. */
  begin(wasTyped: boolean): AbortSignal {
    if (wasTyped) this.#count = 0;
    this.#running = new AbortController();
    return this.#running.signal;
  }

  end(): void {
    this.#running = undefined;
  }
}
