import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergedGates } from "../../../src/text/normalize/merged-gates.ts";
import { normalizingGate } from "../../../src/text/normalize/normalization-level.ts";
import { PlainFirstGate } from "../../../src/text/normalize/plain-first-gate.ts";
import { compileRules, type RuleProgram } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../../src/text/patterns/rule-gate.ts";
import type { Rule } from "../../../src/text/patterns/rule.ts";
import type { TextGate } from "../../../src/text/text-gate.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed, replaced, through } from "./gates.ts";

const RULES: readonly Rule[] = [
  { id: "NAP", terms: ["nap", "a nap", "naples"] },
  { id: "WORD", terms: ["cafe", "dad"], wholeWords: true, ignoreCase: true },
  { id: "DIGITS", pattern: String.raw`\d{2,4}(?!\d)` },
  { id: "LONE", pattern: "#a(?![a-z])" },
  { id: "VALUE", context: String.raw`key\s*=\s*`, pattern: "[a-d]{2,5}" },
];
const CHECKED: readonly Rule[] = [
  { id: "NEAR", pattern: "x[0-9]{1,3}", near: ["key"] },
  {
    id: "CHECKED",
    pattern: "[a-d]{2,4}",
    check: (value, before) => before.length % 3 !== value.length % 3 || /['-]$/.test(before),
  },
];
/** Rules that distinguish some characters from their ASCII form. */
const SIGNED: readonly Rule[] = [
  { id: "ELISION", terms: ["d'a", "cafe"] },
  { id: "SPAN", pattern: "[0-9]-[0-9]" },
];
const PROGRAMS = [RULES, CHECKED, SIGNED].map((rules) => compileRules(rules));

/** Exceptions, and terms within them. */
const passingNaps = (id: string): "pass" | "mask" => (id === "NAP" ? "pass" : "mask");

const PLAIN = [
  "nap",
  "a ",
  "naples",
  "caf",
  "e",
  "dad",
  " ",
  "key",
  "k",
  "ey=",
  "na",
  "p",
  "#",
  "=",
  "12",
  "3",
  "'",
  "-",
  "d",
  "ab",
  "cd",
  "x7",
  ".",
  "\n",
  "",
];
const FOLDED = [
  "\u0301",
  "é",
  "ñ",
  "\u200b",
  "ｎａｐ",
  "а",
  "ж",
  "’",
  "–",
  "“",
  "…",
  "€",
  "１",
  "ﬁ",
  "\u{1d427}",
  "ß",
  "\ud83d",
  "\ude00",
  "\u0000",
];
const texts = mixed([...PLAIN, ...PLAIN, ...FOLDED], 24);
/** Mostly plain text, long enough that a gate returns to reading it once. */
const longTexts = fc
  .array(fc.oneof({ weight: 12, arbitrary: mixed(PLAIN, 24) }, { weight: 1, arbitrary: fc.constantFrom(...FOLDED) }), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

describe("a gate that reads plain text once", () => {
  const settings = fc.record({
    program: fc.constantFrom(0, 1, 2),
    action: fc.constantFrom<NonNullable<RuleGateOptions["action"]>>("mask", "block", passingNaps),
    replacement: fc.constantFrom("<X>", "", "nap"),
    maxMatchLength: fc.constantFrom(3, 1_000),
    onOverflow: fc.constantFrom("release", "mask", "block"),
  });

  it("releases and finds the same in every step as two separate gates", () => {
    fc.assert(
      fc.property(fc.oneof(texts, longTexts), sizes, settings, (text, lengths, { program, ...options }) => {
        const create = (): RuleGate => new RuleGate(PROGRAMS[program] as RuleProgram, options);
        const once = new PlainFirstGate(create());
        const twice = mergedGates([create(), normalizingGate("fold", create)]);
        for (const piece of cut(text, lengths)) expect(once.feed(piece)).toEqual(twice.feed(piece));
        expect(once.end()).toEqual(twice.end());
      }),
      { numRuns: 3_000 },
    );
  });

  it("does not depend on chunking", () => {
    fc.assert(
      fc.property(fc.oneof(texts, longTexts), sizes, settings, (text, lengths, { program, ...options }) => {
        const gate = (): TextGate => new PlainFirstGate(new RuleGate(PROGRAMS[program] as RuleProgram, options));
        const whole = through(gate(), [text]);
        expect(through(gate(), cut(text, lengths))).toEqual(whole);
        if (options.action !== "block" && options.onOverflow !== "block")
          expect(whole.text).toBe(replaced(text, whole));
      }),
      { numRuns: 1_000 },
    );
  });

  it("masks the marks on the last letter that arrive after the mask was delivered", () => {
    const gate = new PlainFirstGate(new RuleGate(PROGRAMS[0] as RuleProgram, { action: "mask" }));
    const steps = ["a dad, a nap", "\u0301", " here"].map((piece) => gate.feed(piece).text);
    expect([...steps, gate.end().text].join("")).toBe("a <WORD>, <NAP> here");
  });

  const steps = (pieces: readonly string[], program = 0): void => {
    const create = (): RuleGate => new RuleGate(PROGRAMS[program] as RuleProgram, { action: "mask" });
    const [once, twice] = [new PlainFirstGate(create()), mergedGates([create(), normalizingGate("fold", create)])];
    for (const piece of pieces) expect(once.feed(piece)).toEqual(twice.feed(piece));
    expect(once.end()).toEqual(twice.end());
  };

  it("continues with two gates while only the folded text has a context", () => {
    steps(["k\u200b", "ey", "=", "ab", "cd "]);
  });

  it("reads a sign with both gates if a check or a rule may distinguish it from its ASCII form", () => {
    steps(["x’", "ab "], 1);
    steps(["d’", "a "], 2);
  });

  it("knows the script of text that both gates have read", () => {
    steps(["жж ", "12 ", "34 ", "#", "\u0430", " "]);
    steps(["aa ", "12 ", "\u200b", "34 ", "#", "\u0430", " "]);
  });
});
