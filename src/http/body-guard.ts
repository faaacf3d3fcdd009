import { discard } from "../streams/discard.ts";
import type { AsyncStage, Pull } from "../streams/stage.ts";
import type { Clock } from "../types/clock.ts";
import { startTimer } from "./timers.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

export interface BodyGuardOptions {
  readonly upstream: Upstream;
  /** Milliseconds without a chunk, while a read is pending, after which the body counts as dead. */
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
 * Measures how long a read has been pending, in quarters of the limit, and calls back after five of them at the latest.
 * One timer serves many chunks: starting one for each chunk would cost more than reading it.
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

  /** Not `async`: this runs for every token, and one promise is enough. */
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
   * Reads the little that follows a complete answer. Cancelling a body closes its connection; reading it to the end
   * lets the next request reuse it. Runs in the background and gives up after a second or a few chunks.
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

  /** A connection that fails before the first byte was never established; after it, the answer is truncated. */
  readonly #lost = (cause: unknown): never => {
    const error = upstreamError(this.#options.upstream, this.#begun ? "truncated" : "connection", { cause });
    this.#fail(error);
    throw this.#failure?.error ?? error;
  };

  /** Cancelling settles the pending read, so that its caller gets the error. The first error counts. */
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
 * Guards the body of an answer: limits the silence between two chunks, turns broken connections into ProviderErrors,
 * and cancels the body in the tick in which the signal aborts.
 */
export const guardBody = (options: BodyGuardOptions): AsyncStage<Uint8Array> => ({
  name: "body-guard",
  attach: (source) => new GuardedBody(source, options),
});
