import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PatternTest } from "../../../../src/text/patterns/pattern-test.ts";

const MEMBERS = ["a", "0", "[", String.raw`\]`, String.raw`\\`, String.raw`\-`, String.raw`\^`, "b-d", String.raw`\d`];
const RANGES = [String.raw`\u0041-\u0044`, String.raw`\x5b-\]`, String.raw`,-\\`];
const CHARACTERS = "aAbcdeDE019[]\\-^,:xy".split("");
const WHOLE = CHARACTERS.flatMap((a) => [a, `x${a}y`, ...CHARACTERS.map((b) => `y${a}${b}`)]);

/** Two classes with the same beginning, which contain brackets, backslashes and hyphens. */
const pairs = fc
  .record({
    start: fc.constantFrom("[", "[^"),
    members: fc.array(fc.constantFrom(...MEMBERS, ...RANGES), { minLength: 1, maxLength: 4 }),
    more: fc.constantFrom("-", ...MEMBERS, ...RANGES),
  })
  .map(({ start, members, more }) => {
    const one = `${start}${members.join("")}`;
    return [`${one}]`, `${one}${more}]`] as const;
  });

it("ends a class at its bracket, and parses a repeated class the same, as RegExp does", () => {
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const source = `^(?:${one}|x${other}y|y${one}${other})$`;
      const [ours, oracle] = [new PatternTest(source), new RegExp(source, "u")];
      expect(WHOLE.filter((text) => ours.test(text))).toEqual(WHOLE.filter((text) => oracle.test(text)));
    }),
    { numRuns: 200 },
  );
});

it("treats a bracket in first place as a member, as Python does", () => {
  const own = new PatternTest("^[]a]$");
  expect("]ab".split("").map((text) => own.test(text))).toEqual([true, true, false]);
  const others = new PatternTest("^[^]a]$");
  expect("]ab".split("").map((text) => others.test(text))).toEqual([false, false, true]);
});
