import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FoundSpan, replaceSpans, spansOf } from "../../../src/library/remote/spans.ts";

const mask = (label: string): string => `[${label}]`;
const masked = (text: string, found: readonly FoundSpan[]): string | undefined => {
  const spans = spansOf(text, found);
  return spans && replaceSpans(text, spans, mask);
};

describe("the ranges of a service", () => {
  it("count characters of any size", () => {
    expect(masked("😀 Ann 👩‍👧 Bo", [{ start: 2, end: 5, label: "A" }])).toBe("😀 [A] 👩‍👧 Bo");
  });

  it("are merged if they overlap, and separate if they touch", () => {
    const at = (start: number, end: number, label: string): FoundSpan => ({ start, end, label });
    expect(masked("abcdef", [at(3, 5, "C"), at(0, 2, "A"), at(0, 4, "B")])).toBe("[B]f");
    expect(masked("abcdef", [at(0, 2, "A"), at(2, 4, "B")])).toBe("[A][B]ef");
  });

  it.each([
    [-1, 2],
    [2, 2],
    [3, 2],
    [0, 7],
    [0.5, 2],
    [0, NaN],
    [0, Infinity],
  ])("are dropped outside of the text: %d to %d", (start, end) => {
    expect(spansOf("abcdef", [{ start, end, label: "A" }])).toBeUndefined();
  });

  it("replace exactly the ranges", () => {
    const place = fc.tuple(fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 31, maxLength: 31 }), fc.array(place), (text, places) => {
        const found = places.map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1, label: "X" }));
        const kept = Array.from(text).filter(
          (_, index) => !found.some(({ start, end }) => index >= start && index < end),
        );
        const spans = spansOf(text, found) ?? [];
        expect(replaceSpans(text, spans, () => "")).toBe(kept.join(""));
      }),
    );
  });
});
