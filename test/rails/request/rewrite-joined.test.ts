import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JOINT, rewriteJoined } from "../../../src/rails/request/rewrite-joined.ts";

const pieces = fc.array(fc.string({ unit: fc.constantFrom("a", "x", " ", "\n", "é") }), { minLength: 1, maxLength: 5 });

describe("rewriteJoined", () => {
  it("masks every piece in place, independently of the others", () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom("", "#", "<MASKED>"), (texts, mask) => {
        const masked = (text: string): string => text.replaceAll("x", mask);
        expect(rewriteJoined(texts, masked(texts.join(JOINT)))).toEqual(texts.map(masked));
      }),
    );
  });

  it("keeps the text before and after a change", () => {
    fc.assert(
      fc.property(pieces, pieces, pieces, fc.string(), (before, changed, behind, text) => {
        const whole = [...before, text, ...behind].join(JOINT);
        const rewritten = rewriteJoined([...before, ...changed, ...behind], whole);
        expect(rewritten).toHaveLength(before.length + changed.length + behind.length);
        const said = rewritten
          .filter((piece) => piece !== "")
          .join("")
          .replaceAll(JOINT, "");
        expect(said).toBe(whole.replaceAll(JOINT, ""));
      }),
    );
  });

  it("puts a text with other lines where the change starts", () => {
    expect(rewriteJoined(["one", "two", "three"], "one\nnew\nlines\nthree")).toEqual(["one", "new\nlines", "three"]);
    expect(rewriteJoined(["one", "two", "three"], "all of it is new")).toEqual(["all of it is new", "", ""]);
  });
});
