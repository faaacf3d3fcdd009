import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel } from "../../types/channel.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { isDelta } from "../parts/tracks.ts";
import type { Stage } from "../stage.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import { GateTracks } from "./gate-tracks.ts";
import type { Held } from "./release-queue.ts";

export interface WindowMonitorOptions extends RollingWindowOptions {
  /** The channels that are read. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /** Called with every window, in the tick in which it is complete. */
  readonly onWindow: (window: GateWindow) => void;
}

/** Everything but windows is ignored, since all parts have passed already. */
const drop = (): void => {};
const holdNothing = (): Held => NOTHING_HELD;
const NOTHING_HELD: Held = { parts: [], afterWindows: 0, size: 0 };

/**
 * Window rails that are only monitored: every part passes unchanged and at once, and complete windows are reported to
 * `onWindow`.
 */
export const windowMonitor = ({ onWindow, ...options }: WindowMonitorOptions): Stage<StreamPart, StreamPart> => {
  const output: TrackOutput = {
    text: holdNothing,
    unsureText: holdNothing,
    decided: drop,
    pass: drop,
    window: onWindow,
  };
  const tracks = new GateTracks({ ...options, holds: true }, output);
  const end = (): void => tracks.end();
  return {
    name: "window-monitor",
    feed(part, passed) {
      passed.enqueue(part);
      if (isDelta(part)) {
        if (!tracks.isFinished(part.choice)) tracks.feed(part);
      } else if (part.type === "finish") tracks.finish(part.choice);
    },
    end,
    endAfterError: end,
  };
};
