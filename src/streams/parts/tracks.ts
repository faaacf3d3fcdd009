import { LimitError } from "../../errors.ts";
import type { Channel } from "../../types/channel.ts";
import type { DeltaPart, StreamPart, ToolCallDelta } from "../../types/stream-part.ts";

/** A text that a client assembles from deltas: a channel of a choice, or the arguments of one tool call. */
export interface Track {
  readonly choice: number;
  readonly channel: Channel;
  /** Position of the tool call; 0 for other channels. */
  readonly index: number;
}

const CHANNELS: Readonly<Record<DeltaPart["type"], Channel>> = {
  "text-delta": "text",
  "reasoning-delta": "reasoning",
  "refusal-delta": "refusal",
  "tool-call-delta": "tool-call",
};
const TYPES = { text: "text-delta", reasoning: "reasoning-delta", refusal: "refusal-delta" } as const;

/** Compares the most common type first, which is cheaper than a look-up. */
export const isDelta = (part: StreamPart): part is DeltaPart => part.type === "text-delta" || part.type in CHANNELS;

export const channelOf = ({ type }: DeltaPart): Channel => CHANNELS[type];

/**
 * Whether a delta carries more than text (an id, a name or state of a tool call), which must not be lost when its text
 * is held. Some providers send no id.
 */
export const opensToolCall = (part: DeltaPart): part is ToolCallDelta =>
  part.type === "tool-call-delta" && (part.id !== undefined || part.name !== undefined || part.state !== undefined);

/** A delta of a track with the given text. */
export const deltaOf = ({ choice, channel, index }: Track, text: string): DeltaPart =>
  channel === "tool-call" ? { type: "tool-call-delta", choice, index, text } : { type: TYPES[channel], choice, text };

const MAX_TRACKS = 512;

/** The state that a stage keeps per track, created at the track's first delta. At most 512 tracks a stream. */
export class Tracks<State> {
  readonly #states = new Map<string, State>();
  readonly #create: (track: Track) => State;
  #lastPart: DeltaPart | undefined;
  #lastState: State | undefined;

  constructor(create: (track: Track) => State) {
    this.#create = create;
  }

  /**
   * The state of the track that a delta belongs to. Consecutive deltas mostly share a track, which then needs no
   * look-up.
   */
  of(part: DeltaPart): State {
    if (this.#lastState !== undefined && sameTrack(part, this.#lastPart)) return this.#lastState;
    const track: Track = { choice: part.choice, channel: channelOf(part), index: indexOf(part) };
    const key = `${track.choice} ${track.channel} ${track.index}`;
    let state = this.#states.get(key);
    if (state === undefined) {
      if (this.#states.size >= MAX_TRACKS) throw new LimitError(`Cannot read stream: more than ${MAX_TRACKS} tracks`);
      state = this.#create(track);
      this.#states.set(key, state);
    }
    this.#lastPart = part;
    this.#lastState = state;
    return state;
  }

  all(): Iterable<State> {
    return this.#states.values();
  }
}

const indexOf = (part: DeltaPart): number => (part.type === "tool-call-delta" ? part.index : 0);

export const sameTrack = (a: DeltaPart, b: DeltaPart | undefined): boolean =>
  b !== undefined && a.type === b.type && a.choice === b.choice && indexOf(a) === indexOf(b);
