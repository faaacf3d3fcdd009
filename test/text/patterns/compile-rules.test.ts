import { describe, expect, it } from "vitest";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../../src/text/patterns/rule-gate.ts";
import { type Rule } from "../../../src/text/patterns/rule.ts";
import { CacheBudget } from "../../../src/text/patterns/search/cache-budget.ts";
import { LazyDfa } from "../../../src/text/patterns/search/lazy-dfa.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";
import { type Gated, gated } from "../../support/gates.ts";
import { cut } from "../cuts.ts";
import { Dice, randomSizes, randomText } from "./random-patterns.ts";
import { apply, maskedByOracle, randomRule, type RandomRule } from "./rule-oracle.ts";

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
        dfa: new LazyDfa(code, { budget: new CacheBudget(600) }),
        contexts: new LazyDfa(code, { reads: "contexts", budget: new CacheBudget(600) }),
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
    // One state for each of 41 repetitions.
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
});
