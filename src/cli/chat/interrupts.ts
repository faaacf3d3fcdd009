/** Ctrl-C in a chat: the first stops what runs, the second leaves. What somebody types in between starts the count anew. */
export class Interrupts {
  #count = 0;
  #running: AbortController | undefined;
  readonly #leave: () => void;
  readonly #warn: () => void;

  /** @param warn says that one more leaves. */
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

  /** A turn begins. Its signal is aborted by the first press. */
  begin(wasTyped: boolean): AbortSignal {
    if (wasTyped) this.#count = 0;
    this.#running = new AbortController();
    return this.#running.signal;
  }

  end(): void {
    this.#running = undefined;
  }
}
