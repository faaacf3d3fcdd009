import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateByLevel, normalizingGate, squashed } from "../../../src/text/normalize/normalization-level.ts";
import type { SquashReading } from "../../../src/text/normalize/squash-alphabet.ts";
import { SquashNormalizer } from "../../../src/text/normalize/squash-normalizer.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed, replaced, through, WordGate } from "./gates.ts";

const LETTERS = new Map(
  "4a @a 8b 3e 6g 9g 1i li 0o 5s $s 7t wv 2z".split(" ").map(([sign = "", letter = ""]) => [sign, letter]),
);
const letters = (text: string): string => Array.from(text.toLowerCase(), (char) => LETTERS.get(char) ?? char).join("");
const once = (text: string): string => text.replaceAll(/(.)\1+/gsu, "$1");

/** A reference implementation on whole words, for ASCII: removes separators, then maps the characters of a group. */
const reference = (text: string): string => {
  const parts = text.split(/([^a-z\d@$]+)/i);
  const isJoined = (at: number): boolean => {
    const [before = "", between = "", after = ""] = parts.slice(at - 1, at + 2);
    if (before === "" || after === "" || between.length > 8) return false;
    return !/\s/.test(between) || (before.length === 1 && after.length === 1);
  };
  const groups = [""];
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 0) groups.push((groups.pop() ?? "") + part);
    else if (!isJoined(at)) groups.push(part, "");
  }
  return groups.map((group, at) => (at % 2 === 0 ? ofGroup(group) : group)).join("");
};

const ofGroup = (group: string): string => {
  const lead = /^[\d@$]*/.exec(group)?.[0] ?? "";
  const isNumber = lead.length > 8 || lead === group;
  return isNumber ? lead + once(letters(group.slice(lead.length))) : once(letters(group));
};

const text = mixed(
  [
    "a",
    "B",
    "l",
    "1",
    "4",
    "$",
    "@",
    ".",
    "-",
    " ",
    "\n",
    "na",
    "x",
    "123456",
    "......",
    "vv",
    "2",
    "!",
    "+",
    "()",
    "(",
  ],
  20,
);

