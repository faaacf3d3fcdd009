import { describe, expect, it } from "vitest";
import { range } from "../../../../src/text/patterns/syntax/char-set.ts";
import { anyCase, casesOf } from "../../../../src/text/patterns/syntax/letter-case.ts";
import { CASE_GROUPS, CASE_PAIRS } from "./python-case.ts";

const pairs = (run: string): readonly (readonly number[])[] => {
  const [, first = "", distance = "", count = "1", step = "1"] =
    /^(\w+)\+(\w+?)(?:x(\d+))?(?:\/(\d))?$/.exec(run) ?? [];
  return Array.from({ length: Number(count) }, (_, index) => {
    const code = Number.parseInt(first, 16) + index * Number(step);
    return [code, code + Number.parseInt(distance, 16)];
  });
};

const groups: readonly (readonly number[])[] = [
  ...CASE_PAIRS.split(" ").flatMap(pairs),
  ...CASE_GROUPS.map((group) => Array.from(group, (char) => char.codePointAt(0) ?? 0)),
];

describe("letter case", () => {
  it("equals Python's re.IGNORECASE for every letter that Python knows", () => {
    expect(groups.length).toBeGreaterThan(1_400);
    const wrong = groups.flatMap((group) =>
      group
        .map((letter) => ({ letter, group, cases: casesOf(letter).toSorted((a, b) => a - b) }))
        .filter(({ cases }) => cases.join() !== group.join()),
    );
    expect(wrong).toEqual([]);
  });

  it("applies to no other character, except letters newer than Python's", () => {
    const known = new Set(groups.flat());
    const others: number[] = [];
    for (let code = 0; code <= 0x10ffff; code++) if (!known.has(code) && casesOf(code).length > 1) others.push(code);
    expect(others.length).toBeLessThan(200);
    expect(others.filter((code) => code < 0x19b)).toEqual([]);
  });

  it("is the same for a set that is too large to be enumerated", () => {
    const [small, large] = [anyCase(range(0x41, 0x5a)), anyCase(range(0x41, 0x1000))];
    for (const char of "kKsSiI\u0130\u0131\u017f\u212a") {
      expect(small.has(char.codePointAt(0) ?? 0), char).toBe(true);
      expect(large.has(char.codePointAt(0) ?? 0), char).toBe(true);
    }
    expect(large.has(0x1e9e)).toBe(true);
    expect(large.has(0x2000)).toBe(false);
  });
});
