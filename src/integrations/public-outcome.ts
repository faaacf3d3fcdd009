import { outcomeOf } from "../engine/outcome.ts";
import { optional } from "../json.ts";
import type { Outcome, Verdict } from "../types/verdict.ts";
import { publicVerdict } from "../wire/public-verdict.ts";

/** The outcome of an answer, as clients see it. */
export type PublicOutcome = Pick<Outcome, "status" | "rail"> & { readonly verdicts: readonly Verdict[] };

export const publicOutcome = (verdicts: readonly Verdict[]): PublicOutcome => {
  const { status, rail } = outcomeOf(verdicts);
  return { status, ...optional("rail", rail), verdicts: verdicts.map(publicVerdict) };
};