describe("SquashNormalizer", () => {
  it.each([
    ["n.a.p.a.l.m, na-pa*lm", "napaim, napaim"],
    ["n a p a l m is", "napaim is"],
    ["n. a. p. a. l. m.", "napaim."],
    ["N\na\nP\na\nl\nm", "napaim"],
    ["n4p41m N@p@lm $hit 7est", "napaim napaim shit test"],
    ["a napalm, nap alm", "a napaim, nap aim"],
    ["in 2015 for $100 at 10:30", "in 2015 for $100 at 1030"],
    ["n😀a😀p😀a", "napa"],
    ["н.а.п, кот", "нап, кот"],
    ["n.........a", "n.........a"],
    ["12345678a 123456789a", "izeasgtba 123456789a"],
    ["heeeron h.e.e.r.o.n bookkeeper", "heron heron bokeper"],
    ["vvallet Wa11et 91bb37", "vaiet vaiet gibet"],
    ["n!a!p+a|l()m wow! f()", "napaim vov! f()"],
    ["10:00 and 11 111", "1000 and 11 111"],
  ])("normalizes %j to %j", (written, meant) => {
    expect(squashed(written)).toBe(meant);
  });

  it.each([
    ["h3r()n h()er", "heron hoer"],
    ["$ecre+ +ape 455455!n sh|t", "secret tape asasin shit"],
    ["wow! 1+1 a b! f( ) f (x)", "vovi 1+1 a bi fx)"],
  ])("reads signs as letters: %j as %j", (written, meant) => {
    const reading = new SquashNormalizer("letters");
    expect(reading.feed(written) + reading.end()).toBe(meant);
  });

  it.each([
    ['{"a":"h3ron"}, x.h.3ron', '{"a":"heron"}, x.h.eron'],
    ["c+h3er-ry n a p", "c+her-ry n a p"],
  ])("keeps what is between words: %j as %j", (written, meant) => {
    const reading = new SquashNormalizer("words");
    expect(reading.feed(written) + reading.end()).toBe(meant);
  });

  it("returns the same as a normalizer of whole words", () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(squashed(written)).toBe(reference(written));
      }),
      { numRuns: 3_000 },
    );
  });

  it("maps every character to its source, for any chunking", () => {
    const units = (pieces: readonly string[], how: SquashReading = "separators"): unknown => {
      const reading = new SquashNormalizer(how);
      const read = pieces.map((piece) => reading.feed(piece)).join("") + reading.end();
      return read.split("").map((char, unit) => {
        return [char, reading.startOf(unit), reading.endOf(unit), reading.reachOf(unit)];
      });
    };
    fc.assert(
      fc.property(text, sizes, (written, lengths) => {
        const all = units([written]) as readonly [string, number, number][];
        expect(units(cut(written, lengths))).toEqual(all);
        for (const how of ["letters", "words"] as const)
          expect(units(cut(written, lengths), how)).toEqual(units([written], how));
        for (const [char, start, end] of all) expect(letters(written.slice(start, end))).toBe(letters(char));
      }),
      { numRuns: 1_000 },
    );
  });

  it("masks the repetitions of its last letter with a term", () => {
    const create = (): ReturnType<typeof normalizingGate> => normalizingGate("squash", () => new WordGate(["napaim"]));
    for (const text of ["napalmmm, x", "nnaap()almm.m", "napalmM"]) {
      const whole = through(create(), [text]);
      expect(whole.text).toBe(replaced(text, whole));
      expect(through(create(), text.split(""))).toEqual(whole);
    }
    expect(through(create(), ["See napalmmm, nnaapalmm.m"]).text).toBe("See [napaim], [napaim].m");
  });

  it("masks a term with all inserted characters", () => {
    const { text: delivered, findings } = through(
      normalizingGate("squash", () => new WordGate(["napaim"])),
      ["See n.4.p a\u0301 l m\u0301. Or n a p а l m!"],
    );
    expect(delivered).toBe("See [napaim]. Or [napaim]!");
    expect(findings.map(({ start, end, at }) => [start, end, at])).toEqual([
      [4, 17, 4],
      [22, 33, 17],
    ]);
  });

  it("releases words immediately, and holds back a word of one letter and the text after it", () => {
    const gate = normalizingGate("squash", () => new WordGate(["napaim"]));
    for (const piece of ["Some wo", "rds, ", "and "]) expect(gate.feed(piece).text).toBe(piece);
    expect(gate.feed("a ").text).toBe("a");
    expect(gate.feed("b").text).toBe("");
    expect(gate.feed("y").text).toBe(" by");
  });
});

describe("rules of several levels", () => {
  const gate = (): ReturnType<typeof gateByLevel> =>
    gateByLevel({
      exact: () => new WordGate(["ﬁg"]),
      fold: () => new WordGate(["secret"]),
      squash: () => new WordGate(["napaim"], "block"),
    });

  it("are one gate, each on its own normalized text", () => {
    expect(through(gate(), ["a ﬁg, a fig, a sеcret, s.e.cret"]).text).toBe("a [ﬁg], a fig, a [secret], s.e.cret");
    expect(through(gate(), ["ﬁg n4palm"])).toMatchObject({
      text: "[ﬁg] ",
      findings: [{ start: 0 }, { action: "block", start: 3 }],
    });
  });

  it("return the same for any chunking", () => {
    const pieces = ["ﬁg", "se", "cret", "\u200b", "n.a", "p", "4", "lm", " ", ".", "е", "\u0301", "x"];
    fc.assert(
      fc.property(mixed(pieces, 16), sizes, (source, lengths) => {
        const whole = through(gate(), [source]);
        expect(through(gate(), cut(source, lengths))).toEqual(whole);
        expect(through(gate(), source.split(""))).toEqual(whole);
        if (whole.findings.every(({ action }) => action === "mask")) expect(whole.text).toBe(replaced(source, whole));
      }),
      { numRuns: 1_000 },
    );
  });
});
