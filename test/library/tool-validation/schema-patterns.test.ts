import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaError } from "../../../src/library/tool-validation/schema/check.ts";
import { compileSchema } from "../../../src/library/tool-validation/schema/compile-schema.ts";

describe("the patterns of a schema", () => {
  it("match like RegExp, also if they start with look-ahead", () => {
    const atom = fc.constantFrom("a", "b*", ".", "[^a|]", "[(]", "[\\])]", "\\(", "\\|", "\\)", "(?:a|b)", "(a(?:b)*)");
    const plain = fc.array(atom, { maxLength: 3 }).map((atoms) => atoms.join(""));
    const alternatives = fc.array(plain, { minLength: 1, maxLength: 2 }).map((some) => some.join("|"));
    const ahead = fc.tuple(fc.constantFrom("(?=", "(?!"), alternatives).map(([opening, rest]) => `${opening}${rest})`);
    const pattern = fc.tuple(fc.array(ahead, { maxLength: 2 }), plain).map(([all, rest]) => `^${all.join("")}${rest}`);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "(", ")", "|", "]", "c"), maxLength: 5 });
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const check = compileSchema({ pattern: source });
        const regExp = new RegExp(source, "u");
        for (const one of texts)
          expect([source, one, check(one) === undefined]).toEqual([source, one, regExp.test(one)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["a(?=bc)", "look-ahead behind something"],
    ["^(?=bc)b|c", "an alternative behind it"],
  ])("are rejected as %s: %s", (pattern) => {
    expect(() => compileSchema({ pattern })).toThrow(SchemaError);
  });
});
