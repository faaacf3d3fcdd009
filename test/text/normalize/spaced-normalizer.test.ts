import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpacedNormalizer } from "../../../src/text/normalize/spaced-normalizer.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed } from "./gates.ts";

const read = (text: string): string => {
  const reading = new SpacedNormalizer();
  return reading.feed(text) + reading.end();
};

/** A reference implementation on whole words. */
const CHARACTER = String.raw`(?:\S(?:\p{M}|(?<=\u094d)\S)*)`;
const RUN = new RegExp(
  String.raw`(?<!\S)${CHARACTER}(?:\s{1,3}${CHARACTER}(?!\S)){4,}(?!\S)(?:\s{1,3}${CHARACTER}(?=[.,;:!?)\]"']))?`,
  "gu",
);
const reference = (text: string): string =>
  text.replace(RUN, (run) => run.replace(/\s+/g, (gap) => (gap.length > 1 ? " " : "")));

const text = mixed(
  [
    "a",
    "b",
    "1",
    "@",
    ".",
    " ",
    " ",
    " ",
    "\n",
    ",",
    "   ",
    "    ",
    "word",
    "a b c d e",
    "f ",
    "\u0915\u093e ",
    "\u0915\u094d\u0932 ",
  ],
  20,
);

describe("SpacedNormalizer", () => {
  it.each([
    ["see j a n e @ x . o r g now", "see jane@x.org now"],
    ["4 1 1 1   1 1 1 1 end", "4111 1111 end"],
    ["s\ne\nc\nr\ne\nt", "secret"],
    ["I am a b c d", "I am a b c d"],
    ["it is j a n e . h, or 4 1 1 1 1 1 1, end", "it is jane.h, or 4111111, end"],
    ["plan A or B, 1 2 3 4 is all", "plan A or B, 1 2 3 4 is all"],
    ["a b c d    e f", "a b c d    e f"],
    ["बं द र  क्ला र् क का", "बंदर क्लार्कका"],
    ["से यह है की", "से यह है की"],
  ])("normalizes %j to %j", (written, meant) => {
    expect(read(written)).toBe(meant);
  });

  it("returns the same as a normalizer of whole words", () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(read(written)).toBe(reference(written));
      }),
      { numRuns: 3_000 },
    );
  });

  it("maps every unit to its source, for any chunking, and holds back at most 30", () => {
    fc.assert(
      fc.property(text, sizes, (written, lengths) => {
        const units = (pieces: readonly string[]): readonly [string, number, number][] => {
          const reading = new SpacedNormalizer();
          let [given, fed] = ["", 0];
          for (const piece of pieces) {
            given += reading.feed(piece);
            fed += piece.length;
            expect(fed - reading.position).toBeLessThanOrEqual(30);
          }
          given += reading.end();
          return given.split("").map((char, unit) => [char, reading.startOf(unit), reading.endOf(unit)]);
        };
        const all = units([written]);
        expect(units(cut(written, lengths))).toEqual(all);
        for (const [char, start, end] of all)
          expect(written.slice(start, end).replace(/^\s+$/, " ")).toBe(char.replace(/\s/, " "));
      }),
      { numRuns: 1_000 },
    );
  });
});
