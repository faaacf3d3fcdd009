import { isBlock } from "../streams/gates/verdicts.ts";
import type { Outcome, Verdict } from "../types.ts";

/**
 * What became of a text by its verdicts: the first that blocks decides, then the first that rewrote.
 *
 * @param monitored - verdicts of rails that only say what they would have done.
 */
export const outcomeOf = (enforced: readonly Verdict[], monitored: readonly Verdict[] = []): Outcome => {
  const verdicts = [...enforced, ...monitored];
  const decisive = enforced.find(isBlock) ?? enforced.find((verdict) => verdict.enforced !== false);
  if (decisive === undefined) return { status: "passed", verdicts };
  const { status, rail, railType, code, reason } = decisive;
  const base = { status, rail, railType, code, verdicts };
  return reason === undefined ? base : { ...base, reason };
};
