import { isBlock } from "../streams/gates/verdicts.ts";
import type { NotJudged, Outcome, Verdict } from "../types/verdict.ts";

/** The verdicts of monitored rails. */
interface Monitored {
  readonly verdicts: readonly Verdict[];
  readonly notJudged: readonly NotJudged[];
}

/** The outcome from the verdicts: the first block decides, otherwise the first rewrite. */
export const outcomeOf = (enforced: readonly Verdict[], monitored?: Monitored): Outcome => {
  const verdicts = [...enforced, ...(monitored?.verdicts ?? [])];
  const notJudged = monitored?.notJudged ?? [];
  const reported = notJudged.length === 0 ? { verdicts } : { verdicts, notJudged };
  const decisive = enforced.find(isBlock) ?? enforced.find((verdict) => verdict.enforced !== false);
  if (decisive === undefined) return { status: "passed", ...reported };
  const { status, rail, railType, code, reason } = decisive;
  const base = { status, rail, railType, code, ...reported };
  return reason === undefined ? base : { ...base, reason };
};
