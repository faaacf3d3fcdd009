import type { StreamPart } from "../../types/stream-part.ts";
import { isBlock } from "../gates/verdicts.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { deltaOf, isDelta, opensToolCall, type Track, Tracks } from "./tracks.ts";

/** A machine over one text. A step says what may leave; the machine holds or drops the rest. */
export interface TextMachine<Step> {
  feed(text: string): Step;
  end(): Step;
}

export interface TextMachineOptions<Machine, Step> {
  /** The name of the stage. */
  readonly name: string;
  readonly create: (track: Track) => Machine;
  readonly textOf: (step: Step) => string;
  /** Called after every step. Returns true if it has ended the stream itself. */
  readonly after?: (step: Step, track: Track, output: StageOutput<StreamPart>, machine: Machine) => boolean;
}

interface TrackState<Machine> {
  readonly track: Track;
  readonly machine: Machine;
  ended: boolean;
}

/**
 * Runs one text machine per track. Text that a machine still holds leaves before the `finish` of its choice. Parts
 * without text pass in order. Text of a finished choice, and text held when a rail blocks, is dropped.
 */
export class TextMachineStage<Machine extends TextMachine<Step>, Step> implements Stage<StreamPart, StreamPart> {
  readonly name: string;
  /** Whether `after` has ended the stream. */
  over = false;
  readonly #options: TextMachineOptions<Machine, Step>;
  readonly #tracks: Tracks<TrackState<Machine>>;
  readonly #finished = new Set<number>();

  constructor(options: TextMachineOptions<Machine, Step>) {
    this.name = options.name;
    this.#options = options;
    this.#tracks = new Tracks((track) => ({ track, machine: options.create(track), ended: false }));
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (this.over) return;
    if (!isDelta(part)) {
      if (part.type === "finish") this.finish(part.choice, output);
      else if (part.type === "verdict" && isBlock(part.verdict)) this.#drop();
      if (!this.over) output.enqueue(part);
      return;
    }
    if (this.#finished.has(part.choice)) return;
    const state = this.#tracks.of(part);
    const step = state.machine.feed(part.text);
    const text = this.#options.textOf(step);
    if (text === part.text) output.enqueue(part);
    else if (text !== "" || opensToolCall(part)) output.enqueue({ ...part, text });
    this.over = this.#after(step, state, output);
  }

  /** Releases what the tracks of a choice still hold. May be called twice. */
  finish(choice: number, output: StageOutput<StreamPart>): void {
    this.#finished.add(choice);
    this.#endTracks(choice, output);
  }

  end(output: StageOutput<StreamPart>): void {
    if (!this.over) this.#endTracks(undefined, output);
  }

  /** The text has ended, though not properly: held text that can no longer become a match leaves. */
  endAfterError(output: StageOutput<StreamPart>): void {
    this.end(output);
  }

  #after(step: Step, { track, machine }: TrackState<Machine>, output: StageOutput<StreamPart>): boolean {
    return this.#options.after?.(step, track, output, machine) ?? false;
  }

  /** An earlier rail has blocked the answer: nothing leaves after its verdict. */
  #drop(): void {
    for (const state of this.#tracks.all()) state.ended = true;
  }

  #endTracks(choice: number | undefined, output: StageOutput<StreamPart>): void {
    for (const state of this.#tracks.all()) {
      if (this.over) return;
      if (state.ended || (choice !== undefined && state.track.choice !== choice)) continue;
      state.ended = true;
      const step = state.machine.end();
      const text = this.#options.textOf(step);
      if (text !== "") output.enqueue(deltaOf(state.track, text));
      this.over = this.#after(step, state, output);
    }
  }
}
