import type { Stage, StageOutput } from "./stage.ts";

/*
 * A chain of stages, run by function calls. When the call that feeds a chunk to the first link returns, every stage has
 * processed the chunk:
 *
 *   source ──pull──▶ Link(stage 1) ──▶ Link(stage 2) ──▶ OutputBuffer ──drain──▶ batch
 *   (a reader, a         │                  │          ▲
 *    WritableSide,       └─ feed, endBatch, ┘          └ stages appended later are inserted here
 *    another pull)          end of the stage
 *
 * A Link feeds its own stage and is the output of the stage before it. The OutputBuffer collects what the last stage
 * emits. Ending runs from left to right as well. A port that is `over` ignores further chunks.
 */

export type AnyStage = Stage<unknown, unknown>;

/** An output that can also be ended: the input of the next stage, or the end of the chain. */
interface Port extends StageOutput<unknown> {
  readonly over: boolean;
  end(): void;
  endAfterError(): void;
}

/** Collects what the last stage emits until the current pull returns. */
class OutputBuffer implements Port {
  over = false;
  #chunks: unknown[] | undefined;

  enqueue(chunk: unknown): void {
    if (this.over) return;
    // Usually there is one chunk. Pushing to an empty array would make V8 allocate room for 17.
    if (this.#chunks === undefined) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  terminate(): void {
    this.over = true;
  }

  end(): void {
    this.over = true;
  }

  endAfterError(): void {}

  drain(): readonly unknown[] {
    const chunks = this.#chunks;
    this.#chunks = undefined;
    return chunks ?? [];
  }
}

/** A stage and the port its output goes to. */
class Link implements Port {
  over = false;
  /** True while the stage runs. Stays true if the stage throws. */
  busy = false;
  next: Port;
  readonly #stage: AnyStage;
  /** Cached: looking the method up on stages of many shapes costs as much as calling it. */
  readonly #feed: AnyStage["feed"];
  readonly #buffer: OutputBuffer;

  constructor(stage: AnyStage, buffer: OutputBuffer) {
    this.#stage = stage;
    this.#feed = stage.feed;
    this.next = buffer;
    this.#buffer = buffer;
  }

  /** Once a later stage has ended the chain, the rest of the same chunk is dropped too. */
  enqueue(chunk: unknown): void {
    if (this.over || this.#buffer.over) return;
    this.busy = true;
    this.#feed.call(this.#stage, chunk, this.next);
    this.busy = false;
  }

  /** Whether the stage collects output over a batch. Most stages do not, and then a batch costs them no call. */
  get collectsBatches(): boolean {
    return this.#stage.endBatch !== undefined;
  }

  endBatch(): void {
    if (!this.over) this.#stage.endBatch?.(this.next);
  }

  /** The stage before this one is done: ends this stage and all stages after it. */
  terminate(): void {
    this.end();
  }

  /** Does not call `end` on a stage that has terminated the chain itself. */
  end(): void {
    if (this.over) return;
    this.over = true;
    if (this.next.over) return;
    this.#stage.endBatch?.(this.next);
    this.#stage.end?.(this.next);
    this.next.end();
  }

  /** There will be no `end`: releases what the stage holds and may still emit. */
  endAfterError(): void {
    if (this.#buffer.over) return;
    if (!this.over) {
      this.busy = true;
      this.#stage.endBatch?.(this.next);
      this.#stage.endAfterError?.(this.next);
      this.busy = false;
    }
    this.next.endAfterError();
  }
}

/** Any number of stages as one machine: chunks in, the chunks they produce out. */
export class FusedStages {
  readonly #buffer: OutputBuffer = new OutputBuffer();
  readonly #links: Link[] = [];
  /** The links whose stages have `endBatch`. */
  readonly #collecting: Link[] = [];

  constructor(stages: readonly AnyStage[]) {
    this.append(stages);
  }

  /** The number of stages. */
  get length(): number {
    return this.#links.length;
  }

  /** True once a stage has terminated the chain: no more input is needed. */
  get over(): boolean {
    return this.#buffer.over;
  }

  append(stages: readonly AnyStage[]): void {
    for (const stage of stages) {
      const link = new Link(stage, this.#buffer);
      const last = this.#links.at(-1);
      if (last !== undefined) last.next = link;
      this.#links.push(link);
      if (link.collectsBatches) this.#collecting.push(link);
    }
  }

  /** Sends chunks of the source through all stages. */
  feed(chunks: readonly unknown[]): void {
    try {
      for (const chunk of chunks) {
        if (this.#buffer.over) return;
        this.#first.enqueue(chunk);
      }
    } finally {
      // Also after an error: what was produced before it must not depend on how the input was chunked.
      this.#endBatch();
    }
  }

  /** Sends a batch through the stages from an index on: the stages before it have already processed the batch. */
  feedFrom(index: number, batch: readonly unknown[]): void {
    const port = this.#links[index] ?? this.#buffer;
    try {
      for (const chunk of batch) port.enqueue(chunk);
    } finally {
      this.#endBatch(index);
    }
  }

  end(): void {
    try {
      this.#first.end();
    } finally {
      this.#endBatch();
    }
  }

  /**
   * After an error: sends what stages still hold, and may emit, through the stages after them. A stage that has thrown,
   * and the stages before it, are skipped, because nothing has checked what they hold. So are stages that throw here.
   */
  endAfterError(): void {
    const next = this.#links.findLastIndex(({ busy }) => busy) + 1;
    try {
      (this.#links[next] ?? this.#buffer).endAfterError();
    } catch {
      // Ends: a stage further right is busy now.
      return this.endAfterError();
    }
    this.#endBatch(next);
  }

  /** The output since the last call. */
  drain(): readonly unknown[] {
    return this.#buffer.drain();
  }

  /** From left to right, from an index on. */
  #endBatch(index = 0): void {
    for (const link of this.#collecting) if (index === 0 || this.#links.indexOf(link) >= index) link.endBatch();
  }

  get #first(): Port {
    return this.#links[0] ?? this.#buffer;
  }
}
