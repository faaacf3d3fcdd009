/**
 * Calls of one request that Cloudflare Workers let wait for the headers of their answers at once
 * (https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections).
 */
export const MAX_CONNECTIONS = 6;

interface Waiting {
  readonly start: () => void;
}

/**
 * Limits how many calls of one request wait for response headers at once; the others wait in order. Created for each
 * request, so that requests do not wait for each other. A call holds a connection only until the headers arrive, not
 * while the body is read: otherwise calls that each hold a body and make another call could deadlock.
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

  /** How many calls wait for response headers. */
  get open(): number {
    return this.#open;
  }

  /** How many calls have not started. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** A fetch that respects the limit. A call holds a connection until it has response headers, fails or is aborted. */
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

  /** An aborted call gives up its connection, whether or not its fetch respects the signal. */
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

  /** The connection goes directly to the call that waits longest, so that a later call cannot take it. */
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
