import type { DeltaPart, StreamPart } from "../../types/stream-part.ts";
import type { CheckQueue } from "./check-queue.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import type { Held, ReleaseQueue } from "./release-queue.ts";

/** A window under check, and its text if that waits for the verdict. */
export interface CheckedWindow {
  readonly window: GateWindow;
  readonly waiting: { readonly part: DeltaPart; readonly held: Held } | undefined;
}

/** Where windows and their text go. */
export interface GateOutputOptions {
  readonly queue: CheckQueue<CheckedWindow>;
  readonly releases: ReleaseQueue;
  /** How many windows' text may leave before the oldest open verdict. 0 where text waits for its own verdict. */
  readonly maxExposed: number;
  /** Called after a window has been submitted. */
  readonly onWindow: () => void;
}

/**
 * Takes what the tracks of a check gate produce: windows are submitted for checks, text is queued with the number of
 * windows that must have passed before it may leave.
 */
export class GateOutput implements TrackOutput {
  readonly #options: GateOutputOptions;

  constructor(options: GateOutputOptions) {
    this.#options = options;
  }

  text(part: DeltaPart): Held {
    return this.#options.releases.put(part, this.#openWindow);
  }

  unsureText(part: DeltaPart): Held {
    // In lock-step the next window waits for the open one, whose number is unknown until it is complete: windows of
    // other tracks may come first.
    return this.#options.releases.put(part, this.#options.maxExposed === 1 ? Infinity : this.#openWindow + 1);
  }

  decided(held: Held, window: "open" | "next"): void {
    held.afterWindows = Math.min(held.afterWindows, this.#openWindow + (window === "next" ? 1 : 0));
  }

  window(window: GateWindow, part?: DeltaPart): void {
    const waiting = part === undefined ? undefined : { part, held: this.text(part) };
    this.#options.queue.submit({ window, waiting });
    this.#options.onWindow();
  }

  pass(part: StreamPart): void {
    this.#options.releases.put(part, 0);
  }

  /** How many windows must have passed before text of the open window may leave. */
  get #openWindow(): number {
    return this.#options.queue.submitted + 1 - this.#options.maxExposed;
  }
}
