import { expect, it } from "vitest";
import { judgeDecision } from "../../src/rails/judge-decision.ts";
import type { JudgeVerdict, RailDecision } from "../../src/rails/rail.ts";

const verdict = (own: Partial<JudgeVerdict>): JudgeVerdict => ({
  allowed: false,
  violations: [],
  recognised: true,
  ...own,
});

it.each<[Partial<JudgeVerdict>, RailDecision]>([
  [{ allowed: true }, { outcome: "allow" }],
  [{}, { outcome: "block" }],
  [{ violations: ["S1", "S2"] }, { outcome: "block", reason: "S1, S2" }],
])("converts %j to %j", (own, decision) => {
  expect(judgeDecision("rail", verdict(own))).toEqual(decision);
});

it.each([true, false])("fails for an unreadable answer, whatever it would allow (%s)", (allowed) => {
  const decide = (): RailDecision => judgeDecision("rail", verdict({ allowed, recognised: false, why: "no word" }));
  expect(decide).toThrow("no word");
});
