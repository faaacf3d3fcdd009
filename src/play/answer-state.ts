import type { ListedRail, PlayEnd, TimedEvent } from "../server/play/play-events.ts";
import type { Verdict } from "../types/verdict.ts";
import { adviceOn } from "./advice.ts";
import { type Edit, forward, rawOffset } from "./offsets.ts";

/** The number of characters held back at a time. */
export interface Hold {
  readonly at: number;
  readonly held: number;
}

/** A segment of the answer as the page shows it. */
export type Segment =
  | { readonly kind: "delivered" | "held" | "withheld"; readonly text: string }
  | { readonly kind: "mask"; readonly text: string; readonly verdict: Verdict; readonly was: string };

interface Mask {
  readonly start: number;
  readonly end: number;
  readonly verdict: Verdict;
}

/** The state of one answer, updated by each event. Offsets are UTF-16 code units. */
export class AnswerState {
  /** The model's text, and the delivered text. */
  raw = "";
  delivered = "";
  reasoning = "";
  readonly verdicts: { readonly at: number; readonly verdict: Verdict }[] = [];
  readonly generatedAt: number[] = [];
  readonly deliveredAt: number[] = [];
  readonly holds: Hold[] = [];
  /** Milliseconds from the first event to the last. */
  duration = 0;
  longestHold = 0;
  mostHeld = 0;
  failure: string | undefined;
  end: PlayEnd | undefined;
  /** Whether the user stopped it. */
  isStopped = false;
  /** The rails of this answer. */
  rails: readonly ListedRail[] = [];
  readonly #edits = new Map<string, Edit[]>();
  /** The ends and arrival times of the model's deltas, and how many of them were delivered. */
  readonly #arrivals: { readonly end: number; readonly at: number }[] = [];
  #left = 0;

  get isOver(): boolean {
    return this.end !== undefined || this.failure !== undefined || this.isStopped;
  }

  apply(event: TimedEvent): void {
    this.duration = Math.max(this.duration, event.at);
    if (event.type === "begin") this.rails = event.rails;
    else if (event.type === "generated") this.#generate(event);
    else if (event.type === "delivered") this.#deliver(event);
    else if (event.type === "verdict") this.#judge(event);
    else if (event.type === "failed") this.failure = `${event.message} (${event.code}). ${adviceOn(event.code)}`;
    else if (event.type === "end") this.#close(event);
  }

  /** How much of the model's text was delivered or replaced. */
  get released(): number {
    return Math.min(this.raw.length, rawOffset(this.#ordered(), this.delivered.length));
  }

  get held(): number {
    return this.raw.length - this.released;
  }

  segments(): readonly Segment[] {
    const pieces: Segment[] = [];
    let from = 0;
    for (const { start, end, verdict } of this.#masks()) {
      if (start < from || end > this.delivered.length) continue;
      pieces.push({ kind: "delivered", text: this.delivered.slice(from, start) });
      pieces.push({ kind: "mask", text: this.delivered.slice(start, end), verdict, was: this.#was(verdict) });
      from = end;
    }
    pieces.push({ kind: "delivered", text: this.delivered.slice(from) });
    const rest = this.raw.slice(this.released);
    if (!this.isOver) pieces.push({ kind: "held", text: rest });
    else if (this.isStopped || this.end?.outcome.status === "blocked") pieces.push({ kind: "withheld", text: rest });
    return pieces.filter(({ text, kind }) => text !== "" || kind === "mask");
  }

  #generate({ at, channel, text }: { at: number; channel: string; text: string }): void {
    if (channel !== "text") return;
    this.#settle(at);
    this.raw += text;
    this.#arrivals.push({ end: this.raw.length, at });
    this.generatedAt.push(at);
  }

  #deliver({ at, channel, text }: { at: number; channel: string; text: string }): void {
    if (channel === "reasoning") this.reasoning += text;
    if (channel !== "text") return;
    this.delivered += text;
    this.deliveredAt.push(at);
  }

  #close(end: PlayEnd & { readonly at: number }): void {
    this.#settle(end.at);
    this.end = end;
  }

  #judge({ at, verdict }: { at: number; verdict: Verdict }): void {
    this.verdicts.push({ at, verdict });
    const { rail, channel, start, end, delivered } = verdict;
    if (channel !== "text" || start === undefined || end === undefined || delivered === undefined) return;
    if (verdict.enforced === false) return;
    const edits = this.#edits.get(rail) ?? [];
    edits.push({ start, end, newStart: delivered.start, newEnd: delivered.end });
    this.#edits.set(rail, edits);
  }

  /**
   * Records what is held between two deltas of the model. Text that is delivered with its own delta was never held, and
   * the verdict on a mask arrives after the masked text.
   */
  #settle(at: number): void {
    const { held, released } = this;
    this.mostHeld = Math.max(this.mostHeld, held);
    this.holds.push({ at, held });
    const leftAt = this.deliveredAt.at(-1) ?? at;
    for (let next = this.#arrivals[this.#left]; next && next.end <= released; next = this.#arrivals[this.#left]) {
      this.longestHold = Math.max(this.longestHold, leftAt - next.at);
      this.#left += 1;
    }
  }

  /** The output rails in the order in which they run. */
  get #flows(): readonly string[] {
    return this.rails.filter(({ type }) => type === "output").map(({ flow }) => flow);
  }

  #ordered(): readonly (readonly Edit[])[] {
    return this.#flows.map((rail) => this.#edits.get(rail) ?? []);
  }

  /** The masks and their positions in the delivered text. */
  #masks(): readonly Mask[] {
    const ordered = this.#ordered();
    return this.verdicts
      .flatMap(({ verdict }) => {
        const { delivered, rail, channel, enforced } = verdict;
        if (channel !== "text" || delivered === undefined || enforced === false) return [];
        const later = ordered.slice(this.#flows.indexOf(rail) + 1);
        return [{ start: forward(later, delivered.start), end: forward(later, delivered.end), verdict }];
      })
      .toSorted((a, b) => a.start - b.start);
  }

  /** The text that a mask replaces. */
  #was({ rail, start = 0, end = 0 }: Verdict): string {
    const earlier = this.#ordered().slice(0, this.#flows.indexOf(rail));
    return this.raw.slice(rawOffset(earlier, start), rawOffset(earlier, end));
  }
}
