import { optional } from "../../json.ts";
import { ActionOutcome, type OutcomeTruth } from "../../rails/colang/outcome.ts";
import type { RailDecision } from "../../rails/rail.ts";

/** Converts a removal to a block, as the action returns it: the flow decides what happens to the text. */
export const asBlock = (decision: RailDecision): RailDecision =>
  decision.outcome === "transform" ? { outcome: "block", ...optional("reason", decision.reason) } : decision;

/** Converts a decision to an outcome for flows. `target` is the variable of a rewritten text. */
export const actionOutcome = (decision: RailDecision, target: string, truth: OutcomeTruth): ActionOutcome => {
  const { outcome } = decision;
  const reason = "reason" in decision ? (decision.reason ?? null) : null;
  const violations = outcome === "block" && reason !== null ? reason.split(", ") : [];
  return new ActionOutcome(
    {
      decision: outcome,
      reason,
      metadata: { policy_violations: violations },
      transform_text: outcome === "transform" ? { [target]: decision.text } : {},
    },
    truth,
  );
};
