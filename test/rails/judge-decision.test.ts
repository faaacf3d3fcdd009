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
])("decides %j as %j", (own, decision) => {
  expect(judgeDecision("rail", verdict(own))).toEqual(decision);
});

it.each([true, false])("fails on an answer that was not read, whatever it would allow (%s)", (allowed) => {
  const decide = (): RailDecision => judgeDecision("rail", verdict({ allowed, recognised: false, why: "no word" }));
  expect(decide).toThrow("no word");
});
