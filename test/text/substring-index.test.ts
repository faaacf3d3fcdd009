import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SubstringIndex } from "../../src/text/substring-index.ts";
import { tiny } from "./cuts.ts";

describe("SubstringIndex", () => {
  it("finds exactly the substrings of its text", () => {
    fc.assert(
      fc.property(tiny("ab\u{1F600}\u00e9", 60), tiny("ab\u{1F600}\u00e9", 9), fc.nat(60), (text, other, from) => {
        const index = new SubstringIndex(text);
        expect(index.has(other)).toBe(text.includes(other));
        expect(index.has(text.slice(from, from + 8))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("finds a substring anywhere in a text that is longer than its filter", () => {
    const text = Array.from({ length: 300_000 }, (_, place) => place.toString(36)).join(" ");
    const index = new SubstringIndex(text);
    for (const place of [0, 7, 150_000, 299_999]) expect(index.has(` ${place.toString(36)}`)).toBe(place > 0);
    expect(index.has("299999 ")).toBe(false);
  });
});
