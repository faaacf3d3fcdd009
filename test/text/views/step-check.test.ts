import { describe, expect, it } from "vitest";
import type { TextFinding } from "../../../src/text/text-gate.ts";
import { StepCheck, UnfaithfulGateError } from "../../../src/text/views/step-check.ts";

const mask = (start: number, end: number, replacement = "*"): TextFinding => ({
  action: "mask",
  start,
  end,
  at: 0,
  replacement,
  reason: "r",
});
const block: TextFinding = { ...mask(0, 0), action: "block", replacement: "" };

const checking = (text: string): StepCheck => {
  const check = new StepCheck();
  check.add(text);
  return check;
};

describe("the decided offset", () => {
  it.each<[string, string, readonly TextFinding[], number]>([
    ["what passed", "ab", [], 2],
    ["nothing, where nothing left", "", [], 0],
    ["what was masked, and passed around it", "ab###cd", [mask(2, 5, "###"), mask(7, 9, "")], 9],
    ["what was masked at its beginning, with more behind it", "*bc", [mask(0, 1)], 3],
    ["a mask where it is empty, which only puts something in", "a+b", [mask(1, 1, "+")], 2],
    ["up to a block, which takes nothing", "ab", [block], 2],
    ["nothing, where there is only a block", "", [block], 0],
  ])("is %s", (_, text, findings, position) => {
    const check = checking(findings.length > 1 ? "ab123cd45" : "abc");
    check.read({ text, findings });
    expect(check.position).toBe(position);
  });

  it("grows with each step", () => {
    const check = checking("abcd");
    check.read({ text: "ab", findings: [] });
    check.read({ text: "cd", findings: [] });
    expect(check.position).toBe(4);
  });
});

describe("a gate whose text does not match its findings", () => {
  it.each<[string, string, readonly TextFinding[]]>([
    ["changes text without a finding", "aXc", []],
    ["lets more go than there is", "abcd", []],
    ["changes text before a mask", "X*", [mask(1, 2)]],
    ["lets go less than stands before a mask", "", [mask(1, 2)]],
    ["lets go less than stands before what it takes out", "a", [mask(2, 3, "")]],
    ["puts in something else than it says", "a#c", [mask(1, 2)]],
    ["masks more than there is", "a*", [mask(1, 4)]],
    ["masks backwards", "a*", [mask(1, 0)]],
    ["masks what it has masked", "**", [mask(0, 2), mask(1, 3)]],
  ])("fails if it %s", (_, text, findings) => {
    expect(() => checking("abc").read({ text, findings })).toThrow(UnfaithfulGateError);
  });

  it("fails with a named error and a message", () => {
    const error = new UnfaithfulGateError();
    expect([error.name, error.message, error instanceof TypeError]).toEqual([
      "UnfaithfulGateError",
      "A gate changed the text without reporting it as a finding",
      true,
    ]);
  });

  it("may mask up to the end of the text it has read, and no further", () => {
    const check = checking("ab");
    check.read({ text: "a", findings: [] });
    expect(() => check.read({ text: "*", findings: [mask(1, 3)] })).toThrow();
    const other = checking("ab");
    other.read({ text: "a", findings: [] });
    other.read({ text: "*", findings: [mask(1, 2)] });
    expect(other.position).toBe(2);
  });
});
