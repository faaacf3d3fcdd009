import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate } from "../../../src/text/patterns/rule-gate.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail, piecesOf } from "../../support/mask-cases.ts";

const railOf = (terms: readonly string[], more: object = {}): ReturnType<typeof gatingRail> =>
  gatingRail("mask blocked terms on output", { blocked_terms: { mask_token: "#", lists: [{ terms, ...more }] } });

const masked = (term: string, text: string, more: object = {}): string =>
  gated(railOf([term], more).createGate(), [text]).text;

/** Terms, and texts in which they are written in another way that the orthography of their language allows. */
const FOUND: readonly (readonly [language: string, term: string, text: string, left: string])[] = [
  ["German", "Straße", "DIE STRASSE, Strasse und Straße", "DIE #, # und #"],
  ["German", "Strasse", "die Straße", "die #"],
  ["German", "Reiher", "das Reiher-Projekt", "das #-Projekt"],
  ["Greek", "σκύλος", "Ο ΣΚΥΛΟΣ, ο σκυλος", "Ο #, ο #"],
  ["Greek", "ΓΑΤΑ", "η γάτα μου", "η # μου"],
  ["Greek", "μαΐστρος", "ΜΑΪΣΤΡΟΣ, μαιστρος", "#, #"],
  ["Ancient Greek", "ἄνθρωπος", "ο άνθρωπος", "ο #"],
  ["Russian", "ёж", "старый еж и ЁЖ", "старый # и #"],
  ["Russian", "елка", "новая ёлка", "новая #"],
  ["Turkish", "ışık", "IŞIK söndü", "# söndü"],
  ["Turkish", "istanbul", "İSTANBUL'da", "#'da"],
  ["Arabic", "قطة", "القطة والقطة بالقطة للقطة وقطة فقطة", "ال# وال# بال# لل# و# ف#"],
  ["Arabic", "قطة", "قِطَّة قـطة قطه", "# # #"],
  ["Arabic", "أحمد", "واحمد هنا", "و# هنا"],
  ["Persian", "کتاب", "یک كتاب", "یک #"],
  ["Hebrew", "כלב", "הכלב וכלב ושהכלב כֶּלֶב", "ה# ו# ושה# #"],
  ["Korean", "고양이", "고양이는 고양이, 고양이에게도.", "#는 #, #에게도."],
  ["Korean", "한국", "한국에서 한국의 한국으로는", "#에서 #의 #으로는"],
  ["Hindi", "कुत्ता", "एक कुत्ता है।", "एक # है।"],
  ["Bengali", "কল", "একটি কল আছে", "একটি # আছে"],
  ["Tamil", "பல", "பல மரம்", "# மரம்"],
  ["Thai", "กา", "มีกาบิน", "มี#บิน"],
  ["Lao", "ກາ", "ນົກກາບິນ", "ນົກ#ບິນ"],
  ["Khmer", "ឆ្មា", "មានឆ្មាមួយ", "មាន#មួយ"],
  ["Burmese", "ကြောင်", "ကြောင်တစ်ကောင်", "#တစ်ကောင်"],
  ["Vietnamese", "con mèo", `con  mèo, CON\nMÈO, ${"con mèo".normalize("NFD")}`, "#, #, #"],
  ["French", "cœur", "le coeur, CŒUR", "le #, #"],
  ["Polish", "łódź", "LODZ, Łódź", "#, #"],
  ["Japanese", "グロ", "グロだ", "#だ"],
  ["Chinese", "蓝鹭", "我看见蓝鹭了", "我看见#了"],
  ["English", "night owl", "a night-owl, night\r\n  owl, night-\nowl, night  owl, night o\u00adwl", "a #, #, #, #, #"],
];

