import { outcomeOf } from "../engine/outcome.ts";
import { optional } from "../json.ts";
import type { Outcome, Verdict } from "../types.ts";
import { toldVerdict } from "../wire/told-verdict.ts";

/** The outcome of an answer, as clients see it. */
export type ToldOutcome = Pick<Outcome, "status" | "rail"> & { readonly verdicts: readonly Verdict[] };

export const toldOutcome = (verdicts: readonly Verdict[]): ToldOutcome => {
  const { status, rail } = outcomeOf(verdicts);
  return { status, ...optional("rail", rail), verdicts: verdicts.map(toldVerdict) };
};
