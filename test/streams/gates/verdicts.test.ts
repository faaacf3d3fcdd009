import { describe, expect, it } from "vitest";
import { codeOf, cutsAnswer, FindingVerdicts, isBlock } from "../../../src/streams/gates/verdicts.ts";
import type { TextFinding } from "../../../src/text/text-gate.ts";
import type { RailType, Verdict } from "../../../src/types/verdict.ts";

const verdictOf = (status: Verdict["status"], railType: RailType, more: Partial<Verdict> = {}): Verdict => ({
  status,
  rail: "r",
  railType,
  code: codeOf(status),
  channel: "text",
  ...more,
});

describe("a verdict", () => {
  it("blocks unless its rail is monitored", () => {
    expect(isBlock(verdictOf("blocked", "output"))).toBe(true);
    expect(isBlock(verdictOf("blocked", "output", { enforced: false }))).toBe(false);
    expect(isBlock(verdictOf("modified", "output"))).toBe(false);
  });

  it.each<readonly [RailType, boolean]>([
    ["output", true],
    ["tool_output", true],
    ["input", false],
    ["tool_input", false],
    ["retrieval", false],
  ])("of a rail of type %s cuts off an answer: %s", (railType, cuts) => {
    expect(cutsAnswer(verdictOf("blocked", railType))).toBe(cuts);
    expect(cutsAnswer(verdictOf("modified", railType))).toBe(false);
    expect(cutsAnswer(verdictOf("blocked", railType, { enforced: false }))).toBe(false);
  });

  it("has the code of its action", () => {
    expect([codeOf("blocked"), codeOf("modified")]).toEqual(["content_blocked", "content_modified"]);
  });
});

const mask: TextFinding = {
  action: "mask",
  start: 2,
  end: 9,
  at: 4,
  replacement: "<X>",
  label: "NAME",
  reason: "a name",
};
const SOURCE = { rail: "r", railType: "output", monitored: false } as const;
const base = { rail: "r", railType: "output", channel: "reasoning", start: 2, end: 9 } as const;

describe("the verdicts of findings", () => {
  it("have the ranges of a mask and of its replacement", () => {
    expect(new FindingVerdicts(SOURCE).of(mask, "reasoning")).toStrictEqual({
      ...base,
      status: "modified",
      code: "content_modified",
      reason: "a name",
      label: "NAME",
      delivered: { start: 4, end: 7 },
      replacement: "<X>",
    });
  });

  it("have the range of a block, and the finding's code if it has one", () => {
    const { label: _, ...found } = { ...mask, action: "block" } as const;
    const verdicts = new FindingVerdicts({ ...SOURCE, monitored: true });
    expect(verdicts.of({ ...found, code: "rail_execution_failure" }, "reasoning")).toStrictEqual({
      ...base,
      status: "blocked",
      code: "rail_execution_failure",
      reason: "a name",
      enforced: false,
    });
  });

  it("report 32 masks individually, the number of the others once, and every block", () => {
    const verdicts = new FindingVerdicts(SOURCE);
    const told = Array.from({ length: 40 }, () => verdicts.of(mask, "reasoning"));
    expect(told.findIndex((verdict) => verdict === undefined)).toBe(32);
    expect(verdicts.of({ ...mask, action: "block" }, "text")).toMatchObject({ status: "blocked" });
    expect(verdicts.rest()).toStrictEqual({
      status: "modified",
      rail: "r",
      railType: "output",
      code: "content_modified",
      channel: "reasoning",
      count: 8,
      reason: "more of the same",
    });
    expect(verdicts.rest()).toBeUndefined();
  });

  it("count for a monitored rail in the same way", () => {
    const verdicts = new FindingVerdicts({ ...SOURCE, monitored: true });
    for (let i = 0; i < 33; i++) verdicts.of(mask, "text");
    expect(verdicts.rest()).toMatchObject({ count: 1, enforced: false });
  });

  it("have no number if no finding was left out", () => {
    const verdicts = new FindingVerdicts(SOURCE);
    for (let i = 0; i < 32; i++) verdicts.of(mask, "text");
    expect(verdicts.rest()).toBeUndefined();
  });
});
