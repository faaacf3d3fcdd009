import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel } from "../../types/channel.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import type { GateDecision } from "./check-queue.ts";
import type { GateWindow } from "./gate-track.ts";

/** How windows are cut and checked, and how far text may run ahead of its verdict. */
export interface CheckGateOptions extends RollingWindowOptions {
  /**
   * Checks one window. The signal aborts when the answer is blocked or no longer wanted. It must not reject: report a
   * failing rail as a decision. A rejection breaks the stream, and no waiting text is released.
   */
  readonly check: (window: GateWindow, signal: AbortSignal) => Promise<GateDecision>;
  /** True: text leaves as it arrives, and checks run after it. False: text waits for the verdict on its window. */
  readonly streamFirst: boolean;
  /**
   * With `streamFirst`: how many windows' text may leave before the oldest open verdict, counting the window that is
   * being filled. Text beyond that waits. With 2, one window is under check while the next one fills; with 1, a window
   * starts to leave when the one before it has passed.
   * @defaultValue 2
   */
  readonly maxExposed?: number;
  /** The channels that are checked. Text of other channels passes, in order. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /**
   * How many checks may run at once. Reading pauses at that number.
   *
   * @defaultValue 4
   */
  readonly maxInFlight?: number;
  /**
   * How many checks one call of `check` makes. At least one window is checked at a time, even if that exceeds
   * `maxInFlight`.
   *
   * @defaultValue 1
   */
  readonly checksPerWindow?: number;
  /**
   * Code units that may wait for a verdict. Beyond that the stream fails with a LimitError.
   *
   * @defaultValue 1_048_576
   */
  readonly maxHeld?: number;
  /** Measures how much text waits, and for how long, and adds the figures to verdicts. Default: nothing is measured. */
  readonly meter?: HoldMeter | undefined;
}
