import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PreTokenizer } from "../../src/text/pre-tokenizer.ts";
import { RollingWindow, type RollingWindowOptions } from "../../src/text/rolling-window.ts";
import { SentenceBorder } from "../../src/text/sentence-border.ts";
import { cut, sizes } from "./cuts.ts";

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = [];
  const tokenizer = new PreTokenizer();
  const take = (token: string): void => void tokens.push(token);
  tokenizer.feed(text, take);
  tokenizer.end(take);
  return tokens;
};

const sentencesOf = (text: string): string[] => {
  const border = new SentenceBorder();
  const sentences: string[] = [];
  for (const token of tokensOf(text)) {
    if (border.begins(token) || sentences.length === 0) sentences.push(token);
    else sentences[sentences.length - 1] += token;
  }
  return sentences;
};

describe("a sentence ends", () => {
  it.each([
    ["behind a full stop with white space", "One two. Three.", ["One two.", " Three."]],
    ["behind other signs", "Who? Me! Well… yes", ["Who?", " Me!", " Well…", " yes"]],
    ["behind signs of other scripts", "كيف؟ نعم۔ हाँ। ठीक", ["كيف؟", " نعم۔", " हाँ।", " ठीक"]],
    ["behind several signs", "What?! No... maybe", ["What?!", " No...", " maybe"]],
    ["with its quotes, brackets and emphasis", '"Go." (Now!) **Yes.** ok', ['"Go."', " (Now!)", " **Yes.**", " ok"]],
    ["with its white space", "One.  \t Two", ["One.  \t ", "Two"]],
    ["in scripts without spaces", "一。二！」三？！四", ["一。", "二！」", "三？！", "四"]],
    ["behind an ideographic space", "一.\u3000二", ["一.\u3000", "二"]],
    ["at a line break", "# Title\nText\r\nmore", ["# Title\n", "Text\r\n", "more"]],
    ["at a blank line", "One\n\n\nTwo", ["One\n\n\n", "Two"]],
    ["at every list item, and not behind its number", "1. One\n2. Two\n- three", ["1. One\n", "2. Two\n", "- three"]],
    ["behind a number that is none of a list", "In 2024. Then", ["In 2024.", " Then"]],
    ["not within a number", "It is 3.14 or 1,000.5 now", ["It is 3.14 or 1,000.5 now"]],
    ["not behind a sign without white space", "a.b!c?d e", ["a.b!c?d e"]],
    ["not behind a sign that something else follows", "3.) go (a.b) on", ["3.) go (a.b) on"]],
    ["not before what opens the next", 'One. "Two." Three', ["One.", ' "Two."', " Three"]],
    ["also where the closing quote stands alone", "一。\n」二", ["一。\n", "」二"]],
  ])("%s", (_, text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });

  it("not in an empty text or one of white space", () => {
    expect([sentencesOf(""), sentencesOf(" \n \n")]).toEqual([[], [" \n \n"]]);
  });
});

describe("a sentence may end soon", () => {
  it.each([
    ["", false],
    ["One", false],
    ["One.", true],
    ["One. ", true],
    ["One.)", true],
    ["One.x", false],
    ["One\n", true],
    ["一。", true],
    ["1.", false],
  ])("after %j: %s", (text, may) => {
    const border = new SentenceBorder();
    for (const token of tokensOf(text)) border.begins(token);
    expect(border.mayBegin).toBe(may);
  });
});

/** A reference implementation of greedy packing, over the whole list of tokens. */
const windowsByHand = (text: string, { chunkSize }: RollingWindowOptions): string[] => {
  const border = new SentenceBorder();
  const tokens = tokensOf(text).map((token) => ({ token, begins: border.begins(token) }));
  const windows: string[] = [];
  for (let from = 0; from < tokens.length;) {
    const left = tokens.length - from;
    let size = Math.min(chunkSize, left);
    if (left > chunkSize) while (size > 0 && tokens[from + size]?.begins !== true) size--;
    if (size === 0) size = chunkSize;
    windows.push(
      tokens
        .slice(from, from + size)
        .map(({ token }) => token)
        .join(""),
    );
    from += size;
  }
  return windows;
};

/** The last tokens before an offset, as split by windows. */
const contextOf = (windows: readonly string[], start: number, size: number): string =>
  tokensOf(windows.join(""))
    .reduce<{ readonly tokens: string[]; offset: number }>(
      (sum, token) => {
        if (sum.offset < start) sum.tokens.push(token);
        return { tokens: sum.tokens, offset: sum.offset + token.length };
      },
      { tokens: [], offset: 0 },
    )
    .tokens.slice(-size)
    .join("");

const PIECES = [
  "Ab",
  "c d",
  " ",
  ". ",
  ".",
  "! ",
  "?",
  "…",
  "。",
  "！",
  "」",
  "\n",
  "\n\n",
  "1. ",
  "3.14",
  '"',
  "**",
  "日",
  "- ",
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 40 })
  .map((pieces) => pieces.join(""));
const options = fc.record({
  chunkSize: fc.integer({ min: 1, max: 8 }),
  contextSize: fc.nat(4),
  unit: fc.constant("sentence" as const),
});

describe("windows of sentences", () => {
  it("have the maximum number of whole sentences that fit, and split only one that does not fit alone", () => {
    const settings = { chunkSize: 8, contextSize: 2, unit: "sentence" } as const;
    const window = new RollingWindow(settings);
    const text = "One two. Three four. Five six seven. This one is longer than any window may be. End.";
    expect([...window.feed(text), ...window.end()]).toEqual([
      { context: "", fresh: "One two. Three four.", start: 0 },
      { context: " four.", fresh: " Five six seven.", start: 20 },
      { context: " seven.", fresh: " This one is longer than any window may", start: 36 },
      { context: " window may", fresh: " be. End.", start: 75 },
    ]);
  });

  it("equal those of the whole text, for any chunking", () => {
    fc.assert(
      fc.property(texts, sizes, options, (text, at, settings) => {
        const window = new RollingWindow(settings);
        const windows = [...cut(text, at).flatMap((piece) => window.feed(piece)), ...window.end()];
        expect(windows.map(({ fresh }) => fresh)).toEqual(windowsByHand(text, settings));
        let start = 0;
        for (const { fresh, ...rest } of windows) {
          expect(rest.start).toBe(start);
          expect(rest.context).toBe(
            settings.contextSize === 0
              ? ""
              : contextOf(
                  windows.map((one) => one.fresh),
                  start,
                  settings.contextSize,
                ),
          );
          start += fresh.length;
        }
        expect(start).toBe(text.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it("never report text as certain that then belongs to the next window, and always report whole sentences", () => {
    fc.assert(
      fc.property(texts, options, (text, settings) => {
        const windows = windowsByHand(text, settings);
        const ends = windows.map((_, at) => windows.slice(0, at + 1).join("").length);
        const window = new RollingWindow(settings);
        let closed = 0;
        let fed = 0;
        for (const unit of text.split("")) {
          closed += window.feed(unit).length;
          fed++;
          const sure = Math.min(window.sure, fed);
          expect(sure).toBeLessThanOrEqual(ends[closed] ?? text.length);
          if (window.sure > fed) continue;
          // Uncertain text is shorter than a window and starts at the border of a sentence.
          expect(sure).toBeGreaterThanOrEqual(ends[closed - 1] ?? 0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
