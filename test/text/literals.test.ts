import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AffixTrimmer } from "../../src/text/affix-trimmer.ts";
import { PartialMatch } from "../../src/text/partial-match.ts";
import { StopScanner } from "../../src/text/stop-scanner.ts";
import { cut, sizes, through, tiny } from "./cuts.ts";

const RUNS = { numRuns: 2_000 };

/** The length of the longest suffix of the text with which the literal starts. */
const longestTail = (text: string, literal: string): number => {
  for (let length = Math.min(text.length, literal.length); length > 0; length--) {
    if (text.endsWith(literal.slice(0, length))) return length;
  }
  return 0;
};

describe("PartialMatch", () => {
  it("always knows the longest suffix that may still become the literal", () => {
    fc.assert(
      fc.property(tiny("ab"), tiny("ab", 6), (text, rest) => {
        const literal = `a${rest}`;
        const match = new PartialMatch(literal);
        for (let i = 0; i < text.length; i++) {
          match.feed(text.charCodeAt(i));
          expect(match.length).toBe(longestTail(text.slice(0, i + 1), literal));
          expect(match.complete).toBe(text.slice(0, i + 1).endsWith(literal));
        }
      }),
      RUNS,
    );
  });

  it("rejects an empty literal", () => {
    expect(() => new PartialMatch("")).toThrow(RangeError);
  });
});

/** The first position at which a sequence ends, and the longest of those that end there. */
const stopOf = (text: string, sequences: readonly string[]): string | undefined => {
  const longestFirst = sequences.filter((sequence) => sequence !== "").sort((a, b) => b.length - a.length);
  for (let end = 1; end <= text.length; end++) {
    const found = longestFirst.find((sequence) => text.slice(0, end).endsWith(sequence));
    if (found !== undefined) return text.slice(0, end - found.length);
  }
  return undefined;
};

describe("StopScanner", () => {
  const sequences = fc.array(tiny("ab", 5), { minLength: 1, maxLength: 3 });

  it("cuts at the same position as a search of the whole text, for any chunking", () => {
    fc.assert(
      fc.property(tiny("abc"), sequences, sizes, (text, stops, at) => {
        const scanner = new StopScanner(stops);
        expect(through(scanner, cut(text, at))).toBe(stopOf(text, stops) ?? text);
        expect(scanner.stoppedBy === undefined).toBe(stopOf(text, stops) === undefined);
      }),
      RUNS,
    );
  });

  it("holds back less than the longest sequence, and nothing that cannot become one", () => {
    fc.assert(
      fc.property(tiny("abc"), sequences, (text, stops) => {
        const scanner = new StopScanner(stops);
        let released = "";
        for (let i = 0; i < text.length && scanner.stoppedBy === undefined; i++) {
          released += scanner.feed(text.charAt(i));
          const read = text.slice(0, i + 1);
          const tails = stops.map((stop) => (stop === "" ? 0 : longestTail(read, stop)));
          if (scanner.stoppedBy === undefined) expect(i + 1 - released.length).toBe(Math.max(...tails));
        }
      }),
      RUNS,
    );
  });

  it.each([
    { stops: ["STOP"], pieces: ["ab", "cdST", "OP xx"], text: "abcd", by: "STOP" },
    { stops: ["\nUser intent: "], pieces: ["hi\n", "User", " intent", ": no"], text: "hi", by: "\nUser intent: " },
    { stops: ['"\n'], pieces: ["'.\"\nUser"], text: "'.", by: '"\n' },
    { stops: ["STOP1", "STOP2", "HALT"], pieces: ["a STOP", "3 b HA", "LT c"], text: "a STOP3 b ", by: "HALT" },
    { stops: ["ba", "aba"], pieces: ["xab", "ay"], text: "x", by: "aba" },
    { stops: ["", "x"], pieces: ["", "abc"], text: "abc", by: undefined },
    { stops: ["👍"], pieces: ["a\ud83d", "\udc4db"], text: "a", by: "👍" },
  ])("stops $pieces at $by", ({ stops, pieces, text, by }) => {
    const scanner = new StopScanner(stops);
    expect(through(scanner, pieces)).toBe(text);
    expect(scanner.stoppedBy).toBe(by);
  });
});

const trim = (text: string, prefix: string, suffix: string): string => {
  const body = prefix !== "" && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return suffix !== "" && body.endsWith(suffix) ? body.slice(0, -suffix.length) : body;
};

describe("AffixTrimmer", () => {
  it("removes the same as from the whole text, for any chunking", () => {
    fc.assert(
      fc.property(tiny("ab"), tiny("ab", 4), tiny("ab", 4), sizes, (text, prefix, suffix, at) => {
        expect(through(new AffixTrimmer({ prefix, suffix }), cut(text, at))).toBe(trim(text, prefix, suffix));
      }),
      RUNS,
    );
  });

  it("holds back at most the length of the prefix, later of the suffix", () => {
    fc.assert(
      fc.property(tiny("ab"), tiny("ab", 4), tiny("ab", 4), (text, prefix, suffix) => {
        const trimmer = new AffixTrimmer({ prefix, suffix });
        let released = 0;
        for (const [at, unit] of Array.from(text).entries()) {
          released += trimmer.feed(unit).length;
          const removed = text.startsWith(prefix) ? prefix.length : 0;
          expect(at + 1 - released - removed).toBeLessThanOrEqual(Math.max(prefix.length, suffix.length));
        }
      }),
      RUNS,
    );
  });

  it.each([
    { prefix: "User intent: ", pieces: ["User", " intent", ":", " ask", " this"], text: "ask this" },
    {
      prefix: 'Bot message: "',
      suffix: '"',
      pieces: ["Bot message: ", '"This is', ' a message"'],
      text: "This is a message",
    },
    { prefix: "Bot: ", pieces: ["Bo", "b", " says"], text: "Bob says" },
    { prefix: "Bot: ", pieces: ["Bo"], text: "Bo" },
    { suffix: "END", pieces: ["done", "E", "N", "D"], text: "done" },
    { suffix: "END", pieces: ["E", "N", "E", "N", "D", "!"], text: "ENEND!" },
    { suffix: '"', pieces: ['say "hi" ok', '"'], text: 'say "hi" ok' },
    { pieces: ["as ", "it is"], text: "as it is" },
  ])("returns $text for $pieces", ({ pieces, text, ...affixes }) => {
    expect(through(new AffixTrimmer(affixes), pieces)).toBe(text);
  });
});
