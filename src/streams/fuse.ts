import type { Stage, StageOutput } from "./stage.ts";

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

export type AnyStage = Stage<unknown, unknown>;

/** An output that can also be ended: the input side of the next stage, or the end of the row. */
interface Port extends StageOutput<unknown> {
  readonly over: boolean;
  end(): void;
  breakOff(): void;
}

/** Collects what the last stage makes until the pull that caused it returns. */
class Basin implements Port {
  over = false;
  #chunks: unknown[] | undefined;

  enqueue(chunk: unknown): void {
    if (this.over) return;
    // A list of one is the usual case. Pushing to an empty one would make room for seventeen.
    if (this.#chunks === undefined) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
  }

  terminate(): void {
    this.over = true;
  }

  end(): void {
    this.over = true;
  }

  breakOff(): void {}

  drain(): readonly unknown[] {
    const chunks = this.#chunks;
    this.#chunks = undefined;
    return chunks ?? [];
  }
}

/** One stage and where its output goes. */
class Link implements Port {
  over = false;
  /** True while its stage is at work, and for good when that has thrown. */
  busy = false;
  next: Port;
  readonly #stage: AnyStage;
  /** Kept, since looking it up in one stage of many kinds costs as much as the call. */
  readonly #feed: AnyStage["feed"];
  readonly #basin: Basin;

  constructor(stage: AnyStage, basin: Basin) {
    this.#stage = stage;
    this.#feed = stage.feed;
    this.next = basin;
    this.#basin = basin;
  }

  /** Nothing is fed any more once any later stage has ended the row, also not the rest of the same chunk. */
  enqueue(chunk: unknown): void {
    if (this.over || this.#basin.over) return;
    this.busy = true;
    this.#feed.call(this.#stage, chunk, this.next);
    this.busy = false;
  }

  /** Whether its stage gathers something over a chunk. Most do not, and a chunk costs those no call. */
  get settles(): boolean {
    return this.#stage.settle !== undefined;
  }

  settle(): void {
    if (!this.over) this.#stage.settle?.(this.next);
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

  /** There will be no end: what is held and may leave does. */
  breakOff(): void {
    if (this.#basin.over) return;
    if (!this.over) this.#stage.breakOff?.(this.next);
    this.next.breakOff();
  }
}

/** Any number of stages as one machine: chunks in, the chunks they caused out. */
export class FusedStages {
  readonly #basin: Basin = new Basin();
  readonly #links: Link[] = [];
  /** Those of them that settle. */
  readonly #settling: Link[] = [];

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
      if (link.settles) this.#settling.push(link);
    }
  }

  /** Sends chunks of the source through all stages. */
  feed(chunks: readonly unknown[]): void {
    try {
      for (const chunk of chunks) {
        if (this.#basin.over) return;
        this.#first.enqueue(chunk);
      }
    } finally {
      // Also after a failure: what was made before it must not depend on how the input was cut.
      this.#settle();
    }
  }

  /** Sends a batch that the stages before a place have made through the others. */
  feedFrom(place: number, batch: readonly unknown[]): void {
    const port = this.#links[place] ?? this.#basin;
    try {
      for (const chunk of batch) port.enqueue(chunk);
    } finally {
      this.#settle(place);
    }
  }

  end(): void {
    try {
      this.#first.end();
    } finally {
      this.#settle();
    }
  }

  /**
   * What is held and may leave although something has failed goes through the stages behind it. A stage that has thrown, and
   * those before it, are not asked: what they hold nobody has judged.
   */
  breakOff(): void {
    const failed = this.#links.findLastIndex(({ busy }) => busy);
    const port = this.#links[failed + 1] ?? this.#basin;
    try {
      port.breakOff();
    } finally {
      this.#settle(failed + 1);
    }
  }

  /** What came out since the last call. */
  drain(): readonly unknown[] {
    return this.#basin.drain();
  }

  /** From left to right, from a place on. */
  #settle(place = 0): void {
    for (const link of this.#settling) if (place === 0 || this.#links.indexOf(link) >= place) link.settle();
  }

  get #first(): Port {
    return this.#links[0] ?? this.#basin;
  }
}
