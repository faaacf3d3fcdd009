import { pullFrom, toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";

/** What Cloudflare Workers allow one request to have open at once. */
const DEFAULT_MAX = 6;

interface Waiting {
  readonly start: () => void;
}

/**
 * The connections of one request: at most so many are open at once, and who asked first goes first. Made anew for every
 * request, so that no request waits for another. A call that reads a body while others are made needs a slot of its own:
 * with `max` 1, rails that ask a model would wait for the answer they guard.
 */
export class Connections {
  readonly #max: number;
  readonly #waiting = new Set<Waiting>();
  #open = 0;

  /** @param max - default 6, what Cloudflare Workers allow. */
  constructor(max: number = DEFAULT_MAX) {
    if (!(Number.isInteger(max) && max >= 1)) throw new RangeError("Connections needs a whole number from 1");
    this.#max = max;
  }

  /** How many are open. */
  get open(): number {
    return this.#open;
  }

  /** How many calls wait for one. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * The same fetch within these connections. A call holds its connection until the body of its answer was read to its end,
   * was cancelled or broke; an answer without a body gives it back at once.
   */
  limit(inner: typeof fetch): typeof fetch {
    return async (input, init) => {
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      await this.#acquire(signal);
      const release = this.#releaseOnce(signal);
      try {
        signal?.throwIfAborted();
        return holding(await inner(input, init), release);
      } catch (error) {
        release();
        throw error;
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

  /** A call that is aborted has no connection any more, whether or not somebody still holds its answer. */
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

const watched = (body: Pull<Uint8Array>, release: () => void): Pull<Uint8Array> => {
  const took = (batch: readonly Uint8Array[] | undefined): readonly Uint8Array[] | undefined => {
    if (batch === undefined) release();
    return batch;
  };
  const lost = (error: unknown): never => {
    release();
    throw error;
  };
  return {
    pull: () => body.pull().then(took, lost),
    cancel(reason) {
      release();
      return body.cancel(reason);
    },
  };
};

/** The same answer with a body that says when it is over. */
const holding = (response: Response, release: () => void): Response => {
  if (response.body === null) {
    release();
    return response;
  }
  const body = toReadable(watched(pullFrom(response.body), release));
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
};
