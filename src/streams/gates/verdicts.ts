import type { TextFinding } from "../../text/text-gate.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";
import type { Channel, RailType, Verdict, VerdictCode } from "../../types.ts";

/** Whether a verdict ends what it is about. That of a rail that is only monitored does not. */
export const isBlock = ({ status, enforced }: Verdict): boolean => status === "blocked" && enforced !== false;

/** Whether a verdict ended an answer that had begun. A refused question has an answer: the refusal. */
export const cutsAnswer = (verdict: Verdict): boolean =>
  isBlock(verdict) && (verdict.railType === "output" || verdict.railType === "tool_output");

/** The code of a verdict that no failure led to. */
export const codeOf = (status: Verdict["status"]): VerdictCode =>
  status === "blocked" ? "content_blocked" : "content_modified";

/** Whose verdicts are made of findings, and how they count. */
export interface FindingSource {
  readonly rail: string;
  readonly railType: RailType;
  /** What the bot says when it blocks, where the rail has words of its own. */
  readonly refusal?: string | undefined;
  /** Whether the rail is only monitored. */
  readonly monitored: boolean;
  /** What measures its gate, where that is asked for. */
  readonly meter?: HoldMeter | undefined;
}

/** Masked spans that get a verdict each; those after them are counted. */
const MAX_SPANS = 32;

/**
 * The verdicts of one rail about one stream or request. Its first 32 masks have a verdict each, the rest are told as one
 * with their number, so that a text full of findings does not become a flood of events.
 */
export class FindingVerdicts {
  readonly #source: FindingSource;
  #masks = 0;
  #counted: { readonly verdict: Verdict; count: number } | undefined;

  constructor(source: FindingSource) {
    this.#source = source;
  }

  /** The verdict about a finding, or undefined when it is only counted. */
  of(finding: TextFinding, channel: Channel): Verdict | undefined {
    const verdict = this.#verdict(finding, channel);
    if (finding.action === "block" || this.#masks++ < MAX_SPANS) return verdict;
    if (this.#counted === undefined) this.#counted = { verdict, count: 1 };
    else this.#counted.count++;
    return undefined;
  }

  /** What was only counted, as one verdict; at most once. */
  rest(): Verdict | undefined {
    const counted = this.#counted;
    this.#counted = undefined;
    if (counted === undefined) return undefined;
    const { status, rail, railType, code, channel, enforced } = counted.verdict;
    const base = { status, rail, railType, code, channel, count: counted.count, reason: "more of the same" };
    return enforced === undefined ? base : { ...base, enforced };
  }

  #verdict(finding: TextFinding, channel: Channel): Verdict {
    const { rail, railType, refusal, monitored, meter } = this.#source;
    const { action, start, end, at, replacement, label, reason } = finding;
    const status = action === "block" ? "blocked" : "modified";
    return {
      status,
      rail,
      railType,
      code: finding.code ?? codeOf(status),
      channel,
      reason,
      ...(refusal === undefined || action !== "block" || finding.code !== undefined ? {} : { refusal }),
      ...(label === undefined ? {} : { label }),
      start,
      end,
      ...(action === "mask" ? { delivered: { start: at, end: at + replacement.length }, replacement } : {}),
      ...(monitored ? { enforced: false } : {}),
      ...(meter === undefined ? {} : { held: meter.figures() }),
    };
  }
}
