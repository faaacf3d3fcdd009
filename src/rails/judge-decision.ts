import { RailError } from "../errors.ts";
import type { JudgeVerdict, RailDecision } from "./rail.ts";

/** The decision that follows from a judge's verdict. Throws a RailError for an answer that could not be parsed. */
export const judgeDecision = (rail: string, verdict: JudgeVerdict): RailDecision => {
  const { allowed, violations, recognised, why = "it is not of the form that the prompt's parser reads" } = verdict;
  if (!recognised) throw new RailError("rail_error", rail, `Rail "${rail}" could not read its judge's answer: ${why}`);
  if (allowed) return { outcome: "allow" };
  return violations.length === 0 ? { outcome: "block" } : { outcome: "block", reason: violations.join(", ") };
};
