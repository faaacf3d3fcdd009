import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel, StreamPart } from "../../types.ts";
import { isDelta } from "../parts/tracks.ts";
import type { Stage } from "../stage.ts";
import type { Held } from "./gate-tail.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import { GateTracks } from "./gate-tracks.ts";

export interface WindowMonitorOptions extends RollingWindowOptions {
  /** The channels that are read. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /** Told of every window, in the tick in which it is complete. */
  readonly onWindow: (window: GateWindow) => void;
}

/** What else a track hands on has left as it came. */
const drop = (): void => {};
const NOTHING_HELD: Held = { parts: [], needs: 0, size: 0 };

/** Window rails that are only monitored: every part passes as it came and at once, and the windows are told beside it. */
export const windowMonitor = ({ onWindow, ...options }: WindowMonitorOptions): Stage<StreamPart, StreamPart> => {
  const output: TrackOutput = { text: () => NOTHING_HELD, decided: drop, pass: drop, window: onWindow };
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
    breakOff: end,
  };
};
