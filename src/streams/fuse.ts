import type { Pull, Stage, StageOutput } from "./stage.ts";

type AnyStage = Stage<unknown, unknown>;

/** An output that can also be settled and ended: the input side of the next stage, or the end of the row. */
interface Port extends StageOutput<unknown> {
  readonly over: boolean;
  settle(): void;
  end(): void;
}

/** Collects what the last stage makes until the pull that caused it returns. */
class Basin implements Port {
  over = false;
  #chunks: unknown[] = [];

  enqueue(chunk: unknown): void {
    if (!this.over) this.#chunks.push(chunk);
  }

  terminate(): void {
    this.over = true;
  }

  settle(): void {}

  end(): void {
    this.over = true;
  }

  drain(): readonly unknown[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}

/** One stage and where its output goes. */
class Link implements Port {
  over = false;
  readonly #stage: AnyStage;
  readonly #next: Port;
  readonly #basin: Basin;

  constructor(stage: AnyStage, next: Port, basin: Basin) {
    this.#stage = stage;
    this.#next = next;
    this.#basin = basin;
  }

  /** Nothing is fed any more once any later stage has ended the row, also not the rest of the same chunk. */
  enqueue(chunk: unknown): void {
    if (!this.over && !this.#basin.over) this.#stage.feed(chunk, this.#next);
  }

  settle(): void {
    if (!this.over) this.#stage.settle?.(this.#next);
    this.#next.settle();
  }

  /** The stage before this one is done, so this one ends and everything behind it. */
  terminate(): void {
    this.end();
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    if (this.#next.over) return;
    this.#stage.settle?.(this.#next);
    this.#stage.end?.(this.#next);
    this.#next.end();
  }
}

/** Any number of stages as one machine: chunks in, the chunks they caused out. */
export class FusedStages {
  readonly #basin: Basin = new Basin();
  readonly #first: Port;

  constructor(stages: readonly AnyStage[]) {
    this.#first = stages.reduceRight<Port>((next, stage) => new Link(stage, next, this.#basin), this.#basin);
  }

  /** True once a stage said that it needs no more input. */
  get over(): boolean {
    return this.#basin.over;
  }

  feed(chunks: readonly unknown[]): void {
    for (const chunk of chunks) {
      if (this.#basin.over) return;
      try {
        this.#first.enqueue(chunk);
      } finally {
        // Also after a failure: what was made before it must not depend on how the input was cut.
        this.#first.settle();
      }
    }
  }

  end(): void {
    try {
      this.#first.end();
    } finally {
      this.#first.settle();
    }
  }

  /** What came out since the last call. */
  drain(): readonly unknown[] {
    return this.#basin.drain();
  }
}

/** A source read through fused stages. Further stages join the row instead of making a second one. */
export class FusedPull implements Pull<unknown> {
  readonly #source: Pull<unknown>;
  readonly #stages: readonly AnyStage[];
  readonly #row: FusedStages;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Pull<unknown>, stages: readonly AnyStage[]) {
    this.#source = source;
    this.#stages = stages;
    this.#row = new FusedStages(stages);
  }

  /** The same source through more stages. Only for a pull that nobody has asked yet. */
  extend(stages: readonly AnyStage[]): FusedPull {
    return new FusedPull(this.#source, [...this.#stages, ...stages]);
  }

  async pull(): Promise<readonly unknown[] | undefined> {
    while (!this.#ended) {
      let batch: readonly unknown[] | undefined;
      try {
        batch = await this.#source.pull();
      } catch (error) {
        this.#abort(error);
        this.#ended = true;
        throw error;
      }
      const output = this.#step(batch);
      if (output.length > 0) return output;
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return undefined;
  }

  cancel(reason?: unknown): Promise<void> {
    this.#abort(reason);
    this.#ended = true;
    this.#failure = undefined;
    return this.#source.cancel(reason);
  }

  /** Tells the stages that there will be no end. One that ended, or was told, is not told again. */
  #abort(reason: unknown): void {
    if (this.#ended) return;
    for (const stage of this.#stages) stage.abort?.(reason);
  }

  #step(batch: readonly unknown[] | undefined): readonly unknown[] {
    if (this.#ended) return [];
    try {
      if (batch === undefined) this.#row.end();
      else this.#row.feed(batch);
    } catch (error) {
      // What fails after a stage ended the row failed on input that nobody needs.
      if (!this.#row.over) this.#fail(error);
    }
    if (batch === undefined) this.#ended = true;
    else if (this.#row.over && !this.#ended) this.#stop(undefined);
    return this.#row.drain();
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#abort(error);
    this.#stop(error);
  }

  /** Cancels the source in the same tick. A source that fails to cancel has nothing left to tell. */
  #stop(reason: unknown): void {
    this.#ended = true;
    this.#source.cancel(reason).catch(() => {});
  }
}
