import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { cut, sizes, tiny } from "../cuts.ts";
import { compileUnlessEmpty, oracleOf } from "./pattern-oracle.ts";
import { run, tinyOf, randomPattern } from "./pattern-run.ts";

// Thousands of patterns that RegExp reads as well: a second, and many on a machine that is busy.
describe("PatternGate", { timeout: 60_000 }, () => {
  const bounds = fc.integer({ min: 1, max: 5 });

  it("finds every match within the limit if it releases longer ones", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 8), sizes, bounds, (source, text, at, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const { blocked, released } = run(program, cut(text, at), { maxMatchLength, onOverflow: "release" });
        const oracle = oracleOf(source);
        const ends = Array.from({ length: text.length + 1 }, (_, end) => end).filter((end) =>
          oracle.startsAt(text, end).some((start) => end - start <= maxMatchLength),
        );
        expect(blocked?.end).toBe(ends[0]);
        expect(released).toBe(text.slice(0, released.length));
        if (blocked === undefined) {
          expect(released).toBe(text);
          return;
        }
        const starts = oracle.startsAt(text, blocked.end);
        expect(released.length).toBeLessThanOrEqual(Math.max(...starts));
        expect(run(program, text.split(""), { maxMatchLength, onOverflow: "release" })).toEqual({ blocked, released });
      }),
      { numRuns: 3_000 },
    );
  });

  it("releases nothing of a possible match if it blocks longer ones", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 8), sizes, bounds, (source, text, at, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const { blocked, released } = run(program, cut(text, at), { maxMatchLength });
        if (blocked === undefined) {
          expect(oracleOf(source).test(text)).toBe(false);
          expect(released).toBe(text);
          return;
        }
        expect(released.length).toBeLessThanOrEqual(blocked.start);
        const end = oracleOf(source).firstEnd(text);
        if (end !== undefined)
          expect(released.length).toBeLessThanOrEqual(Math.min(...oracleOf(source).startsAt(text, end)));
        expect(run(program, text.split(""), { maxMatchLength })).toEqual({ blocked, released });
      }),
      { numRuns: 3_000 },
    );
  });

  it("holds no more than the limit of a match, and half a surrogate pair at either end", () => {
    fc.assert(
      fc.property(randomPattern, tinyOf("ab 😀\ud83d"), bounds, (source, text, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const gate = new PatternGate(program, { maxMatchLength, onOverflow: "release" });
        let released = 0;
        for (let i = 0; i < text.length; i++) {
          const step = gate.feed(text.charAt(i));
          if (step.findings.length > 0) return;
          released += step.text.length;
          expect(i + 1 - released).toBeLessThanOrEqual(maxMatchLength + 2);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("releases no half of a surrogate pair while it holds the other", () => {
    const gate = new PatternGate(compilePatterns(["[^b]+b"]), { maxMatchLength: 3, onOverflow: "release" });
    const pieces = Array.from("xa😀😀😀😀😀").map((char) => gate.feed(char));
    expect([...pieces, gate.end()].every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it("does not delay ordinary text, and releases a partial match that fails", () => {
    const gate = new PatternGate(compilePatterns(["secret", String.raw`sk-\w{8}`]));
    expect(gate.feed("The ").text).toBe("The ");
    expect(gate.feed("sec").text).toBe("");
    expect(gate.feed("ond").text).toBe("second");
    expect(gate.feed(" sk-").text).toBe(" ");
    expect(gate.end().text).toBe("sk-");
  });

  it("returns nothing after a block", () => {
    const gate = new PatternGate(compilePatterns(["no"]), { label: "REFUSAL" });
    expect(gate.feed("so no more")).toEqual({
      text: "so ",
      findings: [
        {
          action: "block",
          start: 3,
          end: 5,
          at: 3,
          replacement: "",
          label: "REFUSAL",
          reason: "matches pattern 'no'",
        },
      ],
    });
    expect(gate.feed("text")).toEqual({ text: "", findings: [] });
    expect(gate.end()).toEqual({ text: "", findings: [] });
  });

  it("reports that a possible match is too long, and its range", () => {
    expect(run(compilePatterns(["<[^>]*>"]), ["ab<", "cdefgh"], { maxMatchLength: 4 })).toMatchObject({
      released: "ab",
      blocked: { start: 2, end: 7, reason: "a possible match is longer than allowed" },
    });
  });

  it("names the match that started first among those that end together", () => {
    const program = compilePatterns([String.raw`ab\b!c`, "!c"]);
    expect(run(program, ["ab!c"])).toMatchObject({ released: "", blocked: { start: 0, end: 4 } });
  });
});
