import { LimitError } from "../../errors.ts";
import { RollingWindow, type RollingWindowOptions, type TextWindow } from "../../text/rolling-window.ts";
import type { Channel, DeltaPart, StreamPart, ToolCallDelta, Verdict } from "../../types.ts";
import { OpenChoices } from "./open-choices.ts";
import { isBlock } from "./verdicts.ts";
import type { AsyncStage, Pull } from "../stage.ts";
import { channelOf, deltaOf, isDelta, opensToolCall, type Track, Tracks } from "../parts/tracks.ts";

/** A window and the text it belongs to. */
export interface GateWindow extends TextWindow, Track {
  /** Whether the end of the text closed this window, so that no text comes after it. */
  readonly final: boolean;
  /** The tool that is called, where the text is the arguments of a call. */
  readonly toolName?: string;
}

export type GateDecision =
  | { readonly outcome: "allow" }
  | { readonly outcome: "block"; readonly verdict: Verdict }
  /** Replaces the fresh text of the window. Only where text waits for its verdict. */
  | { readonly outcome: "transform"; readonly text: string; readonly verdict: Verdict };

export interface OutputRailGateOptions extends RollingWindowOptions {
  /**
   * Checks one window. Its signal aborts when the answer is blocked or nobody wants it any more. It must not reject: a
   * failing rail is a decision; a rejection breaks the stream, and nothing that waits is released.
   */
  readonly check: (window: GateWindow, signal: AbortSignal) => Promise<GateDecision>;
  /** True: text leaves as it comes and checks run behind it. False: text waits for its window's verdict. */
  readonly streamFirst: boolean;
  /** The channels that are checked; text of others passes in order. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /** Windows under check at once; reading pauses at that many. Default 4. */
  readonly maxInFlight?: number;
  /** Code units that may wait for a verdict before the stream fails with a LimitError. Default 1,048,576. */
  readonly maxHeld?: number;
}

interface Check {
  readonly window: GateWindow;
  readonly text: GateTrack;
  decision: GateDecision | undefined;
}

interface GateTrack {
  readonly track: Track;
  readonly window: RollingWindow;
  /** Checks whose verdict is out or whose text waits for an earlier one, in the order of the text. */
  readonly checks: Check[];
  /** The opening of a tool call that waits with its arguments. */
  opening: ToolCallDelta | undefined;
  /** The tool that is called. */
  toolName: string | undefined;
  /** Whether any window of it was submitted. */
  submitted: boolean;
  /** Whether its window was closed early because the choice went on to another text. That happens once per text. */
  left: boolean;
}

/**
 * Output rails that must await, on a stream of parts. Every track is cut into windows; windows are checked while later
 * ones fill and released in order, so the latency of a check is paid once and not once per window. The finish of a choice
 * waits for its last check. A block cancels the source in the tick in which it is known.
 */