/** Words that begin or end with the letters of a term. */
const OTHERS: readonly (readonly [language: string, term: string, text: string])[] = [
  ["German", "Reiher", "die Reihern"],
  ["Russian", "кот", "котёнок, скот"],
  ["Arabic", "كس", "عكس لكس"],
  ["Arabic", "قطة", "مقطة"],
  ["Hebrew", "בן", "לבן"],
  ["Hebrew", "כלב", "כלבים"],
  ["Korean", "가", "가을"],
  ["Korean", "한국", "한국어 한국인"],
  ["Hindi", "कुत", "कुत्ता"],
  ["Hindi", "षा", "कक्षा"],
  ["Marathi", "घर", "घरी"],
  ["Bengali", "কল", "কলা"],
  ["Tamil", "பல", "பலி"],
  ["Telugu", "కల", "కలి"],
  ["Kannada", "ಮರ", "ಮರಿ"],
  ["Malayalam", "മല", "മലി"],
  ["Gujarati", "ઘર", "ઘરે"],
  ["Thai", "กา", "เกา"],
  ["Thai", "เกา", "เกาะ"],
  ["Thai", "นก", "นก็"],
  ["Lao", "ກາ", "ເກາ"],
  ["Khmer", "កុ", "កុំ"],
  ["Khmer", "មា", "ឆ្មា"],
  ["Burmese", "က", "ကို"],
  ["Japanese", "グロ", "グローバル"],
  ["English", "night owl", "night, owl. nights owl, night owls, nightowl\nnight\n- owl"],
];

describe("a term of a list that folds", () => {
  it.each(FOUND)("is found in another spelling of %s: %s in %j", (_language, term, text, left) => {
    expect(masked(term, text)).toBe(left);
  });

  it.each(OTHERS)("is not found in another word of %s: %s in %j", (_language, term, text) => {
    expect(masked(term, text)).toBe(text);
  });

  it("is found as written only at level exact", () => {
    const exact = { level: "exact" };
    expect(masked("night owl", "night  owl, night owl", exact)).toBe("night  owl, #");
    expect(masked("ёж", "еж, ёж", exact)).toBe("еж, #");
    expect(masked("قطة", "القطة قطة", exact)).toBe("القطة #");
  });

  it("is found behind an emoji with a selector, and with marks of symbols around it", () => {
    expect(masked("heron", "❤\ufe0fheron 1\ufe0f\u20e3heron\u20dd", { level: "exact" })).toBe(
      "❤\ufe0f# 1\ufe0f\u20e3#\u20dd",
    );
  });

  it("keeps its case if the list does", () => {
    const cased = { case_sensitive: true };
    expect(masked("Σκύλος", "Σκυλος, ΣΚΥΛΟΣ, σκύλος, Σκύλοσ", cased)).toBe("#, ΣΚΥΛΟΣ, σκύλος, #");
    expect(masked("Ёж", "Еж, еж", cased)).toBe("#, еж");
  });

  it("tells no dash or space from what it folds to, so that a text with one is read once", () => {
    const gate = new RuleGate(compileRules([{ id: "T", terms: ["night owl"], wholeWords: true, isLoose: true }]));
    for (const space of "\u00a0\u2003\u202f\u3000") expect(gate.readsAlike(space.charCodeAt(0), 32)).toBe(true);
    for (const dash of "\u2010\u2013\u2014") expect(gate.readsAlike(dash.charCodeAt(0), 45)).toBe(true);
    expect(masked("night owl", "night\u00a0owl night\u2014owl", { level: "fold" })).toBe("# #");
  });

  it("is found in any spelling however the text is cut", () => {
    const texts = [...FOUND.map(([, , text]) => text), ...OTHERS.map(([, , text]) => text)];
    const rail = railOf([...FOUND, ...OTHERS].map(([, term]) => term));
    const cut = fc
      .array(fc.constantFrom(...texts), { minLength: 1, maxLength: 4 })
      .map((some) => some.join(" "))
      .chain((text) => fc.tuple(fc.constant(text), piecesOf(text)));
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        const whole = gated(rail.createGate(), [text]);
        expect(gated(rail.createGate(), pieces)).toEqual(whole);
        expect(gated(rail.createGate(), text.split(""))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
