import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EscapeNormalizer } from "../../../src/text/normalize/escape-normalizer.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed } from "./gates.ts";

const undo = (text: string): string => {
  const reading = new EscapeNormalizer();
  return reading.feed(text) + reading.end();
};

const hidden = (text: string, first: number): string =>
  Array.from(text, (char) => String.fromCodePoint(first + char.charCodeAt(0))).join("");

describe("EscapeNormalizer", () => {
  it.each([
    ["percent", "j%61ne%40x%2Eorg %C3%A9 %e2%82%ac %F0%9F%98%80", "jane@x.org é € 😀"],
    ["percent with too many bytes", "%C1%A1 %c0%a7 %E0%80%BD %F0%80%81%81", "a ' = A"],
    ["percent of IIS", "%u006aane%u0040x %uD83D%uDE00", "jane@x 😀"],
    ["numbers of HTML", "&#106;&#x61;&#X6E;e &#110&#97;p &#x1F600;", "jane nap 😀"],
    ["names of HTML", "jane&commat;x&period;org &amp; &lt;b&gt;&nbsp;&shy;", "jane@x.org & <b> \u00ad"],
    ["names of HTML without a semicolon", "&ltb&gt &amp&quot;&quot", '<b> &""'],
    ["programs", "\\u006aane\\x40x\\u{2e}org \\U0001F600 \\ud83d\\ude00", "jane@x.org 😀 😀"],
    ["bytes of programs", "caf\\xc3\\xa9 \\xE2\\x82\\xac \\xf0\\x9f\\x98\\x80 \\xe4b \\xc3\\u0041", "café € 😀 äb ÃA"],
    ["C and Perl", "\\152ane\\100\\x{78} \\x{1F600}", "jane@x 😀"],
    ["comments", "pass<!-- -->word <!---->x<!-- a > b -- c -->y<z", "password xy<z"],
    ["tags", `a${hidden("jane@x", 0xe0000)}b`, "ajane@xb"],
    ["variation selectors", `😀${hidden("jane", 0xe0100 - 16)}`, "😀jane"],
  ])("decodes escapes of %s", (_, written, meant) => {
    expect(undo(written)).toBe(meant);
  });

  it.each([
    "100% of R&D at AT&T, 5%6",
    "%",
    "%4",
    "%zz %C3x %C3%C3 %80 %ff %E0%80%80 %C0%80 %ED%A0%80 %E2%82",
    "%u %u12 %u12g4 %U0041",
    "&#0; &#9999999; &#xffffff; &#; &nosuch; &am &copy",
    "a < b <! <!- <!-- open",
    `<!--${" ".repeat(58)}-->`,
    "C:\\users\\x \\u00 \\u{} \\u{110000} \\x4 \\x{} \\x{41 \\12 \\400 \\n \\\\",
    "\u{e0001}\u{e007f}\u{e0100}\udb40",
  ])("leaves %j unchanged", (text) => {
    expect(undo(text)).toBe(text);
  });

  it("decodes what the platform encodes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (text) => {
        expect(undo(encodeURIComponent(text))).toBe(text);
        const bytes = Array.from(new TextEncoder().encode(text), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`);
        expect(undo(bytes.join(""))).toBe(text.replaceAll("\0", "\\x00"));
        const units = text.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
        expect(undo(units.join(""))).toBe(text);
      }),
    );
  });

  it("decodes ASCII in more bytes than it needs", () => {
    const percent = (bytes: readonly number[]): string =>
      bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    for (let code = 32; code < 127; code++) {
      const [high, low] = [code >> 6, 0x80 | (code & 0x3f)];
      const forms = [
        [0xc0 | high, low],
        [0xe0, 0x80 | high, low],
        [0xf0, 0x80, 0x80 | high, low],
      ];
      for (const bytes of forms) expect(undo(percent(bytes))).toBe(String.fromCharCode(code));
    }
  });

  const pieces = [
    "%",
    "%u",
    "%C0",
    "\\10",
    "4",
    "1",
    "C3",
    "%C3",
    "%A9",
    "&",
    "#",
    "x",
    "6a",
    ";",
    "amp",
    "\\",
    "u",
    "{",
    "}",
    "0041",
    "\udb40",
    "\udc41",
    "a",
  ];

  const withComments = [...pieces, "<!--", "<!", "--", "-->", "<!---->", "a", "a", " "];

  it("removes comments for any chunking, and holds at most the longest", () => {
    const starts = (parts: readonly string[]): unknown => {
      const reading = new EscapeNormalizer();
      const read = parts.map((part) => reading.feed(part)).join("") + reading.end();
      expect(reading.position).toBe(parts.join("").length);
      return [read, ...read.split("").flatMap((_, unit) => [reading.startOf(unit), reading.endOf(unit)])];
    };
    fc.assert(
      fc.property(mixed(withComments, 14), sizes, (text, lengths) => {
        expect(starts(cut(text, lengths))).toEqual(starts([text]));
        const reading = new EscapeNormalizer();
        for (const [index, unit] of text.split("").entries()) {
          reading.feed(unit);
          expect(index + 1 - reading.position).toBeLessThanOrEqual(63);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("maps every unit to its source, for any chunking", () => {
    const units = (parts: readonly string[]): unknown => {
      const reading = new EscapeNormalizer();
      const read = parts.map((part) => reading.feed(part)).join("") + reading.end();
      return read.split("").map((char, unit) => [char, reading.startOf(unit), reading.endOf(unit)]);
    };
    fc.assert(
      fc.property(mixed(pieces, 14), sizes, (text, lengths) => {
        const all = units([text]) as readonly [string, number, number][];
        expect(units(cut(text, lengths))).toEqual(all);
        expect(units(text.split(""))).toEqual(all);
        // The ranges cover the text in order, and each is the source of its unit.
        let at = 0;
        for (const [char, start, end] of all) {
          expect(start === at || end === at).toBe(true);
          at = end;
          if (end - start === 1) expect(char).toBe(text.charAt(start));
          else expect(undo(text.slice(start, end))).toContain(char);
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds back at most 11 code units, and nothing of plain text", () => {
    fc.assert(
      fc.property(mixed(pieces, 14), (text) => {
        const reading = new EscapeNormalizer();
        for (const [index, unit] of text.split("").entries()) {
          reading.feed(unit);
          expect(index + 1 - reading.position).toBeLessThanOrEqual(11);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(new EscapeNormalizer().feed("plain text: 100 ")).toBe("plain text: 100 ");
  });
});
