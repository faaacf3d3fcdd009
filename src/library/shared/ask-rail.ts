import { optional } from "../../json.ts";
import type { Rail, RailContext, RailDecision, RailInput } from "../../rails/rail.ts";
import { decide } from "../../rails/run-rails.ts";
import { viewOf } from "../../text/views/view-of.ts";

/** What a rail decides about a whole text, also one that would read along. */
export const askRail = async (rail: Rail, input: RailInput, context: RailContext): Promise<RailDecision> => {
  if (rail.reads !== "incremental") return decide(rail, input, context);
  const gate = viewOf(rail.createGate(context.asked), input.channel);
  const steps = [gate.feed(input.text), gate.end()];
  const findings = steps.flatMap((step) => step.findings);
  const block = findings.find(({ action }) => action === "block");
  if (block !== undefined) return { outcome: "block", reason: block.reason, ...optional("label", block.label) };
  if (findings.length === 0) return { outcome: "allow" };
  return { outcome: "transform", text: steps.map(({ text }) => text).join("") };
};
