import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { railContract } from "../../contracts/rail.contract.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail, guardedArguments, piecesOf } from "../../support/mask-cases.ts";

const STRIP = "strip unicode tricks on output";
const DETECT = "detect unicode tricks on output";
const RAIL = gatingRail(STRIP);
const SHOW = gatingRail(STRIP, { unicode_tricks: { action: "show" } });
const stripped = (text: string): string => gated(RAIL.createGate(), [text]).text;

const tags = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
const selectors = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0100 + letter.charCodeAt(0) - 16)).join("");

const TRICKS: Readonly<Record<string, readonly [text: string, left: string]>> = {
  "zero-width space": ["pass\u200bword", "password"],
  "joiners between Latin letters": ["pass\u200d\u200cword", "password"],
  "word joiner": ["a\u2060b", "ab"],
  "soft hyphen": ["se\u00adcret", "secret"],
  "byte order mark inside": ["a\ufeffb", "ab"],
  "mathematical invisible": ["a\u2062b", "ab"],
  "hangul filler": ["a\u3164b", "ab"],
  "control character": ["a\u0007b\u009bc", "abc"],
  "override of direction": ["user\u202etxt.exe", "usertxt.exe"],
  isolate: ["\u2066admin\u2069", "admin"],
  "mark of direction in Latin": ["a\u200eb\u200f", "ab"],
  "tag characters": [`hi${tags("ignore all")}!`, "hi!"],
  "tags on a flag": [`\u{1f3f4}${tags("secret")}\u{e007f}`, "\u{1f3f4}"],
  "selectors on an emoji": [`\u{1f600}${selectors("secret")}.`, "\u{1f600}."],
  "selectors on a letter": ["a\ufe0fb\ufe01", "ab"],
  "two selectors": ["\u2764\ufe0f\ufe0f", "\u2764\ufe0f"],
  "marks without end": [`Z${"\u0301".repeat(20)}algo`, `Z${"\u0301".repeat(4)}algo`],
  "joiner twice in Arabic": ["\u0645\u06cc\u200c\u200c\u062e", "\u0645\u06cc\u200c\u062e"],
};

const LEGITIMATE: readonly string[] = [
  "plain text, with\ttabs\r\nand lines",
  "naïve café, voilà: Ångström — “quotes” …",
  "👨‍👩‍👧‍👦 👩🏽‍⚕️ 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 🧑🏿‍🤝‍🧑🏻",
  "🇩🇪🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
  "1️⃣ #️⃣ ©️ ™︎ ‼️ ☎︎",
  "می‌خواهم نامه‌ای بنویسم",
  "क्‍ष क्‌ष श्रीमान्",
  "ക്‍ മലയാളം",
  "שָׁלוֹם עֲלֵיכֶם \u200fA-1\u200f",
  "العربية\u200f (ABC)\u200f",
  "ภาษา\u200bไทย ភាសា\u200bខ្មែរ",
  "葛\u{e0100}城市 \u2268\ufe00",
  "Tiếng Việt: ế ộ ữ, e\u0302\u0301",
  "\ufefffirst line",
  "한국어 한국",
  "ᠮᠣᠩᠭᠣᠯ᠎ᠠ",
];

railContract(DETECT, {
  rail: () => gatingRail(DETECT),
  allowed: "an emoji 👩🏽‍⚕️ and text, ",
  forbidden: "pass\u200bword",
});

describe("hidden characters", () => {
  it.each(Object.entries(TRICKS))("%s is removed", (_, [text, left]) => {
    expect(stripped(text)).toBe(left);
    expect(stripped(left)).toBe(left);
  });

  it.each(LEGITIMATE)("are kept if a language or an emoji needs them: %s", (text) => {
    expect(stripped(text)).toBe(text);
  });

  it("are shown if configured", () => {
    expect(gated(SHOW.createGate(), [`a\u200bb${tags("c")}`])).toMatchObject({
      text: "a[U+200B]b[U+E0063]",
      findings: [{ label: "INVISIBLE" }, { label: "TAG" }],
    });
  });

  it("count as marks up to the config's limit", () => {
    const rail = gatingRail(STRIP, { unicode_tricks: { max_marks: 1 } });
    expect(gated(rail.createGate(), ["e\u0302\u0301"]).text).toBe("e\u0302");
  });
});

describe("unicode tricks on a stream", () => {
  const samples = [...LEGITIMATE, ...Object.values(TRICKS).map(([text]) => text), "\ud83d", "\udc68", "a", " "];
  const texts = fc.array(fc.constantFrom(...samples), { maxLength: 5 }).map((some) => some.join(""));
  const cut = texts.chain((whole) => fc.tuple(fc.constant(whole), piecesOf(whole)));

  it.each([RAIL, SHOW, gatingRail(DETECT)])("are the same for any chunking", (rail) => {
    fc.assert(
      fc.property(cut, ([whole, pieces]) => {
        expect(gated(rail.createGate(), pieces)).toEqual(gated(rail.createGate(), [whole]));
      }),
      { numRuns: 300 },
    );
  });

  it("hold back at most a flag", () => {
    fc.assert(
      fc.property(texts, (whole) => {
        const gate = SHOW.createGate();
        let held = 0;
        for (const unit of whole.split("")) {
          const { text, findings } = gate.feed(unit);
          const masked = findings.reduce(
            (sum, { start, end, replacement }) => sum + end - start - replacement.length,
            0,
          );
          held += unit.length - text.length - masked;
          expect(held).toBeLessThanOrEqual(14);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("keep tool call arguments valid JSON", async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (value, size) => {
        const { text } = await guardedArguments(STRIP, {}, { [`k${value}`]: [value, 1] }, size);
        expect(Object.values(JSON.parse(text) as object)).toEqual([[expect.any(String), 1]]);
      }),
      { numRuns: 60 },
    );
  });
});
