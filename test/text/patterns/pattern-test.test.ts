import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatternTest } from "../../../src/text/patterns/pattern-test.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";
import { oracleOf } from "./pattern-oracle.ts";
import { Dice, randomPattern, randomText } from "./random-patterns.ts";

const SHAPE = {
  atoms: ["a", "b", "[ab]", "[^a]", ".", "a"],
  assertions: ["^", "(?![\\s\\S])", "\\b", "\\B"],
  depth: 2,
};

describe("PatternTest", () => {
  it("agrees with RegExp, also for patterns that match the empty text", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const source = randomPattern(dice, SHAPE);
        const [test, oracle] = [new PatternTest(source), oracleOf(source)];
        for (let round = 0; round < 8; round++) {
          const text = randomText(dice, ["a", "b", " "], 7);
          expect([source, text, test.test(text)]).toEqual([source, text, oracle.test(text)]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["^[a-z]*$", "", true],
    ["^[a-z]*$", "abc", true],
    ["^[a-z]*$", "aBc", false],
    ["^(foo|bar)?$", "", true],
    ["^(foo|bar)?$", "foobar", false],
    ["", "anything", true],
    ["^\\S{2,4}$", "🙂🙂", true],
  ])("%s on %j: %s", (source, text, matches) => {
    expect(new PatternTest(source).test(text)).toBe(matches);
  });

  it("handles a pattern on which RegExp takes exponential time", () => {
    expect(new PatternTest("^(a+)+$").test(`${"a".repeat(5_000)}b`)).toBe(false);
  });

  it("rejects patterns that it cannot parse or match in linear time", () => {
    for (const source of ["(", "(a)\\1", "(?=ab)c"]) expect(() => new PatternTest(source)).toThrow(PatternError);
  });
});
