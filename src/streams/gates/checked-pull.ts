import type { DeltaPart, StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import { isDelta, opensToolCall } from "../parts/tracks.ts";
import type { Pull } from "../stage.ts";
import type { CheckGateOptions } from "./check-gate-options.ts";
import { type Check, CheckQueue, type GateDecision } from "./check-queue.ts";
import { type CheckedWindow, GateOutput } from "./gate-output.ts";
import { GateTracks } from "./gate-tracks.ts";
import { OpenChoices } from "./open-choices.ts";
import { PartReader } from "./part-reader.ts";
import { ReleaseQueue } from "./release-queue.ts";
import { isBlock } from "./verdicts.ts";

/**
 * The asynchronous part of a check gate: it reads the source, runs the checks and releases text. Tracks cut the text
 * into windows, the check queue knows how far they have passed, and the release queue what may leave by then.
 */
export class CheckedPull implements Pull<StreamPart> {
  readonly #check: CheckGateOptions["check"];
  /** 0 where text waits for its own verdict. */
  readonly #maxExposed: number;
  readonly #reader: PartReader;
  readonly #tracks: GateTracks;
  readonly #queue: CheckQueue<CheckedWindow>;
  readonly #releases: ReleaseQueue;
  readonly #meter: HoldMeter | undefined;
  readonly #choices: OpenChoices = new OpenChoices();
  readonly #abort: AbortController = new AbortController();
  /** Whether the text is complete, or no longer wanted. */
  #complete = false;
  #refusal: { readonly choice: number; readonly verdict: Verdict } | undefined;
  #wake: () => void = () => {};

  constructor(source: Pull<StreamPart>, options: CheckGateOptions) {
    const { maxExposed = 2, maxInFlight = 4, checksPerWindow = 1, maxHeld = 1_048_576, streamFirst, meter } = options;
    this.#check = options.check;
    this.#maxExposed = streamFirst ? maxExposed : 0;
    this.#reader = new PartReader(source);
    this.#queue = new CheckQueue(Math.max(1, Math.floor(maxInFlight / checksPerWindow)));
    this.#releases = new ReleaseQueue(maxHeld, meter);
    const output = new GateOutput({
      queue: this.#queue,
      releases: this.#releases,
      maxExposed: this.#maxExposed,
      onWindow: () => this.#launch(),
    });
    this.#tracks = new GateTracks({ ...options, holds: !streamFirst }, output);
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
    this.#releases.clear();
    this.#stop(reason);
    return cancelled;
  }

  #leaving(): readonly StreamPart[] {
    const parts = this.#releases.take(this.#queue.passed);
    for (const part of parts) this.#choices.see(part);
    if (this.#refusal === undefined || !this.#releases.isEmpty) return parts;
    const { choice, verdict } = this.#refusal;
    this.#refusal = undefined;
    return [...parts, ...this.#choices.refuse(choice, verdict)];
  }

  /** Waits for the source or for a check, whichever comes first. */
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

  /**
   * Feeds what was read to the tracks, as long as there is room for checks. Once the source has ended, ends the tracks.
   */
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
    else return void this.#releases.put(part, 0);
    this.#releases.put(part, this.#queue.submitted);
  }

  #acceptText(part: DeltaPart): void {
    if (this.#tracks.isFinished(part.choice)) return;
    this.#releases.admit(part);
    this.#tracks.feed(part);
  }

  #launch(): void {
    for (let next = this.#queue.launch(); next !== undefined; next = this.#queue.launch()) void this.#run(next);
  }

  async #run(check: Check<CheckedWindow>): Promise<void> {
    try {
      this.#settle(check, await this.#check(check.subject.window, this.#abort.signal));
    } catch (error) {
      this.#break(error);
    }
  }

  #settle(check: Check<CheckedWindow>, decision: GateDecision): void {
    if (this.#abort.signal.aborted) return;
    const { outcome } = decision;
    if (outcome === "transform") rewrite(check.subject, { ...decision, verdict: this.#measured(decision.verdict) });
    else if (outcome !== "allow" && outcome !== "block") throw new TypeError("A check made no decision");
    this.#queue.settle(check, decision);
    if (outcome === "block") this.#reader.close();
    // With `streamFirst`, waiting for earlier verdicts would gain nothing.
    const atOnce = outcome === "block" && this.#maxExposed > 0;
    const block = atOnce ? { ...check, verdict: decision.verdict } : this.#queue.block;
    if (block !== undefined) this.#refuse(block.subject, block.verdict);
    this.#launch();
    this.#advance();
    this.#wake();
  }

  /**
   * Where text waits for verdicts, text that has passed is still released. With `streamFirst`, unread text is dropped.
   */
  #refuse({ window }: CheckedWindow, verdict: Verdict): void {
    if (this.#maxExposed > 0) this.#releases.clear();
    else this.#releases.cut(this.#queue.passed);
    this.#refusal = { choice: window.choice, verdict: this.#measured(verdict) };
    this.#stop(undefined);
  }

  #measured(verdict: Verdict): Verdict {
    return this.#meter === undefined ? verdict : { ...verdict, held: this.#meter.figures() };
  }

  #break(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#reader.fail(error);
    this.#releases.clear();
    this.#stop(error);
  }

  /** Aborts running checks without waiting for them. */
  #stop(reason: unknown): void {
    this.#complete = true;
    this.#queue.stop();
    this.#abort.abort(reason);
    this.#wake();
  }
}

const rewrite = ({ waiting }: CheckedWindow, { text, verdict }: GateDecision & { outcome: "transform" }): void => {
  if (waiting === undefined) throw new TypeError("Cannot rewrite text that has left: set stream_first to false");
  const { part, held } = waiting;
  const changed: StreamPart = { type: "verdict", choice: part.choice, verdict };
  held.parts = text === "" && !opensToolCall(part) ? [changed] : [changed, { ...part, text }];
};
