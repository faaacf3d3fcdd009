import type { GateStep, TextGate } from "../../text/text-gate.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { isDelta, type Track, Tracks } from "../parts/tracks.ts";
import type { Stage, StageOutput } from "../stage.ts";
import type { TextGateOptions } from "./text-gate-stage.ts";
import { FindingVerdicts } from "./verdicts.ts";

interface MonitoredTrack {
  readonly track: Track;
  readonly gate: TextGate;
  ended: boolean;
}

/**
 * An incremental rail that is only monitored: its gates read every track, findings become verdicts with `enforced:
 * false`, and all parts pass unchanged and at once.
 */
class MonitorStage implements Stage<StreamPart, StreamPart> {
  readonly name: string;
  readonly #verdicts: FindingVerdicts;
  readonly #tracks: Tracks<MonitoredTrack>;

  constructor({ rail, railType = "output", create }: TextGateOptions) {
    this.name = `monitor: ${rail}`;
    this.#verdicts = new FindingVerdicts({ rail, railType, monitored: true });
    this.#tracks = new Tracks((track) => ({ track, gate: create(track), ended: false }));
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (part.type === "finish") this.#finish(part.choice, output);
    output.enqueue(part);
    if (!isDelta(part)) return;
    const { gate, track } = this.#tracks.of(part);
    this.#report(gate.feed(part.text), track, output);
  }

  end(output: StageOutput<StreamPart>): void {
    this.#finish(undefined, output);
  }

  #finish(choice: number | undefined, output: StageOutput<StreamPart>): void {
    for (const monitored of this.#tracks.all()) {
      if (monitored.ended || (choice !== undefined && monitored.track.choice !== choice)) continue;
      monitored.ended = true;
      this.#report(monitored.gate.end(), monitored.track, output);
    }
    const verdict = this.#verdicts.rest();
    if (verdict !== undefined) output.enqueue({ type: "verdict", choice: choice ?? 0, verdict });
  }

  #report({ findings }: GateStep, { choice, channel }: Track, output: StageOutput<StreamPart>): void {
    for (const finding of findings) {
      const verdict = this.#verdicts.of(finding, channel);
      if (verdict !== undefined) output.enqueue({ type: "verdict", choice, verdict });
    }
  }
}

export const monitorStage = (options: TextGateOptions): Stage<StreamPart, StreamPart> => new MonitorStage(options);
