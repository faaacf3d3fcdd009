import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { railGate } from "../../src/rails/rail-gate.ts";
import { defineRail, type IncrementalRail, type Rail } from "../../src/rails/rail.ts";
import { settledLength } from "../../src/rails/settled-length.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { readWhole } from "../../src/text/text-gate.ts";

const PROGRAM = compilePatterns(["ab+c"]);

const masking = (more: Partial<IncrementalRail> = {}): IncrementalRail => ({
  name: "mask",
  reads: "incremental",
  createGate: () => new PatternGate(PROGRAM, { action: "mask", replacement: '"<R>"' }),
  ...more,
});

const answerOf = (rail: IncrementalRail, text: string): string =>
  readWhole(
    railGate(rail, "text", () => {}),
    text,
  ).text;

const check = (more: object): Rail =>
  defineRail({ name: "check", reads: "whole", check: () => ({ outcome: "allow" }), ...more });

describe("settledLength", () => {
  it("is the whole answer without a gate", () => {
    expect(settledLength([], "text", "text")).toBe(4);
    expect(settledLength([check({})], "text", "text")).toBe(4);
  });

  it("is zero if an enforced check rail may rewrite", () => {
    expect(settledLength([check({ transforms: true })], "text", "text")).toBe(0);
    expect(settledLength([check({ transforms: true, mode: "monitor" })], "text", "text")).toBe(4);
  });

  it("ends where a gate still holds text back", () => {
    expect(settledLength([masking()], "see abb", "see abb")).toBe(4);
    expect(settledLength([masking({ mode: "monitor" })], "see abb", "see abb")).toBe(7);
  });

  it("counts a gate that may fail as its text", () => {
    const fail = (): never => {
      throw new Error("boom");
    };
    expect(settledLength([masking({ createGate: fail, onError: "allow" })], "text", "text")).toBe(4);
    expect(settledLength([masking({ createGate: fail })], "text", "")).toBe(0);
  });

  it("is zero if the answer differs from the output of the gates", () => {
    expect(settledLength([], "text", "other")).toBe(0);
  });

  it("counts the unchangeable start of the answer, whatever follows", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", '{"x":"', '"'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const answer = answerOf(masking(), before);
        const settled = answer.slice(0, settledLength([masking()], before, answer));
        expect(answerOf(masking(), before + after).startsWith(settled)).toBe(true);
      }),
    );
  });
});
