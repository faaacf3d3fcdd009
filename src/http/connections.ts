/**
 * Calls of one request that Cloudflare Workers let wait for the headers of their answers at once
 * (https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections).
 */
export const MAX_CONNECTIONS = 6;

interface Waiting {
  readonly start: () => void;
}

/**
 * The connections of one request: at most so many calls wait for their answer to begin, and who asked first goes first. Made
 * anew for every request, so that no request waits for another. A body that is read, or left unread, keeps nobody waiting:
 * otherwise calls that hold an answer each and make another would wait for each other.
 */
export class Connections {
  readonly #max: number;
  readonly #waiting = new Set<Waiting>();
  #open = 0;

  /** @param max - default 6, what Cloudflare Workers allow. */
  constructor(max: number = MAX_CONNECTIONS) {
    if (!(Number.isInteger(max) && max >= 1)) throw new RangeError("Connections needs a whole number from 1");
    this.#max = max;
  }

  /** How many calls wait for their answer to begin. */
  get open(): number {
    return this.#open;
  }

  /** How many calls are not made yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** The same fetch within these connections. A call holds one until it has the headers of its answer, fails or is aborted. */
  limit(inner: typeof fetch): typeof fetch {
    return async (input, init) => {
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      await this.#acquire(signal);
      const release = this.#releaseOnce(signal);
      try {
        signal?.throwIfAborted();
        return await inner(input, init);
      } finally {
        release();
      }
    };
  }

  #acquire(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#open < this.#max) {
      this.#open += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(entry);
        reject(signal?.reason as Error);
      };
      const entry: Waiting = {
        start: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      this.#waiting.add(entry);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /** A call that is aborted has no connection any more, whether or not its fetch heeds the signal. */
  #releaseOnce(signal: AbortSignal | undefined): () => void {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      signal?.removeEventListener("abort", release);
      this.#passOn();
    };
    signal?.addEventListener("abort", release, { once: true });
    return release;
  }

  /** The slot goes straight to who waits longest, so that nobody who comes later can take it. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#open -= 1;
      return;
    }
    this.#waiting.delete(next);
    next.start();
  }
}
