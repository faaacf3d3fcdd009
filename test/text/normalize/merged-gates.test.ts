import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FoldNormalizer } from "../../../src/text/normalize/fold-normalizer.ts";
import { mergedGates } from "../../../src/text/normalize/merged-gates.ts";
import { NormalizingGate } from "../../../src/text/normalize/normalizing-gate.ts";
import type { TextFinding, TextGate } from "../../../src/text/text-gate.ts";
import { StepCheck } from "../../../src/text/views/step-check.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed, replaced, type Result, through, WordGate } from "./gates.ts";

type Words = readonly string[];
const masks = (...words: readonly Words[]): TextGate => mergedGates(words.map((list) => new WordGate(list)));
const PLACES = ({ findings }: Result): unknown => findings.map(({ start, end, label }) => [start, end, label]);

describe("merged gates", () => {
  it("mask everything that any of them finds", () => {
    expect(through(masks(["cat"], ["dog"]), ["a dog, a cat, a dog"]).text).toBe("a [dog], a [cat], a [dog]");
  });

  it("mask a range by the finding that starts first, and the rest of another by that one", () => {
    const result = through(masks(["bcd"], ["abc"], ["cde"]), ["xabcdef"]);
    expect(result.text).toBe("x[abc][bcd][cde]f");
    expect(PLACES(result)).toEqual([
      [1, 4, "abc"],
      [4, 5, "bcd"],
      [5, 6, "cde"],
    ]);
  });

  it("prefer the longer of two findings that start together", () => {
    expect(through(masks(["ab"], ["abc"]), ["xabcd"]).text).toBe("x[abc]d");
  });

  it("hold back what any of them holds back", () => {
    const gate = masks(["held"], ["loud"]);
    expect(gate.feed("xhel").text).toBe("x");
    expect(gate.feed("louder").text).toBe("hel[loud]er");
  });

  it("block at the first block, after the findings before it", () => {
    const gates = (): TextGate =>
      mergedGates([new WordGate(["stop"], "block"), new WordGate(["a st"]), new WordGate(["cat"])]);
    const whole = through(gates(), ["cat and stop here, cat"]);
    expect(whole.text).toBe("[cat] and ");
    expect(whole.findings.map(({ action, start, end, at }) => [action, start, end, at])).toEqual([
      ["mask", 0, 3, 0],
      ["block", 8, 12, 10],
    ]);
    expect(through(gates(), "cat and stop here, cat".split(""))).toEqual(whole);
  });

  it("delay a block until no finding can precede it", () => {
    const gate = mergedGates([new WordGate(["b"], "block"), new WordGate(["abcd"])]);
    expect(gate.feed("ab")).toEqual({ text: "", findings: [] });
    expect(gate.feed("x").findings).toMatchObject([{ action: "block", start: 1, end: 2, at: 1 }]);
    expect(gate.feed("more")).toEqual({ text: "", findings: [] });
  });

  it("pass everything if there is no gate", () => {
    expect(through(mergedGates([]), ["a", "b"])).toEqual({ text: "ab", findings: [] });
  });

  it("are the gate itself if there is only one", () => {
    const gate = new WordGate(["a"]);
    expect(mergedGates([gate])).toBe(gate);
  });

  const SETS: readonly (readonly [Words, "mask" | "block"])[] = [
    [["ab", "ccc"], "mask"],
    [["bca"], "mask"],
    [["aabb"], "mask"],
    [["acab"], "block"],
    [["bb"], "block"],
    [["ab"], "mask"],
  ];
  const some = fc.subarray([...SETS], { minLength: 2 });
  const create = (sets: typeof SETS): TextGate =>
    mergedGates(
      sets.map(
        ([words, action]) =>
          new NormalizingGate(
            new FoldNormalizer(),
            new WordGate(words, action, String(SETS.findIndex(([list]) => list === words))),
          ),
      ),
    );
  const text = mixed(["a", "b", "c", "\u0301", "а", "ж", "aab"], 16);

  it("return the same for any chunking", () => {
    fc.assert(
      fc.property(some, text, sizes, (sets, source, lengths) => {
        const whole = through(create(sets), [source]);
        expect(through(create(sets), cut(source, lengths))).toEqual(whole);
        expect(through(create(sets), source.split(""))).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it("release nothing that one of them masks", () => {
    fc.assert(
      fc.property(
        fc.subarray(
          SETS.filter(([, action]) => action === "mask"),
          { minLength: 2 },
        ),
        text,
        (sets, source) => {
          const merged = through(create(sets), [source]);
          const found = sets.flatMap((set) => through(create([set]), [source]).findings);
          expect(covered(merged.findings)).toEqual(covered(found));
          expect(merged.text).toBe(replaced(source, merged));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("have the actions of all gates", () => {
    fc.assert(
      fc.property(some, text, sizes, (sets, source, lengths) => {
        const [gate, check] = [create(sets), new StepCheck()];
        for (const piece of cut(source, lengths)) {
          check.add(piece);
          check.read(gate.feed(piece));
        }
        check.read(gate.end());
      }),
      { numRuns: 1_000 },
    );
  });
});

/** All offsets that a finding covers. */
const covered = (findings: readonly TextFinding[]): ReadonlySet<number> =>
  new Set(findings.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)));
