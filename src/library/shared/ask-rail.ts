import { optional } from "../../json.ts";
import { decide } from "../../rails/rail-check.ts";
import { isCheckRail, type Rail, type RailContext, type RailDecision, type RailInput } from "../../rails/rail.ts";
import { blockIn, readWhole } from "../../text/text-gate.ts";
import { viewOf } from "../../text/views/view-of.ts";

/** The decision of any kind of rail about a complete text. */
export const askRail = async (rail: Rail, input: RailInput, context: RailContext): Promise<RailDecision> => {
  if (isCheckRail(rail)) return decide(rail, input, context);
  const { text, findings } = readWhole(viewOf(rail.createGate(context.prompt), input.channel), input.text);
  const block = blockIn(findings);
  if (block !== undefined) {
    const { reason, label } = block;
    return { outcome: "block", reason, ...optional("refusal", rail.refusal), ...optional("label", label) };
  }
  return findings.length === 0 ? { outcome: "allow" } : { outcome: "transform", text };
};
