import { discard } from "./discard.ts";
import type { Pull, Stage, StageOutput } from "./stage.ts";

/*
 * Stages of one stretch are a row of ports. A chunk goes in at its first port and has caused all that it causes when that
 * call returns:
 *
 *   source ──pull──▶ Link(stage 1) ──▶ Link(stage 2) ──▶ Basin ──drain──▶ batch
 *   (a reader, an          │                 │         ▲
 *    Entrance, another     └── feed, settle, │         └ a stage that joins later comes in between here
 *    stretch's pull)           end of a stage┘
 *
 * A Link is the output of the stage before it and feeds its own. The Basin keeps what the last one made. What ends runs
 * from left to right, too; who is `over` takes nothing any more.
 */

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
  next: Port;
  readonly #stage: AnyStage;
  readonly #basin: Basin;

  constructor(stage: AnyStage, basin: Basin) {
    this.#stage = stage;
    this.next = basin;
    this.#basin = basin;
  }

  /** Nothing is fed any more once any later stage has ended the row, also not the rest of the same chunk. */
  enqueue(chunk: unknown): void {
    if (!this.over && !this.#basin.over) this.#stage.feed(chunk, this.next);
  }

  settle(): void {
    if (!this.over) this.#stage.settle?.(this.next);
    this.next.settle();
  }

  /** The stage before this one is done, so this one ends and everything behind it. */
  terminate(): void {
    this.end();
  }

  /** A stage that has ended the row itself needs no end any more. */
  end(): void {
    if (this.over) return;
    this.over = true;
    if (this.next.over) return;
    this.#stage.settle?.(this.next);
    this.#stage.end?.(this.next);
    this.next.end();
  }
}

/** Any number of stages as one machine: chunks in, the chunks they caused out. */
export class FusedStages {
  readonly #basin: Basin = new Basin();
  readonly #links: Link[] = [];

  constructor(stages: readonly AnyStage[]) {
    this.append(stages);
  }

  /** How many stages it has. */
  get length(): number {
    return this.#links.length;
  }

  /** True once a stage said that it needs no more input. */
  get over(): boolean {
    return this.#basin.over;
  }

  append(stages: readonly AnyStage[]): void {
    for (const stage of stages) {
      const link = new Link(stage, this.#basin);
      const last = this.#links.at(-1);
      if (last !== undefined) last.next = link;
      this.#links.push(link);
    }
  }

  /** Sends chunks of the source through all stages. */
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

  /** Sends a batch that the stages before a place have made through the others. */
  feedFrom(place: number, batch: readonly unknown[]): void {
    const port = this.#links[place] ?? this.#basin;
    try {
      for (const chunk of batch) port.enqueue(chunk);
    } finally {
      port.settle();
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

  get #first(): Port {
    return this.#links[0] ?? this.#basin;
  }
}

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

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#abort(error);
    this.#stop(error);
  }

  /** Cancels the source in the same tick. */
  #stop(reason: unknown): void {
    this.#ended = true;
    discard(this.#source, reason);
  }
}