class OutputRailGate implements Pull<StreamPart> {
  readonly #source: Pull<StreamPart>;
  readonly #options: OutputRailGateOptions;
  readonly #tracks: Tracks<GateTrack>;
  readonly #choices: OpenChoices = new OpenChoices();
  readonly #abort: AbortController = new AbortController();
  readonly #current = new Map<number, GateTrack>();
  readonly #finished = new Set<number>();
  #ready: StreamPart[] = [];
  /** What may only leave after the verdicts of what came before it: finishes, and all that follows one. */
  #tail: StreamPart[] = [];
  #waiting: Check[] = [];
  #inFlight = 0;
  #held = 0;
  #reading = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(source: Pull<StreamPart>, options: OutputRailGateOptions) {
    this.#source = source;
    this.#options = options;
    this.#tracks = new Tracks((track) => ({
      track,
      window: new RollingWindow(options),
      checks: [],
      opening: undefined,
      toolName: undefined,
      submitted: false,
      left: false,
    }));
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    for (;;) {
      if (this.#ready.length > 0) return this.#drain();
      const idle = this.#inFlight === 0 && this.#waiting.length === 0;
      if (idle && this.#ended) {
        if (this.#failure !== undefined) throw this.#failure.error;
        return undefined;
      }
      if (idle && !this.#reading) await this.#read();
      else await this.#next();
    }
  }

  cancel(reason?: unknown): Promise<void> {
    this.#stop(reason);
    return this.#source.cancel(reason);
  }

  #drain(): readonly StreamPart[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** Waits for the source or a check, whichever comes first. */
  #next(): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    const room = this.#inFlight < (this.#options.maxInFlight ?? 4) && this.#waiting.length === 0;
    if (room && !this.#ended && !this.#reading) void this.#read();
    return woken;
  }

  /** Reads one batch. Never rejects: a failure is kept until what was read before it is decided. */
  async #read(): Promise<void> {
    this.#reading = true;
    try {
      const batch = await this.#source.pull();
      if (!this.#ended) for (const part of batch ?? []) this.#accept(part);
      if (batch === undefined) this.#close();
    } catch (error) {
      if (!this.#ended) this.#failure = { error };
      this.#source.cancel(error).catch(() => {});
      this.#close();
    }
    this.#reading = false;
    this.#wake();
  }

  #accept(part: StreamPart): void {
    if (isDelta(part)) return this.#acceptText(part);
    const closes = part.type === "finish" || (part.type === "verdict" && isBlock(part.verdict));
    if (closes) this.#closeChoice(part.choice);
    if (part.type === "finish") this.#finished.add(part.choice);
    if (closes || part.type === "usage" || this.#tail.length > 0) this.#tail.push(part);
    else this.#ready.push(part);
    this.#flushTail();
  }

  #acceptText(part: DeltaPart): void {
    if (this.#finished.has(part.choice)) return;
    if (this.#options.channels?.includes(channelOf(part)) === false) return this.#passBy(part);
    const text = this.#tracks.of(part);
    if (part.type === "tool-call-delta") text.toolName ??= part.name;
    this.#enter(text);
    if (this.#options.streamFirst) this.#ready.push(part);
    else this.#hold(part, text);
    this.#choices.see(part);
    this.#submit(text, text.window.feed(part.text), false);
  }

  /** Text that nobody checks waits for nothing but what came before it and waits itself. */
  #passBy(part: DeltaPart): void {
    if (this.#tail.length > 0) return void this.#tail.push(part);
    this.#choices.see(part);
    this.#ready.push(part);
  }

  /**
   * When a model goes on from one text to another (from reasoning to its answer), the first should not wait for the end of
   * the second. Once per text, or alternating between two would cost a check per token. A check that wants the whole text
   * gets it whole.
   */
  #enter(text: GateTrack): void {
    const previous = this.#current.get(text.track.choice);
    this.#current.set(text.track.choice, text);
    if (previous === undefined || previous === text || previous.left || this.#options.chunkSize === Infinity) return;
    previous.left = true;
    this.#submit(previous, previous.window.end(), false);
  }

  #hold(part: DeltaPart, text: GateTrack): void {
    this.#held += part.text.length;
    const { maxHeld = 1_048_576 } = this.#options;
    if (this.#held > maxHeld) throw new LimitError(`Cannot hold answer for its check: more than ${maxHeld} characters`);
    if (opensToolCall(part)) text.opening = { ...text.opening, ...part };
  }

  #submit(text: GateTrack, windows: readonly TextWindow[], final: boolean): void {
    const { track, toolName } = text;
    const call = toolName === undefined ? {} : { toolName };
    for (const window of windows) {
      text.submitted = true;
      const check: Check = { window: { ...window, ...track, ...call, final }, text, decision: undefined };
      text.checks.push(check);
      this.#waiting.push(check);
    }
    this.#launch();
  }

  #launch(): void {
    const { maxInFlight = 4, check: decide } = this.#options;
    while (this.#waiting.length > 0 && this.#inFlight < maxInFlight) {
      const check = this.#waiting.shift() as Check;
      this.#inFlight++;
      // A check that throws before it returns a promise is one that rejects.
      (async () => decide(check.window, this.#abort.signal))().then(
        (decision) => this.#settle(check, decision),
        (error: unknown) => this.#break(error),
      );
    }
  }

  #settle(check: Check, decision: GateDecision): void {
    if (this.#abort.signal.aborted) return;
    this.#inFlight--;
    check.decision = decision;
    if (decision.outcome === "block") this.#closeSource();
    if (this.#options.streamFirst) this.#settleBehind(check, decision);
    else this.#release(check.text);
    if (!this.#abort.signal.aborted) {
      this.#launch();
      this.#flushTail();
    }
    this.#wake();
  }

  /** The text has left already: all that is left to do is to stop. */
  #settleBehind(check: Check, decision: GateDecision): void {
    if (decision.outcome === "block") return this.#refuse(check.window.choice, decision.verdict);
    if (decision.outcome === "transform") {
      return this.#break(new TypeError("Cannot rewrite text that has left: set stream_first to false"));
    }
    check.text.checks.splice(check.text.checks.indexOf(check), 1);
  }

  /** Lets the text of decided windows go, in the order of the text. */
  #release(text: GateTrack): void {
    for (let check = text.checks[0]; check?.decision !== undefined; check = text.checks[0]) {
      const { decision, window } = check;
      if (decision.outcome === "block") return this.#refuse(window.choice, decision.verdict);
      if (decision.outcome === "transform") {
        this.#ready.push({ type: "verdict", choice: window.choice, verdict: decision.verdict });
      }
      this.#emit(text, decision.outcome === "transform" ? decision.text : window.fresh);
      this.#held -= window.fresh.length;
      text.checks.shift();
    }
  }

  #emit(text: GateTrack, fresh: string): void {
    const { opening } = text;
    text.opening = undefined;
    if (opening !== undefined) this.#ready.push({ ...opening, text: fresh });
    else if (fresh !== "") this.#ready.push(deltaOf(text.track, fresh));
  }

  #closeChoice(choice: number | undefined): void {
    for (const text of this.#tracks.all()) {
      if (choice !== undefined && text.track.choice !== choice) continue;
      this.#submit(text, text.window.end(), true);
      // A call without arguments is still a call.
      if (text.toolName !== undefined && !text.submitted) this.#submit(text, [NO_ARGUMENTS], true);
      if (text.checks.length === 0 && text.opening !== undefined) this.#emit(text, "");
    }
  }

  #flushTail(): void {
    for (let part = this.#tail[0]; part !== undefined && !this.#mustWait(part); part = this.#tail[0]) {
      this.#choices.see(part);
      this.#ready.push(part);
      this.#tail.shift();
    }
  }

  #mustWait(part: StreamPart): boolean {
    const texts = [...this.#tracks.all()];
    if (part.type !== "finish") return texts.some(({ checks }) => checks.length > 0);
    return texts.some(({ track, checks }) => track.choice === part.choice && checks.length > 0);
  }

  /** The source is over: what is still open becomes the last windows. */
  #close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closeChoice(undefined);
    this.#flushTail();
  }

  /** A block is known: nothing more is read, and what was not yet submitted will not be. */
  #closeSource(): void {
    this.#waiting = [];
    if (this.#ended) return;
    this.#ended = true;
    this.#source.cancel().catch(() => {});
  }

  #refuse(choice: number, verdict: Verdict): void {
    this.#stop(undefined);
    this.#dropUnchecked();
    this.#ready.push(...this.#choices.refuse(choice, verdict));
  }

  /** Where text does not wait for its check, what was not asked for yet can still be kept back. */
  #dropUnchecked(): void {
    if (this.#options.streamFirst) this.#ready = this.#ready.filter((part) => !isDelta(part));
  }

  #break(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#closeSource();
    this.#stop(error);
    this.#dropUnchecked();
    this.#failure = { error };
    this.#wake();
  }

  #stop(reason: unknown): void {
    this.#ended = true;
    this.#waiting = [];
    this.#tail = [];
    this.#inFlight = 0;
    this.#failure = undefined;
    this.#abort.abort(reason);
    this.#wake();
  }
}

const NO_ARGUMENTS: TextWindow = { context: "", fresh: "", start: 0 };

/** Output rails that must await (judges, remote classifiers) as a stage. See {@link OutputRailGateOptions}. */
export const outputRailGate = (options: OutputRailGateOptions): AsyncStage<StreamPart, StreamPart> => ({
  name: "output-rail-gate",
  attach: (source) => new OutputRailGate(source, options),
});
