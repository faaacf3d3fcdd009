import { type GateStep, readWhole, type TextFinding, type TextGate } from "../../text/text-gate.ts";
import { viewOf } from "../../text/views/view-of.ts";
import type { StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { RailType } from "../../types/verdict.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import { meteredGate } from "../holds/metered-gate.ts";
import { TextMachineStage } from "../parts/text-machine-stage.ts";
import { ToolCallOpenings } from "../parts/tool-call-openings.ts";
import type { Track } from "../parts/tracks.ts";
import type { Stage, StageOutput } from "../stage.ts";
import { OpenChoices } from "./open-choices.ts";
import { FindingVerdicts } from "./verdicts.ts";

/** The rail that a gate belongs to, and how the gate is created. */
export interface TextGateOptions {
  /** The name of the rail in verdicts. */
  readonly rail: string;
  /** Default `output`. */
  readonly railType?: RailType;
  /** What the bot says after a block, if the rail has its own text for that. */
  readonly refusal?: string | undefined;
  /**
   * Measures how much text is held back, and for how long, and adds the figures to verdicts. Default: nothing is
   * measured.
   */
  readonly meter?: HoldMeter | undefined;
  /** Creates the gate for one track. */
  readonly create: (track: Track) => TextGate;
}

type Output = StageOutput<StreamPart>;

/**
 * Runs an incremental rail on a stream, with a separate gate for every track. A block becomes a verdict and a
 * `content_filter` finish, and cancels the source in the same tick. The first 32 masks become a verdict each, later
 * ones a single verdict with their number. Holds back what the gates hold back.
 */
class TextGateStage implements Stage<StreamPart, StreamPart> {
  readonly name: string;
  readonly #create: TextGateOptions["create"];
  readonly #verdicts: FindingVerdicts;
  readonly #choices: OpenChoices = new OpenChoices();
  readonly #openings: ToolCallOpenings = new ToolCallOpenings();
  readonly #inner: TextMachineStage<TextGate, GateStep>;

  constructor({ rail, railType = "output", refusal, meter, create }: TextGateOptions) {
    this.name = `text-gate: ${rail}`;
    this.#create = create;
    this.#verdicts = new FindingVerdicts({ rail, railType, refusal, monitored: false, meter });
    this.#inner = new TextMachineStage<TextGate, GateStep>({
      name: this.name,
      create: meter === undefined ? create : (track) => meteredGate(create(track), meter),
      textOf: (step) => step.text,
      after: (step, track, output) => step.findings.length > 0 && this.#report(step.findings, track, output),
    });
  }

  feed(part: StreamPart, output: Output): void {
    const read = part.type === "tool-call-delta" ? this.#openings.normal(part) : part;
    if (read.type === "tool-call-delta" && read.name !== undefined && this.#refusesName(read, read.name, output))
      return;
    if (read.type === "finish") this.#inner.finish(read.choice, output);
    if (read.type === "finish" && !this.#inner.over) this.#reportRest(read.choice, output);
    this.#inner.feed(read, output);
    this.#choices.see(read);
  }

  end(output: Output): void {
    this.#inner.end(output);
    if (!this.#inner.over) this.#reportRest(0, output);
  }

  endAfterError(output: Output): void {
    this.end(output);
  }

  /**
   * Checks the name of a tool call as a separate text. It cannot be rewritten, since the client looks the tool up by
   * its name.
   */
  #refusesName({ choice, index }: ToolCallDelta, name: string, output: Output): boolean {
    const track: Track = { choice, channel: "tool-call", index };
    // As plain text: a name has no JSON escapes.
    const [finding] = readWhole(this.#create({ ...track, channel: "text" }), name).findings;
    if (finding !== undefined) this.#refuse(refusing(finding), track, output);
    return finding !== undefined;
  }

  #report(findings: readonly TextFinding[], track: Track, output: Output): boolean {
    for (const finding of findings) {
      if (finding.action === "block") {
        this.#refuse(finding, track, output);
        return true;
      }
      const verdict = this.#verdicts.of(finding, track.channel);
      if (verdict !== undefined) output.enqueue({ type: "verdict", choice: track.choice, verdict });
    }
    return false;
  }

  #reportRest(choice: number, output: Output): void {
    const verdict = this.#verdicts.rest();
    if (verdict !== undefined) output.enqueue({ type: "verdict", choice, verdict });
  }

  #refuse(finding: TextFinding, { choice, channel }: Track, output: Output): void {
    this.#reportRest(choice, output);
    const verdict = this.#verdicts.of(finding, channel);
    if (verdict !== undefined) for (const part of this.#choices.refuse(choice, verdict)) output.enqueue(part);
    output.terminate();
  }
}

/** Turns a finding into a block, for text that must not be rewritten. */
export const refusing = ({ code: _code, ...finding }: TextFinding): TextFinding => ({
  ...finding,
  action: "block",
  replacement: "",
});

/** A stage for gates that choose their view of the text themselves. */
export const gateStage = (options: TextGateOptions): Stage<StreamPart, StreamPart> => new TextGateStage(options);

/**
 * Runs a gate as a stage. The gate reads text as it is, and the arguments of tool calls with their JSON escapes
 * decoded.
 *
 * @example
 * textGate({ rail: "no keys", create: () => new PatternGate(compilePatterns(["sk-[A-Za-z0-9]{20,}"])) })
 */
export const textGate = ({ create, ...options }: TextGateOptions): Stage<StreamPart, StreamPart> =>
  gateStage({ ...options, create: (track) => viewOf(create(track), track.channel) });
