import { describe, expect, it, vi } from "vitest";
import { compilePatterns, type PatternProgram } from "../../../../src/text/patterns/pattern-program.ts";
import { CacheBudget } from "../../../../src/text/patterns/search/cache-budget.ts";
import type { PatternMatch } from "../../../../src/text/patterns/search/candidates.ts";
import { LazyDfa } from "../../../../src/text/patterns/search/lazy-dfa.ts";
import { PatternSearcher } from "../../../../src/text/patterns/search/pattern-searcher.ts";
import type { SearchOptions } from "../../../../src/text/patterns/search/search-options.ts";
import { cut } from "../../cuts.ts";
import { compileUnlessEmpty } from "../pattern-oracle.ts";
import { Dice, type PatternShape, randomPattern, randomSizes, randomText } from "../random-patterns.ts";

interface Search {
  /** The text with every match replaced. */
  readonly replaced: string;
  readonly matches: readonly PatternMatch[];
  readonly stopped: PatternMatch | undefined;
}

const OPTIONS: SearchOptions = { maxLength: 1_000, onOverflow: "block", stopAtFirst: false };

/** Searches a text in chunks like a gate: keeps only the text that the searcher requires. */
const search = (program: PatternProgram, pieces: readonly string[], options: Partial<SearchOptions> = {}): Search => {
  const searcher = new PatternSearcher(program, { ...OPTIONS, ...options });
  const matches: PatternMatch[] = [];
  let [replaced, held, origin] = ["", "", 0];
  const take = (until: number): string => {
    const text = held.slice(0, until - origin);
    held = held.slice(until - origin);
    origin = until;
    return text;
  };
  const read = (found: readonly PatternMatch[]): void => {
    for (const match of found) {
      replaced += `${take(match.start)}#`;
      take(match.end);
    }
    matches.push(...found);
    replaced += take(searcher.holdFrom);
  };
  for (const piece of pieces) {
    if (searcher.stopped !== undefined) break;
    const found = searcher.read(piece, held, origin);
    held += piece;
    read(found);
  }
  if (searcher.stopped === undefined) read(searcher.end(held, origin));
  return { replaced, matches, stopped: searcher.stopped };
};

const SHAPE: PatternShape = {
  atoms: ["a", "b", "a", "b", "c", "[ab]", "[^a]", "[^b]", ".", "😀"],
  assertions: [String.raw`\b`, String.raw`\B`, "^", "$", "(?<!a)", "(?<=b|^)", "(?=a|$)", "(?![bc])", "(?!😀)"],
  depth: 2,
};
const ALPHABET = ["a", "b", "a", "b", "a", "b", "c", " ", "😀"];

/** The offsets of characters. */
const places = (text: string): readonly number[] => {
  const result: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1) result.push(at);
  return result;
};

interface Found {
  readonly end: number;
  readonly pattern: number;
}

/** The longest match at a position of at most `max`, of the preferred matches of all patterns. */
const matchAt = (sources: readonly string[], text: string, at: number, max: number): Found | undefined => {
  const reach = [...places(text), text.length].filter((place) => place <= at + max).length - 1;
  let best: Found | undefined;
  for (const [pattern, source] of sources.entries()) {
    const limit = max === Infinity ? "" : String.raw`(?<=(?<![\s\S])[\s\S]{0,${reach}})`;
    const sticky = new RegExp(`(?:${source})${limit}`, "yu");
    sticky.lastIndex = at;
    const end = at + (sticky.exec(text)?.[0].length ?? 0);
    if (end > (best?.end ?? at)) best = { end, pattern };
  }
  return best;
};

/** The whole text with all matches replaced, and their ranges. */
const replaceAll = (sources: readonly string[], text: string, max = Infinity): Omit<Search, "stopped"> => {
  const matches: PatternMatch[] = [];
  let [replaced, from] = ["", 0];
  for (const start of places(text)) {
    const match = start < from ? undefined : matchAt(sources, text, start, max);
    if (match === undefined) continue;
    replaced += `${text.slice(from, start)}#`;
    from = match.end;
    matches.push({ pattern: match.pattern, start, end: from });
  }
  return { replaced: replaced + text.slice(from), matches };
};

/** A pattern on which backtracking takes exponential or quadratic time, and a text for it. */
const HOSTILE: readonly (readonly [source: string, unit: string, tail: string])[] = [
  ["(a+)+$", "a", "!"],
  ["^(a+)+$", "a", "!"],
  ["(a|a)*b", "a", ""],
  ["(.*)*x", "a", ""],
  ["(a*)*(a*)*b", "a", ""],
  ["(a?){50}a{50}b", "a", ""],
  [String.raw`(\w+\s?)+!`, "ab ", ""],
  ["(x+x+)+y", "x", ""],
  ["(?:a?b?){100}c", "ab", ""],
  ["(?:a.*b|a)", "a", ""],
];

