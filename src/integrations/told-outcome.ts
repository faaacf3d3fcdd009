import { outcomeOf } from "../engine/outcome.ts";
import { optional } from "../json.ts";
import type { Outcome, Verdict } from "../types.ts";

/** What the rails made of an answer, as it is told at its end. */
export type ToldOutcome = Pick<Outcome, "status" | "rail"> & { readonly verdicts: readonly Verdict[] };

/** What a client may read of a verdict. The words an exception was raised with are for who runs the rails. */
export const toldVerdict = ({ exception: _exception, ...verdict }: Verdict): Omit<Verdict, "exception"> => verdict;

export const toldOutcome = (verdicts: readonly Verdict[]): ToldOutcome => {
  const { status, rail } = outcomeOf(verdicts);
  return { status, ...optional("rail", rail), verdicts: verdicts.map(toldVerdict) };
};
