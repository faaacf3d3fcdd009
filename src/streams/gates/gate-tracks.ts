import type { Channel } from "../../types/channel.ts";
import type { DeltaPart } from "../../types/stream-part.ts";
import { channelOf, Tracks } from "../parts/tracks.ts";
import { GateTrack, type GateTrackOptions, type TrackOutput } from "./gate-track.ts";

export interface GateTracksOptions extends GateTrackOptions {
  /** The channels that are checked. Text of other channels passes, in order. Default: all. */
  readonly channels?: readonly Channel[] | undefined;
}

interface Entry {
  readonly choice: number;
  readonly text: GateTrack;
  left: boolean;
}

/** All tracks of a stream. Knows which track of a choice is being written, and which choices have finished. */
export class GateTracks {
  readonly #options: GateTracksOptions;
  readonly #output: TrackOutput;
  readonly #tracks: Tracks<Entry>;
  readonly #current = new Map<number, Entry>();
  readonly #finished = new Set<number>();

  constructor(options: GateTracksOptions, output: TrackOutput) {
    this.#options = options;
    this.#output = output;
    this.#tracks = new Tracks((track) => ({
      choice: track.choice,
      text: new GateTrack(track, options, output),
      left: false,
    }));
  }

  isFinished(choice: number): boolean {
    return this.#finished.has(choice);
  }

  feed(part: DeltaPart): void {
    if (this.#options.channels?.includes(channelOf(part)) === false) return this.#output.pass(part);
    const entry = this.#tracks.of(part);
    this.#enter(entry);
    entry.text.feed(part);
  }

  /** Ends the tracks of a choice, or all tracks. */
  end(choice?: number): void {
    for (const entry of this.#tracks.all()) if (choice === undefined || entry.choice === choice) entry.text.end();
  }

  /** Ends the tracks of a choice. Later text of that choice is not part of the answer. */
  finish(choice: number): void {
    this.end(choice);
    this.#finished.add(choice);
  }

  /**
   * When a model moves on from one track to another, such as from reasoning to its answer, the window of the first one
   * is closed, so that it does not wait for the end of the second. This is done once per track: alternating between two
   * tracks would otherwise cost a check per token. With `chunkSize: Infinity` a check gets the whole text, so the
   * window stays open.
   */
  #enter(entry: Entry): void {
    const previous = this.#current.get(entry.choice);
    if (previous === entry) return;
    this.#current.set(entry.choice, entry);
    if (previous === undefined || previous.left || this.#options.chunkSize === Infinity) return;
    previous.left = true;
    previous.text.closeWindow();
  }
}
