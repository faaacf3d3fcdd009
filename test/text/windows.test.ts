import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countTokens, PreTokenizer, TokenCounter } from "../../src/text/pre-tokenizer.ts";
import { RollingWindow, type RollingWindowOptions, type TextWindow } from "../../src/text/rolling-window.ts";
import { cut, sizes } from "./cuts.ts";

const tokensOf = (pieces: readonly string[]): string[] => {
  const tokenizer = new PreTokenizer();
  const tokens: string[] = [];
  const take = (token: string): void => void tokens.push(token);
  for (const piece of pieces) tokenizer.feed(piece, take);
  tokenizer.end(take);
  return tokens;
};

const UNITS = [
  "a",
  "Word",
  " ",
  "   ",
  "\n",
  "12",
  "3456",
  ".",
  "!?",
  "é",
  "日",
  "한",
  "\ud83d",
  "\udc4d",
  "👩‍👩‍👧",
  "\t",
  "—",
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...UNITS), fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 30 })
  .map((units) => units.join(""));

describe("PreTokenizer", () => {
  it("returns the same tokens for any chunking, and loses nothing", () => {
    fc.assert(
      fc.property(texts, sizes, (text, at) => {
        const tokens = tokensOf([text]);
        expect(tokens.join("")).toBe(text);
        expect(tokensOf(cut(text, at))).toEqual(tokens);
        expect(tokensOf(text.split(""))).toEqual(tokens);
      }),
      { numRuns: 3_000 },
    );
  });

  it("returns tokens of 1 to 17 code units, and never splits a surrogate pair", () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const token of tokensOf([text])) {
          expect(token.length).toBeGreaterThan(0);
          expect(token.length).toBeLessThanOrEqual(17);
        }
        if (text.isWellFormed()) expect(tokensOf([text]).every((token) => token.isWellFormed())).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.max(...tokensOf([" ".repeat(100), "x".repeat(100), "7".repeat(50)]).map(({ length }) => length))).toBe(
      16,
    );
  });

  it("returns every token but the last as soon as it has ended", () => {
    const seen: string[] = [];
    const tokenizer = new PreTokenizer();
    for (const unit of "Hello, world") tokenizer.feed(unit, (token) => void seen.push(token));
    expect(seen).toEqual(["Hello", ","]);
  });

  it("has between 4 and 5.2 characters per token in English", () => {
    const english =
      "The committee published its annual report on Thursday. It describes how the city spent 1,250 million on roads, " +
      "schools and hospitals, and why the remaining projects were postponed until the following year. Most residents " +
      "said that they had not noticed any improvement, although the number of accidents fell by about 12 percent. " +
      '"We expected more," one of them told us, "but it\'s a beginning." The mayor\'s office did not answer our questions ' +
      "immediately; a spokesperson explained that further information would become available after the next meeting.";
    expect(english.length / countTokens(english)).toBeGreaterThan(4);
    expect(english.length / countTokens(english)).toBeLessThan(5.2);
  });
});

describe("TokenCounter", () => {
  it("counts the tokens of PreTokenizer, including the unfinished one", () => {
    fc.assert(
      fc.property(texts, sizes, (text, at) => {
        const counter = new TokenCounter();
        for (const piece of cut(text, at)) counter.feed(piece);
        expect(counter.count).toBe(tokensOf([text]).length);
        expect(countTokens(text)).toBe(counter.count);
      }),
    );
  });
});

const windowsOf = (options: RollingWindowOptions, pieces: readonly string[]): TextWindow[] => {
  const window = new RollingWindow(options);
  return [...pieces.flatMap((piece) => window.feed(piece)), ...window.end()];
};

/** One-character tokens, so that offsets are easy to read. */
const letters = (count: number): string[] => Array.from({ length: count }, (_, at) => String.fromCharCode(0x4e00 + at));
const shape = (options: RollingWindowOptions, count: number): string =>
  windowsOf(options, letters(count))
    .map(({ context, fresh }) => `${context.length}+${fresh.length}`)
    .join(" ");

describe("RollingWindow", () => {
  it.each([
    [450, 200, 50, "0+200 50+200 50+50"],
    [500, 200, 50, "0+200 50+200 50+100"],
    [400, 200, 50, "0+200 50+200"],
    [200, 200, 50, "0+200"],
    [199, 200, 50, "0+199"],
    [0, 200, 50, ""],
    [10, 4, 0, "0+4 0+4 0+2"],
    [8, 4, 4, "0+4 4+4"],
    [8, 3, 5, "0+3 3+3 5+2"],
    [3, 1, 1, "0+1 1+1 1+1"],
    [3, 1, 0, "0+1 0+1 0+1"],
  ])("splits %d tokens with %d new and %d of context into %s", (count, chunkSize, contextSize, expected) => {
    expect(shape({ chunkSize, contextSize }, count)).toBe(expected);
    expect(shape({ chunkSize, contextSize, unit: "delta" }, count)).toBe(expected);
  });

  it("shows the text of each window", () => {
    expect(windowsOf({ chunkSize: 4, contextSize: 2, unit: "delta" }, Array.from("abcdefghij"))).toEqual([
      { context: "", fresh: "abcd", start: 0 },
      { context: "cd", fresh: "efgh", start: 4 },
      { context: "gh", fresh: "ij", start: 8 },
    ]);
  });

  it("makes one window of the whole text if the chunk size is Infinity", () => {
    expect(windowsOf({ chunkSize: Infinity, contextSize: 0 }, letters(1_000))).toHaveLength(1);
  });

  it("does not count empty deltas", () => {
    expect(shape({ chunkSize: 2, contextSize: 1, unit: "delta" }, 0)).toBe("");
    expect(windowsOf({ chunkSize: 2, contextSize: 1, unit: "delta" }, ["a", "", "", "b"])).toHaveLength(1);
  });

  it("splits the same windows for any chunking: new text adds up, context repeats", () => {
    fc.assert(
      fc.property(texts, sizes, fc.integer({ min: 1, max: 5 }), fc.nat(6), (text, at, chunkSize, contextSize) => {
        const windows = windowsOf({ chunkSize, contextSize }, [text]);
        expect(windowsOf({ chunkSize, contextSize }, cut(text, at))).toEqual(windows);
        expect(windows.map(({ fresh }) => fresh).join("")).toBe(text);
        expect(windows).toHaveLength(Math.ceil(countTokens(text) / chunkSize));
        const tokens = tokensOf([text]);
        for (const [at, { context, fresh, start }] of windows.entries()) {
          expect(text.startsWith(context + fresh, start - context.length)).toBe(true);
          const before = tokens.slice(0, at * chunkSize);
          expect(context).toBe(before.slice(Math.max(0, before.length - contextSize)).join(""));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("continues after a window was closed early", () => {
    const window = new RollingWindow({ chunkSize: 3, contextSize: 1, unit: "delta" });
    const windows = [...window.feed("a"), ...window.end(), ...window.feed("b"), ...window.feed("c"), ...window.end()];
    expect(windows).toEqual([
      { context: "", fresh: "a", start: 0 },
      { context: "a", fresh: "bc", start: 1 },
    ]);
    expect(window.end()).toEqual([]);
  });
});
