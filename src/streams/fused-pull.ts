import { discard } from "./discard.ts";
import { type AnyStage, FusedStages } from "./fused-stages.ts";
import type { Pull } from "./stage.ts";

/** A pull that hands itself over to later stages, so that they run in the same call as the stages it has. */
export interface Joinable {
  /** Returns the pull with more stages. Only the returned pull may be used from then on. */
  join(stages: readonly AnyStage[]): Pull<unknown>;
}

const isJoinable = (source: Pull<unknown>): source is Pull<unknown> & Joinable => "join" in source;

/**
 * Sends a source through stages: appended to the source's own chain if it has one, otherwise in a new chain. The source
 * must not be used afterwards.
 */
export const through = (source: Pull<unknown>, stages: readonly AnyStage[]): Pull<unknown> =>
  isJoinable(source) ? source.join(stages) : new FusedPull(source, stages);

interface PutBack {
  readonly batch: readonly unknown[];
  /** How many stages the batch has already passed. */
  readonly index: number;
}

/**
 * A source read through a chain of fused stages. Stages that are added later join the chain instead of starting a
 * second one.
 */
export class FusedPull implements Pull<unknown>, Joinable {
  readonly #source: Pull<unknown>;
  readonly #stages: AnyStage[];
  readonly #chain: FusedStages;
  #putBack: PutBack | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Pull<unknown>, stages: readonly AnyStage[]) {
    this.#source = source;
    this.#stages = [...stages];
    this.#chain = new FusedStages(stages);
  }

  /** Whether the source may deliver more, so that stages can still join the chain. */
  get open(): boolean {
    return !this.#ended;
  }

  join(stages: readonly AnyStage[]): FusedPull {
    if (this.#ended) return new FusedPull(this, stages);
    this.#stages.push(...stages);
    this.#chain.append(stages);
    return this;
  }

  /**
   * Takes the last batch back. The next pull returns it again, after the stages that have joined by then. Only while
   * the pull is open.
   */
  putBack(batch: readonly unknown[]): void {
    this.#putBack = { batch, index: this.#chain.length };
  }

  async pull(): Promise<readonly unknown[] | undefined> {
    if (this.#putBack !== undefined) {
      const output = this.#again(this.#putBack);
      if (output.length > 0) return output;
    }
    while (!this.#ended) {
      let batch: readonly unknown[] | undefined;
      try {
        batch = await this.#source.pull();
      } catch (error) {
        const rest = this.#broken(error);
        if (rest.length > 0) return rest;
        break;
      }
      const output = this.#step(batch);
      if (output.length > 0) return output;
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return undefined;
  }

  /** Cancels the source. Afterwards it rejects with the first error that a stage threw in `abort`. */
  async cancel(reason?: unknown): Promise<void> {
    const failures = this.#abort(reason);
    this.#ended = true;
    this.#failure = undefined;
    this.#putBack = undefined;
    await this.#source.cancel(reason);
    if (failures.length > 0) throw failures[0];
  }

  /** Calls `abort` on every stage, unless they have ended or were aborted before. Returns the errors they threw. */
  #abort(reason: unknown): readonly unknown[] {
    const failures: unknown[] = [];
    if (this.#ended) return failures;
    for (const stage of this.#stages) {
      try {
        stage.abort?.(reason);
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #again({ batch, index }: PutBack): readonly unknown[] {
    this.#putBack = undefined;
    this.#attempt(() => this.#chain.feedFrom(index, batch));
    return this.#caused();
  }

  #step(batch: readonly unknown[] | undefined): readonly unknown[] {
    if (this.#ended) return [];
    if (batch !== undefined) this.#attempt(() => this.#chain.feed(batch));
    else {
      this.#attempt(() => this.#chain.end());
      this.#ended = true;
    }
    return this.#caused();
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      // Once a stage has terminated the chain, the rest of the input is unused, and so is an error on it.
      if (!this.#chain.over) this.#fail(error);
    }
  }

  #caused(): readonly unknown[] {
    if (this.#chain.over && !this.#ended) this.#stop(undefined);
    return this.#chain.drain();
  }

  /**
   * The source has failed. What the stages hold is delivered before the error; the error is dropped if that output
   * terminates the stream.
   */
  #broken(error: unknown): readonly unknown[] {
    if (this.#ended) return [];
    this.#letGo();
    if (!this.#chain.over) this.#failure = { error };
    this.#abort(error);
    this.#ended = true;
    return this.#chain.drain();
  }

  /** Errors are ignored here: the first error is the one to report. */
  #letGo(): void {
    try {
      this.#chain.endAfterError();
    } catch {}
  }

  #fail(error: unknown): void {
    this.#letGo();
    if (!this.#chain.over) this.#failure = { error };
    this.#abort(error);
    this.#stop(error);
  }

  /** Cancels the source in the same tick. */
  #stop(reason: unknown): void {
    this.#ended = true;
    discard(this.#source, reason);
  }
}
