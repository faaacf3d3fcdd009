import * as fc from "fast-check";
import { expect } from "vitest";
import { PatternGate, type PatternGateOptions } from "../../../src/text/patterns/pattern-gate.ts";
import type { PatternProgram } from "../../../src/text/patterns/pattern-program.ts";
import type { TextFinding } from "../../../src/text/text-gate.ts";
import { gated } from "../../support/gates.ts";
import { cut } from "../cuts.ts";
import type { Oracle } from "./pattern-oracle.ts";

export interface Run {
  readonly released: string;
  readonly blocked: TextFinding | undefined;
}

export const run = (program: PatternProgram, pieces: readonly string[], options: PatternGateOptions = {}): Run => {
  const { text, blocked } = gated(new PatternGate(program, options), pieces);
  return { released: text, blocked };
};

/**
 * Expects that a gate with a high limit agrees with the oracle: same verdict and end, and nothing of a match released.
 */
export const compare = (program: PatternProgram, oracle: Oracle, text: string, at: readonly number[]): void => {
  const { released, blocked } = run(program, cut(text, at));
  const end = oracle.firstEnd(text);
  expect(blocked?.end).toBe(end);
  expect(blocked !== undefined).toBe(oracle.test(text));
  expect(text.startsWith(released)).toBe(true);
  if (blocked === undefined || end === undefined) {
    expect(released).toBe(text);
    return;
  }
  const starts = oracle.startsAt(text, end);
  expect(starts).toContain(blocked.start);
  expect(released.length).toBeLessThanOrEqual(Math.min(...starts));
  expect(run(program, text.split(""))).toEqual({ released, blocked });
};

export function tinyOf(alphabet: string): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength: 14 }).map((units) => units.join(""));
}

/** Patterns with the same meaning in RegExp, over a small alphabet. RegExp would take minutes for deeper ones. */
export const { randomPattern } = fc.letrec<{ randomPattern: string; atom: string; piece: string; sequence: string }>(
  (tie) => ({
    atom: fc.oneof(
      { maxDepth: 1, depthIdentifier: "group" },
      fc.constantFrom("a", "b", "a", "b", "[ab]", "[^a]", ".", "(?:\\b)", "(?:\\B)", "(?:^)", "(?:$)"),
      tie("randomPattern").map((inner) => `(?:${inner})`),
    ),
    piece: fc
      .tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"))
      .map(([atom, times]) => atom + times),
    sequence: fc.array(tie("piece"), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join("")),
    randomPattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((branches) => branches.join("|")),
  }),
);
