import type { RollingWindowOptions } from "../../text/rolling-window.ts";
import type { Channel, StreamPart } from "../../types.ts";
import { isDelta } from "../parts/tracks.ts";
import type { Stage, StageOutput } from "../stage.ts";
import type { GateWindow, TrackOutput } from "./gate-track.ts";
import { GateTracks } from "./gate-tracks.ts";
import { isBlock } from "./verdicts.ts";

export interface WindowMonitorOptions extends RollingWindowOptions {
  /** The channels that are read. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
  /** Told of every window, in the tick in which it is complete. */
  readonly onWindow: (window: GateWindow) => void;
}

/** Text is never handed on from here, since it has left as it came. */
const watching = (onWindow: WindowMonitorOptions["onWindow"]): TrackOutput => ({
  text: (part) => ({ parts: [part], needs: 0, size: 0 }),
  sure() {},
  later() {},
  pass() {},
  window: (window) => onWindow(window),
});

/** Window rails that are only monitored: every part passes as it came and at once, and the windows are told beside it. */
class WindowMonitor implements Stage<StreamPart, StreamPart> {
  readonly name = "window-monitor";
  readonly #tracks: GateTracks;

  constructor({ onWindow, ...options }: WindowMonitorOptions) {
    this.#tracks = new GateTracks({ ...options, holds: true }, watching(onWindow));
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    output.enqueue(part);
    if (isDelta(part)) {
      if (!this.#tracks.isFinished(part.choice)) this.#tracks.feed(part);
    } else if (part.type === "finish") this.#tracks.finish(part.choice);
    else if (part.type === "verdict" && isBlock(part.verdict)) this.#tracks.end(part.choice);
  }

  end(): void {
    this.#tracks.end();
  }

  breakOff(): void {
    this.end();
  }
}

export const windowMonitor = (options: WindowMonitorOptions): Stage<StreamPart, StreamPart> =>
  new WindowMonitor(options);
