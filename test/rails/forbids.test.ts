import { describe, expect, it } from "vitest";
import { forbiddenBy, forbiddenInAnswers } from "../../src/rails/forbids.ts";
import { defineRail, type IncrementalRail, type Rail } from "../../src/rails/rail.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { NOTHING, passing, type TextGate } from "../../src/text/text-gate.ts";
import { replacingGate } from "../support/gates.ts";

const PROGRAM = compilePatterns(["napalm"]);
const fail = (): never => {
  throw new Error("boom");
};
const rail = (createGate: () => TextGate, more: Partial<IncrementalRail> = {}): Rail =>
  defineRail({ name: "gate", reads: "incremental", createGate, ...more });

const blocks = (more?: Partial<IncrementalRail>): Rail => rail(() => new PatternGate(PROGRAM), more);
const check = defineRail({ name: "check", reads: "whole", check: () => ({ outcome: "block" }) });

const BROKEN: readonly (readonly [string, () => TextGate])[] = [
  ["cannot be created", fail],
  ["throws as it reads", () => ({ feed: fail, end: () => NOTHING })],
  ["throws at the end", () => ({ feed: passing, end: fail })],
  ["changes the text and does not say so", () => ({ feed: () => passing("other"), end: () => NOTHING })],
];

describe("forbiddenBy", () => {
  it.each<[string, Rail]>([
    ["block", blocks()],
    ["mask", rail(() => replacingGate("napalm", "<R>"))],
  ])("is true for text that a rail would %s, and for no other", (_, one) => {
    const forbids = forbiddenBy([one]);
    expect([forbids("call_napalm_1"), forbids("call_1"), forbids("")]).toEqual([true, false, false]);
  });

  it("is true for text that any of several rails forbids", () => {
    const fine = rail(() => ({ feed: passing, end: () => NOTHING }));
    expect(forbiddenBy([fine, blocks(), fine])("napalm")).toBe(true);
  });

  it("is true for text that a gate rejects only at the end", () => {
    const replacement = { start: 0, end: 0, at: 0, replacement: "" };
    const late = rail(() => ({
      feed: () => NOTHING,
      end: () => ({ text: "", findings: [{ action: "block", ...replacement, reason: "late" }] }),
    }));
    expect(forbiddenBy([late])("x")).toBe(true);
  });

  it.each(BROKEN)("is true for any text with a gate that %s, unless its rail has on_error allow", (_, createGate) => {
    expect(forbiddenBy([rail(createGate)])("x")).toBe(true);
    expect(forbiddenBy([rail(createGate, { onError: "allow" })])("x")).toBe(false);
  });

  it.each([["finds something", () => new PatternGate(PROGRAM)] as const, ...BROKEN])(
    "is false with a monitored gate that %s",
    (_, createGate) => {
      expect(forbiddenBy([rail(createGate, { mode: "monitor" })])("napalm")).toBe(false);
    },
  );

  it("does not run check rails", () => {
    expect(forbiddenBy([check])("napalm")).toBe(false);
  });

  it("applies rails of text and of tool calls to answers", () => {
    expect(forbiddenInAnswers({ output: [blocks()], toolOutput: [] })("napalm")).toBe(true);
    expect(forbiddenInAnswers({ output: [], toolOutput: [blocks()] })("napalm")).toBe(true);
    expect(forbiddenInAnswers({ output: [], toolOutput: [] })("napalm")).toBe(false);
  });
});
