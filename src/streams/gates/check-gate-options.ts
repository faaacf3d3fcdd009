import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel } from "../../types.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import type { GateDecision } from "./check-queue.ts";
import type { GateWindow } from "./gate-track.ts";

/** How windows are cut and checked, and how far text may run ahead of its verdict. */
export interface CheckGateOptions extends RollingWindowOptions {
  /**
   * Checks one window. Its signal aborts when the answer is blocked or nobody wants it any more. It must not reject: a
   * failing rail is a decision; a rejection breaks the stream, and nothing that waits is released.
   */
  readonly check: (window: GateWindow, signal: AbortSignal) => Promise<GateDecision>;
  /** True: text leaves as it comes and checks run behind it. False: text waits for its window's verdict. */
  readonly streamFirst: boolean;
  /**
   * With `streamFirst`: windows whose text may leave before the oldest verdict that is not in, the open one among them,
   * however much arrives at once. 2 are the one under check and the one that fills; with 1 a window starts to leave when
   * the one before it has passed. What comes beyond waits.
   * @defaultValue 2
   */
  readonly maxExposed?: number;
  /** The channels that are checked; text of others passes in order. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /**
   * Checks at once; reading pauses at that many.
   * @defaultValue 4
   */
  readonly maxInFlight?: number;
  /**
   * Checks that one call of `check` makes at once. At least one window is under check, also when it makes more than may.
   * @defaultValue 1
   */
  readonly checksPerWindow?: number;
  /**
   * Code units that may wait for a verdict before the stream fails with a LimitError.
   * @defaultValue 1_048_576
   */
  readonly maxHeld?: number;
  /** Measures what waits, and for how long; verdicts then say so. Default: nothing is measured. */
  readonly meter?: HoldMeter | undefined;
}
