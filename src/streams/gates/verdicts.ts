import type { TextFinding } from "../../text/text-gate.ts";
import type { Channel } from "../../types/channel.ts";
import type { RailType, Verdict, VerdictCode } from "../../types/verdict.ts";
import type { HoldMeter } from "../holds/hold-meter.ts";

/** Whether a verdict blocks. Verdicts of monitored rails do not. */
export const isBlock = ({ status, enforced }: Verdict): boolean => status === "blocked" && enforced !== false;

/** Whether a verdict cut off an answer that had begun. A blocked question does not: its answer is the refusal. */
export const cutsAnswer = (verdict: Verdict): boolean =>
  isBlock(verdict) && (verdict.railType === "output" || verdict.railType === "tool_output");

/** The code of a verdict, unless a failing rail caused it. */
export const codeOf = (status: Verdict["status"]): VerdictCode =>
  status === "blocked" ? "content_blocked" : "content_modified";

/** The rail whose findings become verdicts. */
export interface FindingSource {
  readonly rail: string;
  readonly railType: RailType;
  /** What the bot says after a block, if the rail has its own text for that. */
  readonly refusal?: string | undefined;
  /** Whether the rail is only monitored. */
  readonly monitored: boolean;
  /** Measures its gate, if requested. */
  readonly meter?: HoldMeter | undefined;
}

/** Masked spans with a verdict of their own. Later ones are counted. */
const MAX_SPANS = 32;

/**
 * Turns the findings of one rail in one stream or request into verdicts. The first 32 masks get a verdict each; later
 * ones are counted in a single verdict, so that many findings do not flood the stream with events.
 */
export class FindingVerdicts {
  readonly #source: FindingSource;
  #masks = 0;
  #counted: { readonly verdict: Verdict; count: number } | undefined;

  constructor(source: FindingSource) {
    this.#source = source;
  }

  /** The verdict for a finding, or undefined if it was only counted. */
  of(finding: TextFinding, channel: Channel): Verdict | undefined {
    const verdict = this.#verdict(finding, channel);
    if (finding.action === "block" || this.#masks++ < MAX_SPANS) return verdict;
    if (this.#counted === undefined) this.#counted = { verdict, count: 1 };
    else this.#counted.count++;
    return undefined;
  }

  /** One verdict for all masks that were only counted. Returned at most once. */
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
