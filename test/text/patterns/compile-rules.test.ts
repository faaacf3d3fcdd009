import { describe, expect, it } from "vitest";
import { CacheRoom } from "../../../src/text/patterns/search/cache-room.ts";
import { LazyDfa } from "../../../src/text/patterns/search/lazy-dfa.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";
import { RuleGate, type RuleGateOptions } from "../../../src/text/patterns/rule-gate.ts";
import { NEAR_LENGTH } from "../../../src/text/patterns/search/near-words.ts";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { BEFORE_LENGTH, type Rule } from "../../../src/text/patterns/rule.ts";
import { type Gated, gated } from "../../support/gates.ts";
import { cut } from "../cuts.ts";
import { Dice, type PatternShape, randomPattern, randomSizes, randomText } from "./random-patterns.ts";

const apply = (rules: readonly Rule[], pieces: readonly string[], options: RuleGateOptions = {}): Gated =>
  gated(new RuleGate(compileRules(rules), { action: "mask", ...options }), pieces);

interface RandomRule {
  readonly id: string;
  readonly pattern: string;
  readonly context?: string;
  readonly check?: (value: string) => boolean;
}

const SHAPE: PatternShape = {
  atoms: ["a", "b", "a", "b", "c", "[ab]", "[^a]", ".", "😀"],
  assertions: [String.raw`\b`, "^", "$", "(?<!a)", "(?=b|$)"],
  depth: 1,
};

const places = (text: string): readonly number[] => {
  const result = [0];
  for (const char of text) result.push((result.at(-1) as number) + char.length);
  return result;
};

/** Where a rule's match from a place ends, as RegExp sees it. */
const endOf = ({ context = "", pattern }: RandomRule, text: string, start: number, max: number): number => {
  const reach = places(text).filter((place) => place <= start + max).length - 1;
  const sticky = new RegExp(`(?<=${context})(?:${pattern})(?<=(?<![^])[^]{0,${reach}})`, "yu");
  sticky.lastIndex = start;
  return start + (sticky.exec(text)?.[0].length ?? -1);
};

const maskedByOracle = (rules: readonly RandomRule[], text: string, max = Infinity): string => {
  let [masked, from] = ["", 0];
  for (const start of places(text)) {
    if (start < from) continue;
    const found = rules
      .map((rule) => ({ rule, end: endOf(rule, text, start, max) }))
      .filter(({ rule, end }) => end > start && rule.check?.(text.slice(start, end)) !== false)
      .sort((a, b) => b.end - a.end)[0];
    if (found === undefined) continue;
    masked += `${text.slice(from, start)}<${found.rule.id}>`;
    from = found.end;
  }
  return masked + text.slice(from);
};

const randomRule = (dice: Dice, id: string): RandomRule => {
  const pattern = randomPattern(dice, SHAPE);
  const context = dice.roll(3) === 0 ? { context: randomPattern(dice, { ...SHAPE, depth: 0 }) } : {};
  const remainder = dice.roll(3);
  const check =
    dice.roll(2) === 0
      ? { check: (value: string) => (value.length + (value.codePointAt(0) ?? 0)) % 3 !== remainder }
      : {};
  return { id, pattern, ...context, ...check };
};