describe("PatternSearcher finds, for any chunking,", { timeout: 120_000 }, () => {
  it("the same as replaceAll in the whole text", () => {
    const dice = new Dice(1);
    for (let cases = 0; cases < 100_000;) {
      const source = randomPattern(dice, SHAPE);
      const program = compileUnlessEmpty(source);
      if (program === undefined) continue;
      const regExp = new RegExp(source, "gu");
      for (let round = 0; round < 100; round++, cases++) {
        const text = randomText(dice, ALPHABET, 13);
        const { replaced } = search(program, cut(text, randomSizes(dice, text.length)));
        const expected = text.replaceAll(regExp, () => "#");
        if (replaced !== expected) expect({ source, text, replaced }).toEqual({ source, text, replaced: expected });
      }
    }
  });

  it("the same if `$` also matches before the last line break, as in Python", () => {
    const dice = new Dice(7);
    const shape = { ...SHAPE, atoms: [...SHAPE.atoms, "\n"], assertions: ["$", "$", "$", String.raw`\b`, "^"] };
    for (let cases = 0; cases < 60_000;) {
      const source = randomPattern(dice, shape);
      const program = source.includes("$") ? compileUnlessEmpty(source) : undefined;
      if (program === undefined) continue;
      const regExp = new RegExp(source.replaceAll("$", String.raw`(?=\n?(?![\s\S]))`), "gu");
      for (let round = 0; round < 100; round++, cases++) {
        const text = randomText(dice, ["a", "b", "c", "\n"], 8) + dice.pick(["", "\n", "\n\n"]);
        const { replaced } = search(program, cut(text, randomSizes(dice, text.length)));
        const expected = text.replaceAll(regExp, () => "#");
        if (replaced !== expected) expect({ source, text, replaced }).toEqual({ source, text, replaced: expected });
      }
    }
  });

  it("of several patterns the first start, then the longest, then the first in order", () => {
    const dice = new Dice(2);
    for (let cases = 0; cases < 4_000;) {
      const sources = Array.from({ length: 2 + dice.roll(3) }, () => randomPattern(dice, { ...SHAPE, depth: 1 }));
      const program = compileUnlessEmpty(...sources);
      if (program === undefined) continue;
      for (let round = 0; round < 5; round++, cases++) {
        const text = randomText(dice, ALPHABET, 13);
        const { replaced, matches } = search(program, cut(text, randomSizes(dice, text.length)));
        expect({ sources, text, replaced, matches }).toEqual({ sources, text, ...replaceAll(sources, text) });
      }
    }
  });

  it("every match within the limit if longer ones are released", () => {
    const dice = new Dice(3);
    for (let cases = 0; cases < 2_000;) {
      const sources = Array.from({ length: 1 + dice.roll(2) }, () => randomPattern(dice, { ...SHAPE, depth: 1 }));
      const program = compileUnlessEmpty(...sources);
      if (program === undefined) continue;
      for (let round = 0; round < 5; round++, cases++) {
        const [text, maxLength] = [randomText(dice, ALPHABET, 13), 1 + dice.roll(4)];
        const pieces = cut(text, randomSizes(dice, text.length));
        const { replaced, matches } = search(program, pieces, { maxLength, onOverflow: "release" });
        expect({ sources, text, maxLength, replaced, matches }).toEqual({
          sources,
          text,
          maxLength,
          ...replaceAll(sources, text, maxLength),
        });
      }
    }
  });

  it("the same, whatever the action on a match that is too long", () => {
    const dice = new Dice(4);
    for (let cases = 0; cases < 4_000;) {
      const program = compileUnlessEmpty(randomPattern(dice, SHAPE));
      if (program === undefined) continue;
      for (const onOverflow of ["block", "mask", "release"] as const) {
        const text = randomText(dice, ALPHABET, 13);
        const options = { maxLength: 1 + dice.roll(4), onOverflow, stopAtFirst: dice.roll(2) === 0 };
        const whole = search(program, [text], options);
        expect(search(program, cut(text, randomSizes(dice, text.length)), options)).toEqual(whole);
        for (const { start, end } of whole.matches) expect(end - start).toBeLessThanOrEqual(options.maxLength + 1);
        cases++;
      }
    }
  });
});

