import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel, StreamPart } from "../../types.ts";
import { isDelta } from "../parts/tracks.ts";
import type { Stage } from "../stage.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import { GateTracks } from "./gate-tracks.ts";

export interface WindowMonitorOptions extends RollingWindowOptions {
  /** The channels that are read. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /** Told of every window, in the tick in which it is complete. */
  readonly onWindow: (window: GateWindow) => void;
}

/** Text is never handed on from here, since it has left as it came. */
const never = (): never => undefined as never;

/** Window rails that are only monitored: every part passes as it came and at once, and the windows are told beside it. */
export const windowMonitor = ({ onWindow, ...options }: WindowMonitorOptions): Stage<StreamPart, StreamPart> => {
  const output: TrackOutput = { text: never, decided: never, pass: never, window: onWindow };
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
