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

describe("what became of a text", () => {
  it("passed, piece by piece", () => {
    const check = checking("abcd");
    expect(check.read({ text: "ab", findings: [] })).toEqual([{ start: 0, end: 2 }]);
    expect(check.read({ text: "", findings: [] })).toEqual([]);
    expect(check.read({ text: "cd", findings: [] })).toEqual([{ start: 2, end: 4 }]);
    expect(check.position).toBe(4);
  });

  it("was masked, and passed around it", () => {
    const check = checking("ab123cd45");
    const [first, second] = [mask(2, 5, "###"), mask(7, 9, "")];
    expect(check.read({ text: "ab###cd", findings: [first, second] })).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 5, mask: first },
      { start: 5, end: 7 },
      { start: 7, end: 9, mask: second },
    ]);
    expect(check.position).toBe(9);
  });

  it("was masked at its beginning, with more behind it", () => {
    const first = mask(0, 1);
    expect(checking("abc").read({ text: "*bc", findings: [first] })).toEqual([
      { start: 0, end: 1, mask: first },
      { start: 1, end: 3 },
    ]);
  });

  it("was masked where it is empty, which only puts something in", () => {
    const first = mask(1, 1, "+");
    expect(checking("ab").read({ text: "a+b", findings: [first] })).toEqual([
      { start: 0, end: 1 },
      { start: 1, end: 1, mask: first },
      { start: 1, end: 2 },
    ]);
  });

  it("passed up to a block, which takes nothing", () => {
    const check = checking("abc");
    expect(check.read({ text: "ab", findings: [block] })).toEqual([{ start: 0, end: 2 }]);
    expect(check.read({ text: "", findings: [block] })).toEqual([]);
    expect(check.position).toBe(2);
  });
});

describe("a gate that says one thing and does another", () => {
  it.each<[string, string, readonly TextFinding[]]>([
    ["changes text without a finding", "aXc", []],
    ["lets more go than there is", "abcd", []],
    ["changes text before a mask", "X*", [mask(1, 2)]],
    ["lets go less than stands before a mask", "", [mask(1, 2)]],
    ["puts in something else than it says", "a#c", [mask(1, 2)]],
    ["masks more than there is", "a*", [mask(1, 4)]],
    ["masks backwards", "a*", [mask(1, 0)]],
    ["masks what it has masked", "**", [mask(0, 2), mask(1, 3)]],
  ])("is told of when it %s", (_, text, findings) => {
    expect(() => checking("abc").read({ text, findings })).toThrow(UnfaithfulGateError);
  });

  it("is told of by a name and in words", () => {
    const error = new UnfaithfulGateError();
    expect([error.name, error.message, error instanceof TypeError]).toEqual([
      "UnfaithfulGateError",
      "A gate changed the text without reporting it as a finding",
      true,
    ]);
  });

  it("may mask up to the end of what it read, and no further than that", () => {
    const check = checking("ab");
    check.read({ text: "a", findings: [] });
    expect(() => check.read({ text: "*", findings: [mask(1, 3)] })).toThrow();
    const other = checking("ab");
    other.read({ text: "a", findings: [] });
    expect(other.read({ text: "*", findings: [mask(1, 2)] })).toHaveLength(1);
  });
});
