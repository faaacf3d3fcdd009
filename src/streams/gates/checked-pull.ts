import type { DeltaPart, StreamPart, Verdict } from "../../types.ts";
import { isDelta, opensToolCall } from "../parts/tracks.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import type { Pull } from "../stage.ts";
import type { CheckGateOptions } from "./check-gate-options.ts";
import { type Check, CheckQueue, type GateDecision } from "./check-queue.ts";
import { GateTail, type Held } from "./gate-tail.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import { GateTracks } from "./gate-tracks.ts";
import { OpenChoices } from "./open-choices.ts";
import { PartReader } from "./part-reader.ts";
import { isBlock } from "./verdicts.ts";

/** A window under check, and its text where that waits for it. */
interface Subject {
  readonly window: GateWindow;
  readonly waiting: { readonly part: DeltaPart; readonly held: Held } | undefined;
}

/**
 * The shell of a check gate, and all of it that is asynchronous. Tracks cut what the reader gives into windows, the queue
 * says which are to be checked and how far they have passed, the tail what may leave then.
 */
export class CheckedPull implements Pull<StreamPart>, TrackOutput {
  readonly #check: CheckGateOptions["check"];
  /** 0 where text waits for its own verdict. */
  readonly #maxExposed: number;
  readonly #reader: PartReader;
  readonly #tracks: GateTracks;
  readonly #queue: CheckQueue<Subject>;
  readonly #tail: GateTail;
  readonly #meter: HoldMeter | undefined;
  readonly #choices: OpenChoices = new OpenChoices();
  readonly #abort: AbortController = new AbortController();
  /** Whether the texts are complete, or nobody asks for more of them. */
  #complete = false;
  #refusal: { readonly choice: number; readonly verdict: Verdict } | undefined;
  #wake: () => void = () => {};

  constructor(source: Pull<StreamPart>, options: CheckGateOptions) {
    const { maxExposed = 2, maxInFlight = 4, checksPerWindow = 1, maxHeld = 1_048_576, streamFirst, meter } = options;
    this.#check = options.check;
    this.#maxExposed = streamFirst ? maxExposed : 0;
    this.#reader = new PartReader(source);
    this.#tracks = new GateTracks({ ...options, holds: !streamFirst }, this);
    this.#queue = new CheckQueue(Math.max(1, Math.floor(maxInFlight / checksPerWindow)));
    this.#tail = new GateTail(maxHeld, meter);
    this.#meter = meter;
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    for (;;) {
      const parts = this.#leaving();
      if (parts.length > 0) return parts;
      if (this.#reader.over && this.#queue.idle) {
        this.#reader.throwFailure();
        return undefined;
      }
      await this.#progress();
    }
  }

  cancel(reason?: unknown): Promise<void> {
    const cancelled = this.#reader.cancel(reason);
    this.#refusal = undefined;
    this.#tail.clear();
    this.#stop(reason);
    return cancelled;
  }

