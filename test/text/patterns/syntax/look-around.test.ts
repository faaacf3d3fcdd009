import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PatternTest } from "../../../../src/text/patterns/pattern-test.ts";

const KINDS = ["(?=", "(?!", "(?<=", "(?<!"];
/** Some have the same beginning up to an unpaired bracket, and most are repeated. */
const INSIDES = ["a", "b|c", "[)a]", "[)b]", String.raw`\)`, String.raw`\)|a`, "(?:a|b)", "(?:a|c)", "A"];
const lookAround = fc
  .tuple(fc.constantFrom(...KINDS), fc.constantFrom(...INSIDES))
  .map(([kind, inside]) => `${kind}${inside})`);
const ATOMS = ["a", "b", ".", "[^c]"];

interface Piece {
  readonly flags: string;
  readonly look: string;
  readonly atom: string;
}

/** Pieces of a pattern with one of two look-arounds each. */
const pieces = fc.tuple(lookAround, lookAround).chain((looks) =>
  fc.array(
    fc.record<Piece>({
      flags: fc.constantFrom("", "(?i)", "(?-i)"),
      look: fc.constantFrom(...looks),
      atom: fc.constantFrom(...ATOMS),
    }),
    { minLength: 2, maxLength: 4 },
  ),
);

const CHARACTERS = "abcABC)".split("");
const TEXTS = CHARACTERS.flatMap((a) => CHARACTERS.flatMap((b) => [a + b, ...CHARACTERS.map((c) => a + b + c)]));

/** Converts flags that apply from a position on to those of a group, for RegExp. */
const oracleOf = (parts: readonly Piece[]): RegExp => {
  let ignoresCase = false;
  const source = parts.map(({ flags, look, atom }) => {
    if (flags !== "") ignoresCase = flags === "(?i)";
    return ignoresCase ? inBothCases(look + atom) : look + atom;
  });
  return new RegExp(source.join(""), "u");
};

const inBothCases = (source: string): string =>
  source.replaceAll(/\[(\^?)([^\]]*)\]|[abcA]/g, (all, not: string | undefined, members: string | undefined) =>
    members === undefined ? `[${all.toLowerCase()}${all.toUpperCase()}]` : `[${not}${members}${members.toUpperCase()}]`,
  );

it("parses a repeated look-around the same as before, as RegExp does", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const source = parts.map(({ flags, look, atom }) => flags + look + atom).join("");
      const [ours, oracle] = [new PatternTest(source), oracleOf(parts)];
      expect(TEXTS.filter((text) => ours.test(text))).toEqual(TEXTS.filter((text) => oracle.test(text)));
    }),
    { numRuns: 500 },
  );
});
