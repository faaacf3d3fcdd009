import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markedSpans } from "../../../src/library/remote/marked-spans.ts";
import { replaceSpans } from "../../../src/library/remote/spans.ts";

const values = (text: string, rewritten: string): readonly string[] | undefined =>
  markedSpans(text, rewritten)?.map(({ start, end, label }) => `${label} ${text.slice(start, end)}`);

describe("markedSpans", () => {
  it.each([
    ["I am Ann.", "I am [NAME_1].", ["NAME Ann"]],
    ["Ann, Bo", "[NAME_GIVEN_1], [NAME_GIVEN_2]", ["NAME_GIVEN Ann", "NAME_GIVEN Bo"]],
    ["Ann", "[NAME]", ["NAME Ann"]],
    ["Ann and Bo and Cy", "[NAME_1] and [NAME_2] and [NAME_3]", ["NAME Ann", "NAME Bo", "NAME Cy"]],
    ["See [REF_1] of Ann", "See [REF_1] of [NAME_1]", ["NAME Ann"]],
    ["nothing here", "nothing here", []],
  ])("finds the values in %j: %j", (text, rewritten, expected) => {
    expect(values(text, rewritten)).toEqual(expected);
  });

  it.each([
    ["side by side", "AnnLee", "[NAME_1][NAME_2]"],
    ["between what occurs twice", "Ann and Bo and Cy", "[NAME_1] and [NAME_2]"],
    ["where nothing stood", "I am .", "I am [NAME_1]."],
    ["where more was changed", "I am Ann.", "It is [NAME_1]."],
    ["where the end was changed", "I am Ann.", "I am [NAME_1]!"],
    ["where pieces overlap", "ab", "ab[NAME_1]b"],
  ])("is undefined if ambiguous: %s", (_why, text, rewritten) => {
    expect(markedSpans(text, rewritten)).toBeUndefined();
  });

  it("finds every value between words that no value contains", () => {
    const value = fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 1, maxLength: 4 });
    const word = fc.string({ unit: fc.constantFrom("-", "+"), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, word), { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.flat().join("");
        const rewritten = parts.map(([, behind]) => `[X]${behind}`).join("");
        expect(values(text, rewritten)).toEqual(parts.map(([stood]) => `X ${stood}`));
      }),
    );
  });

  it("never returns a value other than the replaced one", () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, piece), { minLength: 1, maxLength: 4 }), piece, (parts, last) => {
        const text = parts.map(([before, value]) => before + value).join("") + last;
        const rewritten = parts.map(([before], at) => `${before}[X_${at}]`).join("") + last;
        const spans = markedSpans(text, rewritten);
        if (spans === undefined) return;
        expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(parts.map(([, value]) => value));
        let at = 0;
        expect(replaceSpans(text, spans, () => `[X_${at++}]`)).toBe(rewritten);
      }),
      { numRuns: 2_000 },
    );
  });
});
