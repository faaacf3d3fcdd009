import { RollingWindow, type RollingWindowOptions, type TextWindow } from "../../text/rolling-window.ts";
import type { DeltaPart, ToolCallDelta } from "../../types/stream-part.ts";
import { deltaOf, opensToolCall, type Track } from "../parts/tracks.ts";
import type { Held } from "./release-queue.ts";

/** A window and the track it belongs to. */
export interface GateWindow extends TextWindow, Track {
  /** Whether the track ended with this window, so that no more text follows. */
  readonly final: boolean;
  /** The name of the called tool, if the text is the arguments of a call. */
  readonly toolName?: string;
}

/** Receives what a track makes of its text, in order. */
export interface TrackOutput {
  /** Text of the open window that does not wait for its verdict. */
  text(part: DeltaPart): Held;
  /** Such text that may turn out to belong to the window after the open one. */
  unsureText(part: DeltaPart): Held;
  /** An unsure text turned out to belong to the open window or, because that is complete, to the next one. */
  decided(held: Held, window: "open" | "next"): void;
  /** A complete window to check, and the text that waits for its verdict. */
  window(window: GateWindow, part?: DeltaPart): void;
  /** A part that is not checked. */
  pass(part: DeltaPart): void;
}

export interface GateTrackOptions extends RollingWindowOptions {
  /** Whether text waits for its own window. Otherwise it is passed on as it arrives, split where a window ends. */
  readonly holds: boolean;
}

const NO_ARGUMENTS: TextWindow = { context: "", fresh: "", start: 0 };

const endOf = ({ start, fresh }: TextWindow): number => start + fresh.length;

/**
 * Cuts one text of a stream into windows. The opening of a tool call leaves with the first arguments that may leave.
 */
export class GateTrack {
  readonly #track: Track;
  readonly #holds: boolean;
  readonly #output: TrackOutput;
  readonly #window: RollingWindow;
  /** Code units that arrived before the current part. */
  #length = 0;
  #opening: ToolCallDelta | undefined;
  #toolName: string | undefined;
  #hasSubmitted = false;
  #unsure: { readonly held: Held; readonly end: number }[] = [];

  constructor(track: Track, options: GateTrackOptions, output: TrackOutput) {
    this.#track = track;
    this.#holds = options.holds;
    this.#output = output;
    this.#window = new RollingWindow(options);
  }

  feed(part: DeltaPart): void {
    if (part.type === "tool-call-delta") this.#toolName ??= part.name;
    const windows = this.#window.feed(part.text);
    if (this.#holds) this.#hold(part, windows);
    else this.#flow(part, windows);
    this.#length += part.text.length;
  }

  /** Closes the open window, although more text may follow. */
  closeWindow(): void {
    this.#submitOpen({ final: false });
  }

  /** Ends the text. */
  end(): void {
    this.#submitOpen({ final: true });
    // A call without arguments is still a call.
    if (this.#track.channel === "tool-call" && !this.#hasSubmitted) this.#submit({ ...NO_ARGUMENTS, final: true });
    if (this.#opening !== undefined) this.#output.pass(this.#opened(""));
  }

  #submitOpen({ final }: Pick<GateWindow, "final">): void {
    for (const window of this.#window.end()) {
      this.#decide(endOf(window));
      this.#submit({ ...window, final });
    }
  }

  #hold(part: DeltaPart, windows: readonly TextWindow[]): void {
    if (opensToolCall(part)) this.#opening = { ...this.#opening, ...part };
    for (const window of windows) this.#submit({ ...window, final: false });
  }

  #flow(part: DeltaPart, windows: readonly TextWindow[]): void {
    const end = this.#length + part.text.length;
    let at = this.#length;
    for (const window of windows) {
      this.#decide(endOf(window));
      at = this.#send(part, at, endOf(window));
      this.#submit({ ...window, final: false });
    }
    const sure = Math.min(this.#window.sure, end);
    this.#settle(sure);
    if (part.text === "") this.#output.text(part);
    this.#sendUnsure(part, this.#send(part, at, sure), end);
  }

  /** Passes on the text of a part between two offsets. Returns the offset up to which it was passed on. */
  #send(part: DeltaPart, start: number, end: number): number {
    if (end <= start) return start;
    this.#output.text(this.#slice(part, start, end));
    return end;
  }

  #sendUnsure(part: DeltaPart, start: number, end: number): void {
    if (end > start) this.#unsure.push({ held: this.#output.unsureText(this.#slice(part, start, end)), end });
  }

  #slice(part: DeltaPart, start: number, end: number): DeltaPart {
    const [from, to] = [start - this.#length, end - this.#length];
    if (from > 0) return deltaOf(this.#track, part.text.slice(from, to));
    return to === part.text.length ? part : { ...part, text: part.text.slice(0, to) };
  }

  /** A window ends here: the text after it belongs to the next one. */
  #decide(border: number): void {
    this.#settle(border);
    for (const { held } of this.#unsure) this.#output.decided(held, "next");
    this.#unsure = [];
  }

  #settle(sure: number): void {
    if (this.#unsure.length === 0) return;
    for (const { held, end } of this.#unsure) if (end <= sure) this.#output.decided(held, "open");
    this.#unsure = this.#unsure.filter(({ end }) => end > sure);
  }

  #submit(text: TextWindow & Pick<GateWindow, "final">): void {
    this.#hasSubmitted = true;
    const call = this.#toolName === undefined ? {} : { toolName: this.#toolName };
    const window: GateWindow = { ...text, ...this.#track, ...call };
    if (this.#holds) this.#output.window(window, this.#opened(text.fresh));
    else this.#output.window(window);
  }

  #opened(text: string): DeltaPart {
    const opening = this.#opening;
    this.#opening = undefined;
    return opening === undefined ? deltaOf(this.#track, text) : { ...opening, text };
  }
}
