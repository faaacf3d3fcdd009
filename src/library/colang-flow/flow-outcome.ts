import { optional } from "../../json.ts";
import { ActionOutcome, type OutcomeTruth } from "../../rails/colang/outcome.ts";
import type { RailDecision } from "../../rails/rail.ts";

/** What a rail has left out, as its action tells it: whoever executes that decides what becomes of the text. */
export const asBlock = (decision: RailDecision): RailDecision =>
  decision.outcome === "transform" ? { outcome: "block", ...optional("reason", decision.reason) } : decision;

/** A decision as a flow reads it. `target` is the variable that a rewritten text is for. */
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
