import { array, assert, nat, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { JoinedText } from "../../src/text/joined-text.ts";

describe("JoinedText", () => {
  it("is the concatenation of its pieces, however many, and whenever it is read", () => {
    const pieces = array(string({ maxLength: 3 }), { maxLength: 200, size: "max" });
    assert(
      property(pieces, nat(200), (all, at) => {
        const joined = new JoinedText();
        for (const [index, piece] of all.entries()) {
          joined.add(piece);
          if (index === at) expect(joined.text).toBe(all.slice(0, at + 1).join(""));
        }
        expect([joined.text, joined.length]).toEqual([all.join(""), all.join("").length]);
      }),
      { numRuns: 50 },
    );
  });
});
