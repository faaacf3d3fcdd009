import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { type NormalizationLevel, normalizingGate, squashed } from "../../../src/text/normalize/normalization-level.ts";
import { RegExpGate, type Result, through, WordGate } from "./gates.ts";
import { seeded, VALUE, VALUES } from "./values.ts";

type Trick = (value: string) => string;

const each =
  (change: (char: string) => string): Trick =>
  (value) =>
    Array.from(value, change).join("");
const between =
  (put: string): Trick =>
  (value) =>
    Array.from(value).join(put);
const shifted = (first: number, from: string, to: string): Trick =>
  each((char) =>
    char >= from && char <= to ? String.fromCodePoint(first + char.charCodeAt(0) - from.charCodeAt(0)) : char,
  );

const LATIN = "aceijopsxyhdqwABCEHIKMOPSTXYJ";
const ALIKE = "асеіјорѕхуһԁԛԝАВСЕНІКМОРЅТХУЈ";
const homoglyph: Trick = each((char) => (LATIN.includes(char) ? (ALIKE[LATIN.indexOf(char)] ?? char) : char));

const random = seeded(3);
const some =
  (trick: Trick): Trick =>
  (value) =>
    Array.from(value, (char) => (random() < 0.5 ? trick(char) : char)).join("");

const hex: Trick = (value) => Buffer.from(value).toString("hex");
const base64: Trick = (value) => Buffer.from(value).toString("base64");
/** Encoded runs need 16 characters, so short values have a word before them. */
const long =
  (encode: Trick): Trick =>
  (value) =>
    encode(`value: ${value}`);

/** A disguise, and the level that must find values in it. */
type Case = readonly [name: string, level: NormalizationLevel, trick: Trick];
const TRICKS: readonly Case[] = [
  ["zero width between all", "fold", between("\u200b")],
  ["one zero width", "fold", (value) => `${value.slice(0, 3)}\u200d${value.slice(3)}`],
  ["full width", "fold", shifted(0xff01, "!", "~")],
  ["soft hyphens", "fold", between("\u00ad")],
  ["no-break spaces", "fold", each((char) => (char === " " ? "\u00a0" : char))],
  ["en dashes", "fold", each((char) => (char === "-" ? "\u2013" : char))],
  ["Arabic digits", "fold", shifted(0x660, "0", "9")],
  ["look-alikes, all", "fold", homoglyph],
  ["look-alikes, some", "fold", some(homoglyph)],
  ["marks", "fold", each((char) => `${char}\u0335\u0301`)],
  ["variation selectors", "fold", between("\ufe0e")],
  ["mathematical digits and letters", "fold", (value) => shifted(0x1d41a, "a", "z")(shifted(0x1d7ec, "0", "9")(value))],
  ["base64", "decode", long(base64)],
  ["base64 twice", "decode", (value) => base64(long(base64)(value))],
  ["hex", "decode", long(hex)],
  ["percent", "decode", (value) => hex(value).replace(/../g, "%$&")],
  ["entities", "decode", each((char) => `&#${char.charCodeAt(0)};`)],
  ["escapes", "decode", each((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)],
  ["tags", "decode", shifted(0xe0020, " ", "~")],
  ["spaced out", "decode", (value) => Array.from(value.replaceAll(" ", "  ")).join(" ").replace(/ {3,}/g, "   ")],
];

const BEFORE = "Please note: ";
/** Whether one finding covers a disguised value. */
const covers = ({ findings }: Result, written: string): boolean =>
  findings.some(({ start, end }) => start <= BEFORE.length && end >= BEFORE.length + written.length);

const found = (level: NormalizationLevel, trick: Trick, values: readonly string[], split = false): number =>
  values.filter((value) => {
    const written = trick(value);
    const text = `${BEFORE}${written}, thank you.`;
    return covers(
      through(
        normalizingGate(level, () => new RegExpGate(VALUE)),
        split ? text.split("") : [text],
      ),
      written,
    );
  }).length;

describe("222 values of personal data", () => {
  it("are all found in plain writing, at every level but the one for terms", () => {
    for (const level of ["exact", "fold", "decode"] as const)
      expect(found(level, (value) => value, VALUES)).toBe(VALUES.length);
  });

  it.each(TRICKS)('are found in the disguise "%s" at the level of %s', (name, level, trick) => {
    const least = name.startsWith("look-alikes") ? 0.85 : 0.95;
    expect(found(level, trick, VALUES) / VALUES.length).toBeGreaterThanOrEqual(least);
    const few = VALUES.filter((_, index) => index % 10 === 0);
    expect(found(level, trick, few, true)).toBe(found(level, trick, few));
  });

  it("are not found at level exact in the disguises that change them", () => {
    for (const [, , trick] of TRICKS) {
      const touched = VALUES.filter((value) => trick(value) !== value);
      expect(found("exact", trick, touched)).toBeLessThan(touched.length);
    }
  });
});

describe("terms", () => {
  const TERMS = ["napalm", "ignore previous instructions", "slaughter", "explosive"];
  const term = (): WordGate => new WordGate(TERMS.map((word) => squashed(word)));

  it.each<readonly [string, Trick]>([
    ["dots", between(".")],
    [
      "spaces",
      (value) =>
        value
          .split(" ")
          .map((word) => Array.from(word).join(" "))
          .join(" / "),
    ],
    ["letters a line", (value) => Array.from(value.replaceAll(" ", "")).join("\n")],
    ["stars", between("**")],
    ["digits for letters", each((char) => ({ a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" })[char] ?? char)],
    ["signs for letters", each((char) => ({ a: "@", s: "$" })[char] ?? char)],
    ["look-alikes and dots", (value) => between(".")(homoglyph(value))],
    ["capitals", (value) => value.toUpperCase()],
  ])('are found in the disguise "%s" at the level of squash', (name, trick) => {
    const terms = TERMS.filter((word) => name === "capitals" || !word.includes(" "));
    for (const word of terms) {
      const text = `First ${trick(word)}, then on.`;
      expect(through(normalizingGate("squash", term), [text]).findings).toHaveLength(1);
    }
  });
});
