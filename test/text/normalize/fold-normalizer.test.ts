import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FoldNormalizer } from "../../../src/text/normalize/fold-normalizer.ts";
import type { Normalizer } from "../../../src/text/normalize/normalizer.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed } from "./gates.ts";

const fold = (text: string): string => {
  const reading = new FoldNormalizer();
  return reading.feed(text) + reading.end();
};

interface Unit {
  readonly char: string;
  readonly start: number;
  readonly end: number;
  readonly reach: number | undefined;
}

/** Every unit with its source range. */
const units = (reading: Normalizer, pieces: readonly string[]): readonly Unit[] => {
  const read = pieces.map((piece) => reading.feed(piece)).join("") + reading.end();
  return read.split("").map((char, unit) => {
    return { char, start: reading.startOf(unit), end: reading.endOf(unit), reach: reading.reachOf(unit) };
  });
};

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  mixed([
    "a",
    "Z",
    "1",
    " ",
    "а",
    "п",
    "р",
    "ж",
    "ο",
    "й",
    "\u0301",
    "\u200b",
    "ﬁ",
    "\ud83d",
    "\ude00",
    "か",
    "\u3099",
    "ᄒ",
    "\u1161",
  ]),
);

describe("FoldNormalizer", () => {
  it.each([
    ["zero width", "n\u200ba\u200cp\u200da\u2060l\ufeffm", "napalm"],
    ["soft hyphens and joiners", "na\u00adpa\u034flm\u061c", "napalm"],
    ["variation selectors and tags", "na\ufe0fp\u{e0100}a\u{e0041}lm", "napalm"],
    ["bidirectional controls", "\u202enap\u2066alm\u2069\u202c", "napalm"],
    ["Hangul fillers", "na\u3164pa\u115f\uffa0lm", "napalm"],
    ["control characters", "na\u0000p\u001ba\u0008l\u007fm", "napalm"],
    ["marks", "na\u0335pa\u0301\u0332l\u0489m\u20dd", "napalm"],
    ["letters with marks", "nápålm Ǎłø", "napalm Alo"],
    ["full width", "ｎａｐａｌｍ４２＠", "napalm42@"],
    ["mathematical letters", "𝐧𝑎𝓹𝔞𝕝𝗆𝟜", "napalm4"],
    ["circled, boxed and small letters", "ⓝⓐⓟ 🅝🅐🅟 🅰🅻 🇳🇦 ɴᴀᴘᴀʟᴍ ⁿᵃᵖ", "nap NAP AL NA napalm nap"],
    ["digits", "٤۴४௪４𝟒④⁴߄", "444444444"],
    ["digits of scripts with two rows of them", "\u{116d0}\u{116d9}\u{116da}\u{116e3}", "0909"],
    ["dashes", "a‐b‑c‒d–e—f−g﹣h", "a-b-c-d-e-f-g-h"],
    ["spaces", "a\u00a0b\u2003c\u202fd\u3000e\u1680f\u2800g", "a b c d e f g"],
    ["line ends", "a\u2028b\u0085c\td\r\n", "a\nb\nc\td\r\n"],
    ["quotes", "“a” ‘b’ „c‟ «d» ‹e› ′f″", "\"a\" 'b' \"c\" \"d\" 'e' 'f''"],
    ["full stops and signs", "a。b．c․d∕e⁄f∶g＠h﹫", "a.b.c.d/e/f:g@h@"],
    ["ligatures and fractions", "ﬁﬀ ½ … №", "fiff 1/2 ... No"],
    ["keycaps", "4\ufe0f\u20e32\u20e3", "42"],
    ["look-alikes among Latin letters", "pаsswоrd јаnе@ехаmрlе.соm Раураl", "password jane@example.com Paypal"],
    ["look-alikes of Greek and others", "ρaypαl Ꭰata ꓐank", "paypal Data Bank"],
    ["words of look-alikes only, after Latin or alone", "асе", "ace"],
    ["letters like small capitals beside Latin ones", "тoкen Вank", "token Bank"],
  ])("normalizes %s", (_, written, meant) => {
    expect(fold(written)).toBe(meant);
  });

  it.each([
    ["English", "It's “fine”: 3 × 4 = 12 — naïve café.", 'It\'s "fine": 3 × 4 = 12 - naive cafe.'],
    ["German", "Größe, Füße und Übermut!", "Grosse, Fusse und Ubermut!"],
    ["French", "L’été, c’est « ça » à Noël, œuvre.", "L'ete, c'est \" ca \" a Noel, oeuvre."],
    ["Spanish", "¿Qué mañana? ¡Sí, señor!", "¿Que manana? ¡Si, senor!"],
    ["Russian", "Он сказал: съешь ещё этой карты, оса. Мой йод.", "Он сказал: съешь ещё этой карты, оса. Мой йод."],
    ["Ukrainian", "Її їжа — це ґанок і є.", "Її їжа - це ґанок і є."],
    ["Greek", "Λοιπόν, το όνομά μου και ο νόμος.", "Λοιπόν, το όνομά μου και ο νόμος."],
    ["Arabic", "مرحبا، كيف حالك؟", "مرحبا، كيف حالك؟"],
    ["Arabic with vowels and made wide", "قِطَّة قـطـة", "قطة قطة"],
    ["Hebrew with vowels", "כֶּלֶב שָׁלוֹם", "כלב שלום"],
    ["Hebrew", "שלום עולם, וטוב.", "שלום עולם, וטוב."],
    ["Hindi", "नमस्ते दुनिया, कैसे हो।", "नमस्ते दुनिया, कैसे हो।"],
    ["Thai", "สวัสดีชาวโลก น้ำ", "สวัสดีชาวโลก น\u0e49\u0e4d\u0e32"],
    ["Chinese", "你好，世界。价格是〇。", "你好,世界.价格是〇."],
    ["Japanese", "データを「ガイド」で、ノート。", "データを「ガイド」で、ノート."],
    ["Korean", "안녕하세요 한국어", "안녕하세요 한국어"],
    ["Emoji", "👩‍💻 ok 👍🏽 ❤️", "👩💻 ok 👍🏽 ❤"],
  ])("leaves %s unchanged, except for case", (_, written, meant) => {
    expect(fold(written.normalize("NFC"))).toBe(meant.normalize("NFC"));
    expect(fold(written.normalize("NFD"))).toBe(meant.normalize("NFC"));
  });

  it("leaves all of ASCII unchanged, except for control characters", () => {
    const ascii = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit)).join("");
    expect(fold(ascii)).toBe(ascii.replace(/(?![\t-\r])\p{Cc}/gu, ""));
  });

  it("decides by the text before it whether a word of lookalikes is Latin", () => {
    expect(fold("the сосо")).toBe("the coco");
    expect(fold("это сосо")).toBe("это сосо");
    expect(fold("the карта, SIM-карта")).toBe("the карта, SIM-карта");
    expect(fold("кот, а")).toBe("кот, а");
    expect(fold("Το όνομα, το τέλος")).toBe("To όνομα, το τέλος");
  });

  it("is idempotent on single characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), (character) => {
        const once = fold(`x ${character}`);
        expect(fold(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it("normalizes composed and decomposed text alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (written) => {
        expect(fold(written.normalize("NFD"))).toBe(fold(written.normalize("NFC")));
      }),
    );
  });

  it("maps every unit to its source, for any chunking", () => {
    fc.assert(
      fc.property(text, sizes, (written, lengths) => {
        const all = units(new FoldNormalizer(), [written]);
        expect(units(new FoldNormalizer(), cut(written, lengths))).toEqual(all);
        expect(units(new FoldNormalizer(), written.split(""))).toEqual(all);
        for (const [index, { start, end, reach }] of all.entries()) {
          const next = all[index + 1];
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(written.length);
          // Units of one character share its range; otherwise, ranges are consecutive without gaps.
          if (next?.start !== start) expect(reach).toBe(next?.start ?? written.length);
          expect(next === undefined || next.start === start || next.start >= end).toBe(true);
        }
        expect(fold(written.slice(0, all[0]?.start))).toBe("");
      }),
      { numRuns: 1_000 },
    );
  });

  it("holds back at most 32 lookalikes", () => {
    const reading = new FoldNormalizer();
    const given = Array.from("о".repeat(200), (letter) => reading.feed(letter).length);
    const held = given.map((_, index) => index + 1 - given.slice(0, index + 1).reduce((sum, count) => sum + count, 0));
    expect(Math.max(...held)).toBe(32);
  });

  it("separates a mark from its letter only if the limit requires it and they are not composed", () => {
    expect(fold(`и${"\u0301".repeat(500)}ж`)).toBe("иж");
  });
});
