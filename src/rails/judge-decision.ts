import type { JudgeVerdict, RailDecision, RailInput } from "./rail.ts";

/** What a judge's verdict means for a text. One that could not be read blocks. */
export const judgeDecision = ({ allowed, violations, recognised }: JudgeVerdict): RailDecision => {
  if (allowed) return { outcome: "allow" };
  if (!recognised) return { outcome: "block", reason: "the judge's answer could not be read" };
  return violations.length === 0 ? { outcome: "block" } : { outcome: "block", reason: violations.join(", ") };
};

/** What a judge is shown of the bot: its text, or the call it makes. */
export const botText = ({ text, toolName }: RailInput): string =>
  toolName === undefined ? text : `${toolName}(${text})`;
