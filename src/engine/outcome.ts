import { isBlock } from "../streams/gates/verdicts.ts";
import type { NotJudged, Outcome, Verdict } from "../types.ts";

/** What is known of rails that only say what they would have done. */
interface Monitored {
  readonly verdicts: readonly Verdict[];
  readonly notJudged: readonly NotJudged[];
}

/**
 * What became of a text by its verdicts: the first that blocks decides, then the first that rewrote.
 */
export const outcomeOf = (enforced: readonly Verdict[], monitored?: Monitored): Outcome => {
  const verdicts = [...enforced, ...(monitored?.verdicts ?? [])];
  const notJudged = monitored?.notJudged ?? [];
  const told = notJudged.length === 0 ? { verdicts } : { verdicts, notJudged };
  const decisive = enforced.find(isBlock) ?? enforced.find((verdict) => verdict.enforced !== false);
  if (decisive === undefined) return { status: "passed", ...told };
  const { status, rail, railType, code, reason } = decisive;
  const base = { status, rail, railType, code, ...told };
  return reason === undefined ? base : { ...base, reason };
};
