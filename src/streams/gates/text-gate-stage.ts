import type { TextFinding, TextGate } from "../../text/text-gate.ts";
import type { RailType, StreamPart, ToolCallDelta, Verdict } from "../../types.ts";
import { codeOf, OpenChoices } from "./verdicts.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { TextMachineStage } from "../parts/text-machine-stage.ts";
import type { Track } from "../parts/tracks.ts";

export interface TextGateOptions {
  /** The rail that the verdicts name. */
  readonly rail: string;
  /** Default `output`. */
  readonly railType?: RailType;
  /** Makes the machine of one track. */
  readonly create: (track: Track) => TextGate;
}

/**
 * An incremental rail on a stream: every track of every choice goes through a gate of its own. A block becomes a verdict
 * and a `content_filter` finish, and the source is cancelled in the same tick. Holds back what the gates hold.
 */
class TextGateStage implements Stage<StreamPart, StreamPart> {
  readonly name: string;
  readonly #options: TextGateOptions;
  readonly #choices: OpenChoices = new OpenChoices();
  readonly #inner: TextMachineStage<TextGate>;

  constructor(options: TextGateOptions) {
    this.name = `text-gate: ${options.rail}`;
    this.#options = options;
    this.#inner = new TextMachineStage(this.name, options.create, (gate, track, output) =>
      this.#report(gate, track, output),
    );
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (part.type === "tool-call-delta" && part.name !== undefined && this.#refusesName(part, part.name, output))
      return;
    this.#inner.feed(part, output);
    this.#choices.see(part);
  }

  end(output: StageOutput<StreamPart>): void {
    this.#inner.end(output);
  }

  /** The name of a tool call is a text of its own. It cannot be rewritten, since the client looks the tool up by it. */
  #refusesName({ choice, index }: ToolCallDelta, name: string, output: StageOutput<StreamPart>): boolean {
    const track: Track = { choice, channel: "tool-call", index };
    const gate = this.#options.create(track);
    const passed = gate.feed(name) + gate.end();
    const finding =
      gate.blocked ?? (passed === name ? undefined : { start: 0, end: name.length, reason: REWRITTEN_NAME });
    if (finding !== undefined) this.#refuse(finding, track, output);
    return finding !== undefined;
  }

  #report(gate: TextGate, track: Track, output: StageOutput<StreamPart>): boolean {
    for (const finding of gate.takeRewrites?.() ?? []) {
      output.enqueue({ type: "verdict", choice: track.choice, verdict: this.#verdict("modified", finding, track) });
    }
    if (gate.blocked === undefined) return false;
    this.#refuse(gate.blocked, track, output);
    return true;
  }

  #refuse(finding: TextFinding, track: Track, output: StageOutput<StreamPart>): void {
    const verdict = this.#verdict("blocked", finding, track);
    for (const part of this.#choices.refuse(track.choice, verdict)) output.enqueue(part);
    output.terminate();
  }

  #verdict(status: Verdict["status"], finding: TextFinding, { channel }: Track): Verdict {
    const { rail, railType = "output" } = this.#options;
    const { start, end, reason, code = codeOf(status) } = finding;
    return { status, rail, railType, code, channel, reason, start, end };
  }
}

const REWRITTEN_NAME = "the name of a tool cannot be rewritten";

export const textGate = (options: TextGateOptions): Stage<StreamPart, StreamPart> => new TextGateStage(options);