describe("PatternSearcher", { timeout: 60_000 }, () => {
  it("finds the same with a very small cache", () => {
    const dice = new Dice(6);
    for (let cases = 0; cases < 2_000;) {
      const program = compileUnlessEmpty(randomPattern(dice, SHAPE), randomPattern(dice, { ...SHAPE, depth: 0 }));
      if (program === undefined) continue;
      const forgetful = new LazyDfa(program.dfa.code, { budget: new CacheBudget(600) });
      for (let round = 0; round < 5; round++, cases++) {
        const text = randomText(dice, ALPHABET, 40);
        const pieces = cut(text, randomSizes(dice, text.length));
        expect(search({ ...program, dfa: forgetful }, pieces)).toEqual(search(program, pieces));
        expect(forgetful.bytes).toBeLessThan(3_000);
      }
      if (cases === 2_000) expect(forgetful.generation).toBeGreaterThan(1);
    }
  });

  it("takes linear time in the length of the text", () => {
    const steps = (source: string, text: string): number => {
      const program = compilePatterns([source]);
      const forgetful = new LazyDfa(program.dfa.code, { budget: new CacheBudget(0) });
      const sets = vi.spyOn(forgetful.code.classes, "has");
      search({ ...program, dfa: forgetful }, [text], { maxLength: 1_000_000 });
      return sets.mock.calls.length;
    };
    for (const [source, unit, tail] of HOSTILE) {
      const [short, long] = [200, 1_000].map((times) => steps(source, unit.repeat(times) + tail)) as [number, number];
      expect(long / short, source).toBeLessThan(5.5);
      expect(long / (1_000 * unit.length), source).toBeLessThan(2 * compilePatterns([source]).cost);
    }
  });

  it("releases a match that is too long in time independent of the limit, if the next start takes over", () => {
    const [runs, length] = [["[一-鿿]+@", String.raw`(?:\w+\.)+[a-z]{2,}/`, "(?<!b)a[^b]*c"], 4_000];
    const steps = (source: string, maxLength: number): number => {
      const program = compilePatterns([source]);
      const read = vi.spyOn(program.dfa.code.classes, "of");
      const text = "中文".repeat(length / 2);
      expect(
        search(
          program,
          cut(
            text,
            Array.from({ length }, () => 1),
          ),
          { maxLength, onOverflow: "release" },
        ).matches,
      ).toEqual([]);
      return read.mock.calls.length;
    };
    for (const source of runs)
      for (const bound of [50, 500]) expect(steps(source, bound), source).toBeLessThan(8 * length);
  });

  it("holds only text with which a match can still start", () => {
    const dice = new Dice(5);
    const shape: PatternShape = { atoms: ["a", "b", "[ab]", "c"], assertions: [], depth: 0 };
    const tails = [""];
    for (let at = 0; at < 1_000; at++) tails.push(...["a", "b", "c"].map((next) => tails[at] + next));
    for (let cases = 0; cases < 2_000; cases++) {
      const source = randomPattern(dice, shape);
      const program = compileUnlessEmpty(source);
      if (program === undefined) continue;
      const text = randomText(dice, ["a", "b", "c"], 5);
      const searcher = new PatternSearcher(program, OPTIONS);
      searcher.read(text, "", 0);
      const { holdFrom } = searcher;
      if (holdFrom === text.length) continue;
      const begins = (tail: string): boolean =>
        replaceAll([source], text + tail).matches.some(({ start }) => start === holdFrom);
      if (!tails.some(begins)) expect({ source, text, holdFrom }).toBe("the start of some match");
    }
  });

  it("knows the text before it when it continues after a match", () => {
    expect(search(compilePatterns([String.raw`\bab`]), ["abab ab"]).replaced).toBe("#ab #");
    expect(search(compilePatterns(["^ab"]), ["abab"]).replaced).toBe("#ab");
    expect(search(compilePatterns([String.raw`(?m)^a\n`]), ["a\na\na"]).replaced).toBe("##a");
  });

  it("keeps the last line break, as Python does", () => {
    expect(search(compilePatterns(["ab$"]), ["ab\n"]).replaced).toBe("#\n");
    expect(search(compilePatterns(["ab$", String.raw`\n`]), ["ab\n"]).replaced).toBe("##");
    expect(search(compilePatterns([String.raw`ab$\s`]), ["ab\n"]).replaced).toBe("#");
    expect(search(compilePatterns([String.raw`ab$\n?c?`]), ["ab\nc"]).replaced).toBe("ab\nc");
    expect(search(compilePatterns([String.raw`(?:a|$\n)+`]), ["aa\n"]).replaced).toBe("#");
    expect(search(compilePatterns([String.raw`b$\b`]), ["b\n"]).replaced).toBe("#\n");
    expect(search(compilePatterns([String.raw`b$\B`]), ["b\n"]).replaced).toBe("b\n");
  });

  it("masks a match that is too long up to the limit, in whole characters", () => {
    const masked = (text: string, maxLength: number): string =>
      search(compilePatterns(["<[^>]*>"]), text.split(""), { maxLength, onOverflow: "mask" }).replaced;
    expect(masked("x<abcdef>y", 4)).toBe("x#def>y");
    expect(masked("x<ab😀cd>y", 4)).toBe("x#😀cd>y");
    expect(masked("x<abe\u0301cd>y", 4)).toBe("x#e\u0301cd>y");
    expect(masked("x<a<bcdef>y", 4)).toBe("x#cdef>y");
    expect(masked("x<abc<de>y", 4)).toBe("x##y");
  });
});
