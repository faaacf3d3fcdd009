import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatternGate, type PatternGateOptions } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { type Gated, gated } from "../../support/gates.ts";
import { cut, sizes, tiny } from "../cuts.ts";
import { compileUnlessEmpty } from "./pattern-oracle.ts";
import { randomPattern } from "./pattern-run.ts";

describe("PatternGate with action mask", () => {
  const mask = (sources: readonly string[], pieces: readonly string[], options: PatternGateOptions = {}): Gated =>
    gated(new PatternGate(compilePatterns(sources), { action: "mask", ...options }), pieces);

  it("replaces every whole match", () => {
    const { text, findings } = mask(
      [String.raw`[a-z]+@[a-z]+\.[a-z]+`],
      ["write to me", "@site.c", "om or you@x.org", "."],
    );
    expect(text).toBe("write to <REDACTED> or <REDACTED>.");
    expect(findings).toEqual([
      {
        action: "mask",
        start: 9,
        end: 20,
        at: 9,
        replacement: "<REDACTED>",
        reason: String.raw`matches pattern '[a-z]+@[a-z]+\.[a-z]+'`,
      },
      {
        action: "mask",
        start: 24,
        end: 33,
        at: 23,
        replacement: "<REDACTED>",
        reason: String.raw`matches pattern '[a-z]+@[a-z]+\.[a-z]+'`,
      },
    ]);
  });

  it("inserts the replacement literally", () => {
    expect(mask(["b"], ["abc"], { replacement: "$&$1" }).text).toBe("a$&$1c");
    expect(mask(["b"], ["abc"], { replacement: "" }).text).toBe("ac");
  });

  it("returns the same as replaceAll, for any chunking", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 12), sizes, (source, text, at) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const whole = gated(new PatternGate(program, { action: "mask", replacement: "#" }), [text]);
        expect(whole.text).toBe(text.replaceAll(new RegExp(source, "gu"), "#"));
        const cutUp = gated(new PatternGate(program, { action: "mask", replacement: "#" }), cut(text, at));
        expect(cutUp).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it("blocks, masks or releases a match that is too long", () => {
    const tooLong = (onOverflow: "block" | "mask" | "release"): Gated =>
      mask(["<[^>]*>"], ["a<b>c<def", "ghi<j>k"], { maxMatchLength: 4, onOverflow, replacement: "#" });
    expect(tooLong("block")).toMatchObject({
      text: "a#c",
      blocked: { start: 5, end: 10, reason: "a possible match is longer than allowed" },
    });
    expect(tooLong("mask")).toMatchObject({ text: "a#c#ghi#k", blocked: undefined });
    expect(tooLong("release")).toMatchObject({ text: "a#c<defghi#k", blocked: undefined });
  });

  it("does not split a letter from a mark that is held with it", () => {
    const gate = new PatternGate(compilePatterns([String.raw`\u0301x`]), { action: "mask" });
    expect(gate.feed("ae\u0301").text).toBe("a");
    expect(gate.feed("y").text).toBe("e\u0301y");
  });

  it.each([1, 2, 3])("masks up to a limit of %i that is within the marks of a pair", (maxMatchLength) => {
    const gate = new PatternGate(compilePatterns(["[^a]{2,}"]), {
      action: "mask",
      onOverflow: "mask",
      maxMatchLength,
      replacement: "#",
    });
    expect(gate.feed("\u{1F469}\u0301\u0301bba").text + gate.end().text).toMatch(/^#+b?a$/);
  });
});
