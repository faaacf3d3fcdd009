import type { StreamPart } from "../../types.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { deltaOf, isDelta, opensToolCall, type Track, Tracks } from "./tracks.ts";

/** A machine over one text: what it returns may leave, what it does not is held or gone. */
export interface TextMachine {
  feed(text: string): string;
  end(): string;
}

interface TrackState<Machine> {
  readonly track: Track;
  readonly machine: Machine;
  ended: boolean;
}

/** Called after a machine was fed or ended. Returning true means that this stage took over the end of the stream. */
type AfterStep<Machine> = (machine: Machine, track: Track, output: StageOutput<StreamPart>) => boolean;

/**
 * Runs one text machine per track over a stream of parts. What a machine still holds leaves before the finish of its
 * choice, parts without text pass in order, and text of a choice that has finished, or held when a rail blocks, is dropped.
 */
export class TextMachineStage<Machine extends TextMachine> implements Stage<StreamPart, StreamPart> {
  readonly name: string;
  readonly #tracks: Tracks<TrackState<Machine>>;
  readonly #after: AfterStep<Machine>;
  readonly #finished = new Set<number>();
  #over = false;

  constructor(name: string, create: (track: Track) => Machine, after: AfterStep<Machine> = () => false) {
    this.name = name;
    this.#tracks = new Tracks((track) => ({ track, machine: create(track), ended: false }));
    this.#after = after;
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (this.#over) return;
    if (!isDelta(part)) {
      if (part.type === "finish") this.#finish(part.choice, output);
      else if (part.type === "verdict" && part.verdict.status === "blocked") this.#drop();
      if (!this.#over) output.enqueue(part);
      return;
    }
    if (this.#finished.has(part.choice)) return;
    const state = this.#tracks.of(part);
    const text = state.machine.feed(part.text);
    if (text === part.text) output.enqueue(part);
    else if (text !== "" || opensToolCall(part)) output.enqueue({ ...part, text });
    this.#over = this.#after(state.machine, state.track, output);
  }

  end(output: StageOutput<StreamPart>): void {
    if (!this.#over) this.#endTracks(undefined, output);
  }

  #finish(choice: number, output: StageOutput<StreamPart>): void {
    this.#finished.add(choice);
    this.#endTracks(choice, output);
  }

  /** A rail before this one has ended the answer: nothing leaves after its verdict. */
  #drop(): void {
    for (const state of this.#tracks.all()) state.ended = true;
  }

  #endTracks(choice: number | undefined, output: StageOutput<StreamPart>): void {
    for (const state of this.#tracks.all()) {
      if (this.#over) return;
      if (state.ended || (choice !== undefined && state.track.choice !== choice)) continue;
      state.ended = true;
      const text = state.machine.end();
      if (text !== "") output.enqueue(deltaOf(state.track, text));
      this.#over = this.#after(state.machine, state.track, output);
    }
  }
}
