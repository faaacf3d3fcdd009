import { discard } from "./discard.ts";
import { type AnyStage, FusedStages } from "./fuse.ts";
import type { Pull } from "./stage.ts";

/** A pull that gives itself away to the stages behind it: what they make is asked of it in one call with what it makes. */
export interface Joinable {
  /** The pull through more stages. Nobody may ask the pull itself any more. */
  join(stages: readonly AnyStage[]): Pull<unknown>;
}

const isJoinable = (source: Pull<unknown>): source is Pull<unknown> & Joinable => "join" in source;

/** A source through stages: in the source's own row if it has one, else in a new one. The source is given away. */
export const through = (source: Pull<unknown>, stages: readonly AnyStage[]): Pull<unknown> =>
  isJoinable(source) ? source.join(stages) : new FusedPull(source, stages);

interface PutBack {
  readonly batch: readonly unknown[];
  /** How many stages it has passed. */
  readonly place: number;
}

/** A source read through fused stages. Further stages join the row instead of making a second one. */
export class FusedPull implements Pull<unknown>, Joinable {
  readonly #source: Pull<unknown>;
  readonly #stages: AnyStage[];
  readonly #row: FusedStages;
  #putBack: PutBack | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Pull<unknown>, stages: readonly AnyStage[]) {
    this.#source = source;
    this.#stages = [...stages];
    this.#row = new FusedStages(stages);
  }

  /** Whether its source has more to give, so that stages can still join the row. */
  get open(): boolean {
    return !this.#ended;
  }

  join(stages: readonly AnyStage[]): FusedPull {
    if (this.#ended) return new FusedPull(this, stages);
    this.#stages.push(...stages);
    this.#row.append(stages);
    return this;
  }

  /** Takes the last batch back: it comes again, through the stages that join until then. Only while it is open. */
  putBack(batch: readonly unknown[]): void {
    this.#putBack = { batch, place: this.#row.length };
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

  /** Rejects with what a stage threw when it was told, but not before the source is cancelled. */
  async cancel(reason?: unknown): Promise<void> {
    const failures = this.#abort(reason);
    this.#ended = true;
    this.#failure = undefined;
    this.#putBack = undefined;
    await this.#source.cancel(reason);
    if (failures.length > 0) throw failures[0];
  }

  /** Tells the stages that there will be no end. One that ended, or was told, is not told again. Returns what they threw. */
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

  #again({ batch, place }: PutBack): readonly unknown[] {
    this.#putBack = undefined;
    this.#attempt(() => this.#row.feedFrom(place, batch));
    return this.#caused();
  }

  #step(batch: readonly unknown[] | undefined): readonly unknown[] {
    if (this.#ended) return [];
    if (batch !== undefined) this.#attempt(() => this.#row.feed(batch));
    else {
      this.#attempt(() => this.#row.end());
      this.#ended = true;
    }
    return this.#caused();
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      // What fails after a stage ended the row failed on input that nobody needs.
      if (!this.#row.over) this.#fail(error);
    }
  }

  #caused(): readonly unknown[] {
    if (this.#row.over && !this.#ended) this.#stop(undefined);
    return this.#row.drain();
  }

  /** What was held leaves before the failure, unless it holds what ends the stream otherwise. */
  #broken(error: unknown): readonly unknown[] {
    this.#letGo();
    if (!this.#row.over) this.#failure = { error };
    this.#abort(error);
    this.#ended = true;
    return this.#row.drain();
  }

  /** A stage that fails at this has nothing to let go: what is told is what failed first. */
  #letGo(): void {
    try {
      this.#row.breakOff();
    } catch {}
  }

  #fail(error: unknown): void {
    this.#letGo();
    if (!this.#row.over) this.#failure = { error };
    this.#abort(error);
    this.#stop(error);
  }

  /** Cancels the source in the same tick. */
  #stop(reason: unknown): void {
    this.#ended = true;
    discard(this.#source, reason);
  }
}
