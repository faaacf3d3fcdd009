import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiteralReplacer, LiteralTree } from "../../src/text/literal-replacer.ts";
import { gated } from "../support/gates.ts";
import { cut, sizes, tiny } from "./cuts.ts";

describe("LiteralReplacer", () => {
  it("equals replacing the longest literal first in the whole text, for any chunking", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(tiny("ab<1>", 5).filter(Boolean), { minLength: 1, maxLength: 4 }),
        tiny("ab<1>", 30),
        sizes,
        (literals, text, at) => {
          const tree = new LiteralTree();
          literals.forEach((literal, index) => tree.add(literal, `[${index}]`));
          const longest = literals.toSorted((a, b) => b.length - a.length);
          const pattern = new RegExp(longest.map((one) => one.replaceAll(/[<>]/g, String.raw`\$&`)).join("|"), "g");
          const expected = text.replaceAll(pattern, (found) => `[${literals.indexOf(found)}]`);
          expect(gated(new LiteralReplacer(tree, "x"), cut(text, at)).text).toBe(expected);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("holds back only text that can still become a literal", () => {
    const tree = new LiteralTree();
    tree.add("<EMAIL_1>", "me@x.io");
    const gate = new LiteralReplacer(tree, "x");
    expect(gate.feed("a < b, <EMA").text).toBe("a < b, ");
    expect(gate.feed("X").text).toBe("<EMAX");
    expect(gate.feed("<EMAIL_1").text).toBe("");
    expect(gate.end().text).toBe("<EMAIL_1");
  });
});