  /** How many windows must have passed before text of the open window may leave. */
  get #needs(): number {
    return this.#queue.submitted + 1 - this.#maxExposed;
  }

  text(part: DeltaPart, unsure: boolean): Held {
    // In lock-step the window behind the open one waits for it, whose number is not known before it is complete: windows of
    // other texts may come first.
    const behind = this.#maxExposed === 1 ? Infinity : this.#needs + 1;
    return this.#tail.put(part, unsure ? behind : this.#needs);
  }

  decided(held: Held, isLater: boolean): void {
    held.needs = Math.min(held.needs, this.#needs + (isLater ? 1 : 0));
  }

  window(window: GateWindow, part?: DeltaPart): void {
    const waiting = part === undefined ? undefined : { part, held: this.text(part, false) };
    this.#queue.submit({ window, waiting });
    this.#launch();
  }

  pass(part: StreamPart): void {
    this.#tail.put(part, 0);
  }

  #leaving(): readonly StreamPart[] {
    const parts = this.#tail.take(this.#queue.passed);
    for (const part of parts) this.#choices.see(part);
    if (this.#refusal === undefined || !this.#tail.isEmpty) return parts;
    const { choice, verdict } = this.#refusal;
    this.#refusal = undefined;
    return [...parts, ...this.#choices.refuse(choice, verdict)];
  }

  /** Waits for the source or a check, whichever comes first. */
  #progress(): Promise<void> {
    if (this.#queue.idle && this.#reader.canRead) return this.#read();
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#queue.hasRoom && this.#reader.canRead) void this.#read();
    return woken;
  }

  async #read(): Promise<void> {
    await this.#reader.read();
    this.#advance();
    this.#wake();
  }

  /** Takes in what was read, as far as there is room for checks. What is open when the source is over is complete. */
  #advance(): void {
    try {
      while (this.#queue.hasRoom) {
        const part = this.#reader.take();
        if (part === undefined) break;
        this.#accept(part);
      }
    } catch (error) {
      this.#reader.fail(error);
    }
    if (!this.#reader.over || this.#complete) return;
    this.#complete = true;
    this.#tracks.end();
  }

  #accept(part: StreamPart): void {
    if (isDelta(part)) return this.#acceptText(part);
    if (part.type === "finish") this.#tracks.finish(part.choice);
    else if (part.type === "verdict" && isBlock(part.verdict)) this.#tracks.end(part.choice);
    else return this.pass(part);
    this.#tail.put(part, this.#queue.submitted);
  }

  #acceptText(part: DeltaPart): void {
    if (this.#tracks.isFinished(part.choice)) return;
    this.#tail.admit(part);
    this.#tracks.feed(part);
  }

  #launch(): void {
    for (let next = this.#queue.launch(); next !== undefined; next = this.#queue.launch()) void this.#run(next);
  }

  async #run(check: Check<Subject>): Promise<void> {
    try {
      this.#settle(check, await this.#check(check.subject.window, this.#abort.signal));
    } catch (error) {
      this.#break(error);
    }
  }

  #settle(check: Check<Subject>, decision: GateDecision): void {
    if (this.#abort.signal.aborted) return;
    const { outcome } = decision;
    if (outcome === "transform") rewrite(check.subject, { ...decision, verdict: this.#measured(decision.verdict) });
    else if (outcome !== "allow" && outcome !== "block") throw new TypeError("A check made no decision");
    this.#queue.settle(check, decision);
    if (outcome === "block") this.#reader.close();
    // Where text leaves first, nothing is gained by waiting for the verdicts before this one.
    const atOnce = outcome === "block" && this.#maxExposed > 0;
    const block = atOnce ? { ...check, verdict: decision.verdict } : this.#queue.block;
    if (block !== undefined) this.#refuse(block.subject, block.verdict);
    this.#launch();
    this.#advance();
    this.#wake();
  }

  /** What has passed still leaves where text waited for that; elsewhere what nobody asked for yet is kept back. */
  #refuse({ window }: Subject, verdict: Verdict): void {
    if (this.#maxExposed > 0) this.#tail.clear();
    else this.#tail.cut(this.#queue.passed);
    this.#refusal = { choice: window.choice, verdict: this.#measured(verdict) };
    this.#stop(undefined);
  }

  #measured(verdict: Verdict): Verdict {
    return this.#meter === undefined ? verdict : { ...verdict, held: this.#meter.figures() };
  }

  #break(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#reader.fail(error);
    this.#tail.clear();
    this.#stop(error);
  }

  /** Checks that still run are told, and nobody waits for them. */
  #stop(reason: unknown): void {
    this.#complete = true;
    this.#queue.stop();
    this.#abort.abort(reason);
    this.#wake();
  }
}

const rewrite = ({ waiting }: Subject, { text, verdict }: GateDecision & { outcome: "transform" }): void => {
  if (waiting === undefined) throw new TypeError("Cannot rewrite text that has left: set stream_first to false");
  const { part, held } = waiting;
  const changed: StreamPart = { type: "verdict", choice: part.choice, verdict };
  held.parts = text === "" && !opensToolCall(part) ? [changed] : [changed, { ...part, text }];
};