const compiles = (rules: readonly Rule[]): boolean => {
  try {
    compileRules(rules);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
};

describe("rules", { timeout: 60_000 }, () => {
  it("find the same for any chunking as trying every start and check in the whole text", () => {
    const dice = new Dice(7);
    for (let cases = 0; cases < 3_000;) {
      const rules = Array.from({ length: 1 + dice.roll(3) }, (_, number) => randomRule(dice, `R${number}`));
      if (!compiles(rules)) continue;
      for (let round = 0; round < 5; round++, cases++) {
        const text = randomText(dice, ["a", "b", "a", "b", "c", " ", "😀"], 11);
        const { text: masked, findings } = apply(rules, cut(text, randomSizes(dice, text.length)));
        const expected = maskedByOracle(rules, text);
        if (masked !== expected) expect({ rules, text, masked }).toEqual({ rules, text, masked: expected });
        expect(apply(rules, [text]).findings).toEqual(findings);
      }
    }
  });

  it("find the same in long runs as trying every start and check, though most starts are not read again", () => {
    const dice = new Dice(9);
    const patterns = ["[ab]+@", String.raw`\S{2,}!`, "(?<!a)[ab]+c", "[^ ]{3,70}@", "a[ab.]*[@!]", "[ab]{2,}", "b@"];
    const runs = ["a", "ab", "aab", "a.", "😀a", "b", "bbbbba"];
    for (let cases = 0; cases < 150; cases++) {
      const rules = Array.from({ length: 1 + dice.roll(3) }, (_, number): RandomRule => {
        const [by, remainder] = [2 + dice.roll(70), dice.roll(2)];
        const check = (value: string): boolean => value.length % by === remainder;
        const context = dice.roll(3) === 0 ? { context: "b" } : {};
        return { id: `R${number}`, pattern: dice.pick(patterns), ...context, ...(dice.roll(4) > 0 && { check }) };
      });
      const run = (): string => dice.pick(runs).repeat(1 + dice.roll(40)) + dice.pick(["@", "!", "c", " ", ""]);
      const [text, maxMatchLength] = [run() + run() + run(), 70 + dice.roll(120)];
      const { text: masked } = apply(rules, cut(text, [1 + dice.roll(text.length)]), { maxMatchLength });
      const expected = maskedByOracle(rules, text, maxMatchLength);
      if (masked !== expected) expect({ rules, text, maxMatchLength, masked }).toEqual({ masked: expected });
    }
  });

  it("find other matches after a match that a check rejects", () => {
    const rules: readonly Rule[] = [
      { id: "LONG", pattern: String.raw`\S{2,}!` },
      { id: "RUN", pattern: "a+@", check: (value) => value.length < 80 },
    ];
    const text = `${"a".repeat(100)}@aaaaa@ `;
    expect(apply(rules, [text]).text).toBe(`${"a".repeat(22)}<RUN><RUN> `);
  });

  it("find short matches if longer ones are released", () => {
    const dice = new Dice(8);
    for (let cases = 0; cases < 1_500;) {
      const rules = Array.from({ length: 1 + dice.roll(3) }, (_, number) => randomRule(dice, `R${number}`));
      if (!compiles(rules)) continue;
      for (let round = 0; round < 5; round++, cases++) {
        const [text, maxMatchLength] = [randomText(dice, ["a", "b", "c", " ", "😀"], 13), 1 + dice.roll(5)];
        const { text: masked } = apply(rules, cut(text, randomSizes(dice, text.length)), { maxMatchLength });
        const expected = maskedByOracle(rules, text, maxMatchLength);
        if (masked !== expected) expect({ rules, text, maxMatchLength, masked }).toEqual({ masked: expected });
      }
    }
  });

  it("find an open match if a longer one is released", () => {
    const rules: readonly Rule[] = [
      { id: "LONG", pattern: String.raw`\S{2,}!` },
      { id: "WORD", pattern: "bcdefg" },
    ];
    for (const before of ["", "a", "aa", "aaa", "aaaaaaaaa"]) {
      expect(apply(rules, [`${before}bcdefg`], { maxMatchLength: 6 }).text).toBe(`${before}<WORD>`);
    }
  });

  it("find an open match from its own start if several starts take over from a longer one", () => {
    const rules: readonly Rule[] = [
      { id: "LONG", pattern: ".+!" },
      { id: "END", pattern: "[ab]$c?" },
    ];
    expect(apply(rules, ["ccccccab"], { maxMatchLength: 2 }).text).toBe("cccccca<END>");
  });

  it("find the same in streams that share a program, even with a very small cache", () => {
    const dice = new Dice(8);
    for (let cases = 0; cases < 400;) {
      const rules = [randomRule(dice, "A"), { ...randomRule(dice, "B"), context: "[ab]{1,2}" }];
      if (!compiles(rules)) continue;
      cases++;
      const program = compileRules(rules);
      const { code } = program.dfa;
      const forgetful = {
        ...program,
        dfa: new LazyDfa(code, { room: new CacheRoom(600) }),
        contexts: new LazyDfa(code, { reads: "contexts", room: new CacheRoom(600) }),
      };
      const texts = Array.from({ length: 3 }, () => randomText(dice, ["a", "b", "c", " ", "😀"], 30));
      const gates = texts.map(() => new RuleGate(forgetful, { action: "mask" }));
      const masked = texts.map(() => "");
      for (let at = 0; at < 60; at += 2) {
        for (const [index, gate] of gates.entries()) {
          masked[index] += gate.feed((texts[index] as string).slice(at, at + 2)).text;
        }
      }
      const ends = gates.map((gate, index) => (masked[index] as string) + gate.end().text);
      expect(ends).toEqual(texts.map((text) => gated(new RuleGate(program, { action: "mask" }), [text]).text));
    }
  });

  it("keep bounded state for a long context, however many ways it can match", () => {
    const dice = new Dice(12);
    const program = compileRules([{ id: "PIN", context: "k[a-z]{0,40}", pattern: "[0-9]{4}" }]);
    gated(new RuleGate(program), cut(randomText(dice, ["k", "a", "b"], 20_000), [7]));
    // A state for each of 41 rounds.
    expect(program.contexts?.bytes).toBeLessThan(20_000);
  });

  it("report the id and the range of a finding", () => {
    const rules = [
      { id: "EMAIL", pattern: String.raw`[a-z]+@[a-z]+\.[a-z]+` },
      { id: "PIN", context: String.raw`(?i)pin\s*[:=]\s*`, pattern: String.raw`\d{4,8}` },
    ];
    expect(apply(rules, ["PIN: 12", "345, to a@b.c", "d"])).toMatchObject({
      text: "PIN: <PIN>, to <EMAIL>",
      findings: [
        { action: "mask", label: "PIN", start: 5, end: 10, at: 5, replacement: "<PIN>", reason: "holds PIN" },
        { action: "mask", label: "EMAIL", start: 15, end: 21, at: 15, replacement: "<EMAIL>" },
      ],
    });
  });

  it("release a context while its value is held", () => {
    const program = compileRules([{ id: "PIN", context: String.raw`pin\s*=\s*`, pattern: String.raw`\d{4}` }]);
    const gate = new RuleGate(program, { action: "mask" });
    expect(gate.feed("my pin  = ").text).toBe("my pin  = ");
    expect(gate.feed("12").text).toBe("");
    expect(gate.feed("34!").text).toBe("<PIN>!");
    expect(gate.feed(" 1234").text).toBe(" 1234");
  });

  it("require a word near the value, and hold nothing back before it", () => {
    const rule: Rule = {
      id: "PIN",
      near: ["pin", "access code"],
      nearPattern: "co?de?",
      pattern: String.raw`(?<!\d)\d{4}(?!\d)`,
    };
    const gate = new RuleGate(compileRules([rule]), { action: "mask" });
    expect(gate.feed("1234 12").text).toBe("1234 12");
    expect(gate.feed("34, spin 1234, pint 1234, Access 12").text).toBe("34, spin 1234, pint 1234, Access 12");
    expect(gate.feed("34 ").text).toBe("34 ");
    expect(apply([rule], ["Access Code 1234"]).text).toBe("Access Code <PIN>");
    expect(apply([rule], ["xcod 1234"]).text).toBe("xcod <PIN>");
    expect(apply([rule], ["PIN: 1234"]).text).toBe("PIN: <PIN>");
    expect(apply([rule], ["the pinCode1234"]).text).toBe("the pinCode<PIN>");
    expect(apply([rule], [`pin${" ".repeat(NEAR_LENGTH - 1)}1234`]).text).toMatch(/<PIN>$/);
    expect(apply([rule], [`pin${" ".repeat(NEAR_LENGTH + 1)}1234`]).text).toMatch(/1234$/);
  });

  it("match after an escape, whose letters belong to no word", () => {
    const dice = new Dice(31);
    const parts = ["\\", "n", "t", "u003c", "x1b", "q", "%3D", "%", "[3;1m", "[1m", "[", "m", "ab", "a", "b", " ", "k"];
    const escape = String.raw`(?<=\\[nrt]|\\u[\da-f]{4}|\\x[\da-f]{2}|%[\da-fA-F]{2}|[\[;]\d{1,3}m)`;
    const rules: readonly Rule[] = [
      { id: "WORD", pattern: String.raw`\ba+b` },
      { id: "VALUE", context: String.raw`(?<!\w)k+`, pattern: "[ab]+" },
      { id: "TERM", terms: ["ba"], wholeWords: true },
    ];
    const oracle = new RegExp(
      String.raw`(?<word>(?:\b|${escape})a+b)|(?<=(?:(?<!\w)|${escape})k+)(?<value>[ab]+)|(?<term>(?:\b|${escape})ba\b)`,
      "g",
    );
    for (let cases = 0; cases < 3_000; cases++) {
      const text = Array.from({ length: 1 + dice.roll(9) }, () => parts[dice.roll(parts.length)]).join("");
      const expected = text.replaceAll(oracle, (...found) => {
        const { word, value } = found.at(-1) as Record<string, string | undefined>;
        return word === undefined ? (value === undefined ? "<TERM>" : "<VALUE>") : "<WORD>";
      });
      expect({ text, masked: apply(rules, cut(text, randomSizes(dice, text.length))).text }).toEqual({
        text,
        masked: expected,
      });
    }
  });

  it("require a word near a value after an escape, and the word may follow an escape, too", () => {
    const rule: Rule = { id: "PIN", near: ["pin"], pattern: String.raw`(?<!\w)\d{4}(?!\d)` };
    expect(apply([rule], [String.raw`x\n1234`]).text).toBe(String.raw`x\n1234`);
    expect(apply([rule], [String.raw`pin\n1234`]).text).toBe(String.raw`pin\n<PIN>`);
    expect(apply([rule], [String.raw`x\npin\t1234`]).text).toBe(String.raw`x\npin\t<PIN>`);
    expect(apply([rule], [String.raw`spin\n1234, \qpin 1234`]).text).toBe(String.raw`spin\n1234, \qpin 1234`);
  });

  it("require the same words if a start that is too far back is released, whatever else has started there", () => {
    const waiting: Rule = { id: "B", near: ["pin"], pattern: String.raw`(?:x\.)+y` };
    const other: Rule = { id: "A", pattern: String.raw`(?:x\.)+!` };
    const found = Array.from({ length: 16 }, (_, less) => {
      const text = `pin${" ".repeat(NEAR_LENGTH - less)}x.x.x.x.y`;
      const [alone, both] = [[waiting], [other, waiting]].map(
        (rules) => apply(rules, [text], { maxMatchLength: 7 }).text,
      );
      expect(both).toBe(alone);
      return alone?.includes("<B>");
    });
    expect(new Set(found)).toEqual(new Set([false, true]));
  });

  it("find a value by the text that follows it, which is not part of it", () => {
    const rules: readonly Rule[] = [
      { id: "NO", pattern: "\\d+(?:-\\d+)?(?!\\d)", followedBy: [" Home", ", k"] },
      { id: "K", pattern: "k=\\d" },
    ];
    expect(apply(rules, ["12 home, 3-4 HOME 5 homes 6, k 7, k@ 8 ho"]).text).toBe(
      "<NO> home, <NO> HOME 5 homes <NO>, k 7, k@ 8 ho",
    );
    expect(apply(rules, ["12-34 hom", "e"]).text).toBe("<NO> home");
    expect(apply(rules, ["1, k=2 home"]).text).toBe("<NO>, k=<NO> home");
    const gate = new RuleGate(compileRules(rules), { action: "mask" });
    expect(gate.feed("12 ho").text).toBe("");
    expect(gate.feed("t").text).toBe("12 hot");
    const dice = new Dice(5);
    const parts = ["1", "23", "-", " home", " ho", ", k", "k=4", " ", "x"];
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 2 + dice.roll(9) }, () => parts[dice.roll(parts.length)]).join("");
      const expected = apply(rules, [text]);
      expect(apply(rules, cut(text, randomSizes(dice, text.length)))).toEqual(expected);
    }
  });

  it("know no word after a value if a check sends them back", () => {
    const rules: readonly Rule[] = [
      { id: "N", near: ["no"], nearEnd: "!", pattern: "[0-9]{2}" },
      { id: "W", pattern: "b[^c]*c", check: () => false },
    ];
    expect(apply(rules, ["no 12! 34 no 56"]).text).toBe("no <N>! 34 no <N>");
    // Known to the tables from the second time on.
    expect(apply(rules, ["no 12! 34 ".repeat(3)]).text).toBe("no <N>! 34 ".repeat(3));
    expect(apply(rules, ["no b12 ! 34 c ! no 56"]).text).toBe("no b<N> ! 34 c ! no <N>");
    expect(apply(rules, ["b12 no 34 c no"]).text).toBe("b12 no <N> c no");
    expect(apply(rules, ["no b12 no 34 c 56"]).text).toBe("no b<N> no <N> c <N>");
  });

  it("require words near values for any chunking, also if a check sends them back", () => {
    const dice = new Dice(23);
    const rules: readonly Rule[] = [
      { id: "N", near: ["no", "nr"], nearEnd: "x", pattern: "[0-9a]{2,9}", check: (value) => value.length % 3 !== 0 },
      { id: "W", pattern: "b[^c]{0,40}c", check: (value) => value.length % 2 === 0 },
      { id: "K", context: "k ?=", pattern: "[0-9]{1,3}" },
    ];
    const parts = ["no", "nr", " ", " ", "a", "b", "c", "1", "23", "k=", "k =4", "\u{1f600}", "x".repeat(70)];
    for (let round = 0; round < 1_500; round++) {
      const text = Array.from({ length: 2 + dice.roll(14) }, () => parts[dice.roll(parts.length)]).join("");
      expect(apply(rules, cut(text, randomSizes(dice, text.length)))).toEqual(apply(rules, [text]));
    }
  });

  it("ignore a match that a check rejects, and search for others", () => {
    const isEven = (value: string): boolean => Number(value.at(-1)) % 2 === 0;
    const number = { id: "EVEN", pattern: String.raw`\d{2,4}\b`, check: isEven };
    expect(apply([number], ["12345 12346"]).text).toBe("12345 1<EVEN>");
    const word = { id: "ODD", pattern: String.raw`\d{1,3}`, check: (value: string) => !isEven(value) };
    expect(apply([number, word], ["1233 "]).text).toBe("<ODD>3 ".replace("3 ", "<ODD> "));
  });

  it("continue at the next start if a rejected match is too long, whatever was found before it", () => {
    let checked = 0;
    const check = (value: string): boolean => {
      if (++checked > 1_000) throw new Error("The same is checked for ever");
      return value.startsWith("b");
    };
    const text = `b@ a${"b".repeat(60)}${"@".repeat(50)}`;
    expect(apply([{ id: "RUN", pattern: "[ab]+@+", check }], [text], { maxMatchLength: 70 }).text).toBe(
      `<RUN> a<RUN>${"@".repeat(40)}`,
    );
  });

  it("find a value after many longer rejected ones at the end of a text", () => {
    const short = { id: "SHORT", pattern: "a{2,}k", followedBy: ["b"], check: (value: string) => value.length < 70 };
    const text = `${"a".repeat(80)}kb`;
    for (const pieces of [[text], text.split("")]) {
      expect(apply([short, { id: "B", pattern: "b" }], pieces).text).toBe(`${"a".repeat(12)}<SHORT><B>`);
    }
  });

  it("pass a check the text before the value, even if it was released", () => {
    const seen: string[] = [];
    const check = (value: string, before: string): boolean => {
      seen.push(`${before.length} ${before.slice(-6)}|${value}`);
      return true;
    };
    const text = `${"x".repeat(300)}code: 1234 1234`;
    apply([{ id: "N", pattern: String.raw`\d{4}`, check }], text.split(""));
    apply([{ id: "N", pattern: String.raw`\d{4}`, check }], [text]);
    expect(seen).toEqual(
      ["code: |1234", "1234 |1234"].flatMap(() => [`${BEFORE_LENGTH} code: |1234`, `${BEFORE_LENGTH}  1234 |1234`]),
    );
  });

  it("block or mask by the action of each rule, with its replacement", () => {
    const rules = [
      { id: "NAME", terms: ["Ann", "Anna"] },
      { id: "KEY", pattern: "sk-[a-z]{3}" },
    ];
    const options: RuleGateOptions = {
      action: (id) => (id === "KEY" ? "block" : "mask"),
      replacement: (id, value) => `[${id} ${value.length}]`,
    };
    expect(apply(rules, ["Anna and A", "nn: sk-abcdef"], options)).toMatchObject({
      text: "[NAME 4] and [NAME 3]: ",
      blocked: { label: "KEY", start: 14, end: 20, at: 23 },
    });
    expect(apply(rules, ["Anna"], { replacement: "*" }).text).toBe("*");
  });

  it("find terms in any case, as whole words in scripts with spaces", () => {
    const rule: Rule = {
      id: "T",
      terms: ["kill", "Kill all", "naïve", "C++", "東京", "ß"],
      ignoreCase: true,
      wholeWords: true,
    };
    expect(apply([rule], ["KILL kills \u212aill-kill"]).text).toBe("<T> kills <T>-<T>");
    expect(apply([rule], ["kill ALL of kill alls"]).text).toBe("<T> of <T> alls");
    expect(apply([rule], ["NAÏVE naïvely c++11 c++ x東京都 ẞ"]).text).toBe("<T> naïvely <T>11 <T> x<T>都 <T>");
    expect(apply([{ id: "T", terms: ["kill"] }], ["Kill kills"]).text).toBe("Kill <T>s");
  });

  it("find a term in katakana only as a whole run, and a term of one ideograph only without adjacent ones", () => {
    const rule: Rule = { id: "T", terms: ["グロ", "性", "グロ画像"], ignoreCase: true, wholeWords: true };
    expect(apply([rule], ["グローバルなログロ、このグロは"]).text).toBe("グローバルなログロ、この<T>は");
    expect(apply([rule], ["可能性と性", "と男性。グロ画像集"]).text).toBe("可能性と<T>と男性。<T>集");
    expect(apply([{ ...rule, wholeWords: false }], ["グローバル性能"]).text).toBe("<T>ーバル<T>能");
  });

  it("match like RegExp, lazily if the pattern says so", () => {
    expect(apply([{ id: "T", pattern: "<.{0,9}?>" }], ["a<b>c>d"]).text).toBe("a<T>c>d");
    expect(apply([{ id: "T", pattern: "<.{0,9}>" }], ["a<b>c>d"]).text).toBe("a<T>d");
    expect(apply([{ id: "T", pattern: "<.{2,5000}>" }], [`<${"a".repeat(900)}>`]).text).toBe("<T>");
  });

  it("are rejected if they cannot be compiled", () => {
    expect(() => compileRules([{ id: "A", pattern: "a*" }])).toThrow(/empty text/);
    expect(() => compileRules([{ id: "A", context: "a*", pattern: "b" }])).toThrow(/empty text/);
    expect(() => compileRules([{ id: "A", terms: [""] }])).toThrow(/1 to 1000 characters/);
  });

  it("release, block or mask a match that is too long", () => {
    const rules = [{ id: "TAG", pattern: "<[^>]*>" }];
    const tooLong = (onOverflow: "block" | "mask" | "release"): Gated =>
      apply(rules, ["a<b>c<def", "ghi<j>k"], { maxMatchLength: 4, onOverflow });
    expect(tooLong("release")).toMatchObject({ text: "a<TAG>c<defghi<TAG>k", blocked: undefined });
    expect(tooLong("mask")).toMatchObject({ text: "a<TAG>c<REDACTED>ghi<TAG>k", blocked: undefined });
    expect(tooLong("block")).toMatchObject({ text: "a<TAG>c", blocked: { start: 5, end: 10 } });
  });
});
