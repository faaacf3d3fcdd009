import { describe, expect, it } from "vitest";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate } from "../../../src/text/patterns/rule-gate.ts";
import { BEFORE_LENGTH, type Rule } from "../../../src/text/patterns/rule.ts";
import { NEAR_LENGTH } from "../../../src/text/patterns/search/near-words.ts";
import { cut } from "../cuts.ts";
import { Dice, randomSizes } from "./random-patterns.ts";
import { apply } from "./rule-oracle.ts";

describe("rules that require a word near the value", { timeout: 60_000 }, () => {
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

  it("know no word after a value if a check sends them back", () => {
    const rules: readonly Rule[] = [
      { id: "N", near: ["no"], nearEnd: "!", pattern: "[0-9]{2}" },
      { id: "W", pattern: "b[^c]*c", check: () => false },
    ];
    expect(apply(rules, ["no 12! 34 no 56"]).text).toBe("no <N>! 34 no <N>");
    // Cached from the second time on.
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
});

describe("checks of rules", { timeout: 60_000 }, () => {
  it("find other matches after a match that a check rejects", () => {
    const rules: readonly Rule[] = [
      { id: "LONG", pattern: String.raw`\S{2,}!` },
      { id: "RUN", pattern: "a+@", check: (value) => value.length < 80 },
    ];
    const text = `${"a".repeat(100)}@aaaaa@ `;
    expect(apply(rules, [text]).text).toBe(`${"a".repeat(22)}<RUN><RUN> `);
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
});
