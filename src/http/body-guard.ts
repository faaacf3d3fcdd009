import { discard } from "../streams/discard.ts";
import type { AsyncStage, Pull } from "../streams/stage.ts";
import type { Clock } from "../types.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";
import { startTimer } from "./timers.ts";

export interface BodyGuardOptions {
  readonly upstream: Upstream;
  /** Milliseconds without a chunk, while one is asked for, after which the body counts as dead. */
  readonly idleMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Whether the answer in the body is complete, so that only framing can follow. */
  readonly isComplete?: () => boolean;
}

const TICKS = 4;

const DRAIN_MS = 1000;
const DRAIN_READS = 8;

/**
 * Counts how long a pending read has been waiting, in quarters of the limit, and calls back after five of them at the
 * latest. One timer for many chunks: arming one per chunk would cost more than reading it.
 */
class IdleWatch {
  readonly #options: BodyGuardOptions;
  readonly #expire: () => void;
  #stop: (() => void) | undefined;
  #waiting = false;
  #ticks = 0;

  constructor(options: BodyGuardOptions, expire: () => void) {
    this.#options = options;
    this.#expire = expire;
  }

  begin(): void {
    this.#waiting = true;
    this.#ticks = 0;
    if (this.#stop === undefined) this.#arm();
  }

  pause(): void {
    this.#waiting = false;
  }

  end(): void {
    this.#waiting = false;
    this.#stop?.();
    this.#stop = undefined;
  }

  #arm(): void {
    this.#stop = startTimer(this.#options.clock, this.#options.idleMs / TICKS, () => this.#tick());
  }

  #tick(): void {
    this.#stop = undefined;
    if (!this.#waiting) return;
    this.#ticks += 1;
    if (this.#ticks > TICKS) this.#expire();
    else this.#arm();
  }
}

class GuardedBody implements Pull<Uint8Array> {
  readonly #source: Pull<Uint8Array>;
  readonly #options: BodyGuardOptions;
  readonly #watch: IdleWatch;
  #failure: { readonly error: unknown } | undefined;
  #begun = false;
  #draining = false;

  constructor(source: Pull<Uint8Array>, options: BodyGuardOptions) {
    this.#source = source;
    this.#options = options;
    this.#watch = new IdleWatch(options, () => this.#fail(upstreamError(options.upstream, "idle_timeout")));
    if (options.signal?.aborted === true) this.#onAbort();
    else options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** No `async`: this stands in the way of every token, and one promise is enough. */
  pull(): Promise<readonly Uint8Array[] | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    this.#watch.begin();
    return this.#source.pull().then(this.#took, this.#lost);
  }

  cancel(reason?: unknown): Promise<void> {
    this.#release();
    const isDone = this.#failure === undefined && this.#options.isComplete?.() === true;
    if (!isDone || this.#draining) return this.#source.cancel(reason);
    this.#draining = true;
    return this.#drain();
  }

  /**
   * Reads what little follows a complete answer: a body that is cancelled takes its connection with it, one that is read to
   * its end leaves it to the next request. Nobody waits for this, and it is given up after a second or a few chunks.
   */
  async #drain(): Promise<void> {
    const giveUp = (): void => discard(this.#source);
    const stop = startTimer(this.#options.clock, DRAIN_MS, giveUp);
    try {
      for (let reads = 0; reads < DRAIN_READS; reads += 1) if ((await this.#source.pull()) === undefined) return;
      giveUp();
    } finally {
      stop();
    }
  }

  readonly #took = (chunks: readonly Uint8Array[] | undefined): readonly Uint8Array[] | undefined => {
    this.#watch.pause();
    if (this.#failure !== undefined) throw this.#failure.error;
    if (chunks === undefined) this.#release();
    else this.#begun = true;
    return chunks;
  };

  /** A connection that breaks before the first byte was never there; after it, the answer is cut short. */
  readonly #lost = (cause: unknown): never => {
    const error = upstreamError(this.#options.upstream, this.#begun ? "truncated" : "connection", { cause });
    this.#fail(error);
    throw this.#failure?.error ?? error;
  };

  /** Cancelling settles the read that is pending, so that whoever waits for it sees the failure. The first one counts. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    discard(this, error);
  }

  #release(): void {
    this.#watch.end();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => this.#fail(this.#options.signal?.reason);
}

/**
 * Stands right behind the body of an answer: limits the silence between two chunks, turns broken connections into
 * ProviderErrors, and cancels the body in the tick in which the signal aborts.
 */
export const guardBody = (options: BodyGuardOptions): AsyncStage<Uint8Array> => ({
  name: "body-guard",
  attach: (source) => new GuardedBody(source, options),
});
