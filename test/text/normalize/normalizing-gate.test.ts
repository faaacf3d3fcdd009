import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FoldNormalizer, MAX_HIDDEN } from "../../../src/text/normalize/fold-normalizer.ts";
import { NormalizingGate } from "../../../src/text/normalize/normalizing-gate.ts";
import { StepCheck } from "../../../src/text/views/step-check.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed, replaced, type Result, through, WordGate } from "./gates.ts";

const WORDS = ["napalm", "кокс", "fig"];
const gate = (action: "block" | "mask" = "mask"): NormalizingGate =>
  new NormalizingGate(new FoldNormalizer(), new WordGate(WORDS, action));
const read = (pieces: readonly string[], action?: "block" | "mask"): Result => through(gate(action), pieces);

/** Characters used in disguises, and others around them. */
const PIECES = ["nap", "alm", "a", "п", "а", "р", "l", "m", "napalm", "кокс", "ﬁ", "g", "\u200b", "\u0301", "\u0335"];
const MORE = [
  " ",
  ".",
  "é",
  "ж",
  "й",
  "и\u0306",
  "𝐧",
  "\ud83d",
  "\ude00",
  "日",
  "か",
  "\u3099",
  "ᄒ",
  "\u1161",
  "\u{e0061}",
];
const tricky = mixed([...PIECES, ...MORE], 16);

describe("a gate on normalized text", () => {
  it("masks the whole source of a finding, including marks on its last letter", () => {
    expect(read(["say n\u200ba\u0301pаlm\u0301\u200b!"]).text).toBe("say [napalm]!");
  });

  it("passes the source unchanged", () => {
    const text = "ｆｕｌｌ n\u200ba é и\u0306 — “x” 𝐱 \u0301";
    expect(read([text])).toEqual({ text, findings: [] });
  });

  it("reports the ranges of a finding in the source and in the delivered text", () => {
    const { text, findings } = read(["\u200bx n\u200bapalm, na\u0301palm\u0301"]);
    expect(text).toBe("\u200bx [napalm], [napalm]");
    expect(findings.map(({ start, end, at, label }) => [start, end, at, label])).toEqual([
      [3, 10, 3, "napalm"],
      [12, 20, 13, "napalm"],
    ]);
  });

  it("delays a mask until the marks on the last letter are known", () => {
    const machine = gate();
    expect(machine.feed("x napalm")).toEqual({ text: "x ", findings: [] });
    expect(machine.feed("\u0301\u200b").text).toBe("");
    expect(machine.feed("!").text).toBe("[napalm]!");
  });

  it("blocks immediately", () => {
    const machine = gate("block");
    const { text, findings } = machine.feed("x nap\u00adalm");
    expect([text, findings.map(({ start, end, at }) => [start, end, at])]).toEqual(["x ", [[2, 9, 2]]]);
    expect(machine.feed("more")).toEqual({ text: "", findings: [] });
    expect(machine.end()).toEqual({ text: "", findings: [] });
  });

  it("masks a whole character once if only a part of it was found", () => {
    expect(read(["ﬁg ﬁﬁg"]).text).toBe("[fig] ﬁ[fig]");
    const between = through(new NormalizingGate(new FoldNormalizer(), new WordGate(["xf", "iy"])), ["xﬁy"]);
    expect(between.text).toBe("[xf][iy]");
    expect(between.findings.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 3],
    ]);
  });

  it("releases ASCII without delay", () => {
    const machine = gate();
    for (const piece of ["Hello ", "wo", "r", "ld."]) expect(machine.feed(piece).text).toBe(piece);
  });

  it("holds back a letter that may get a mark, and nothing else", () => {
    const machine = gate();
    expect(machine.feed("люди").text).toBe("люд");
    expect(machine.feed("日本").text).toBe("и日本");
    expect(machine.feed("é").text).toBe("é");
  });

  it("never splits a surrogate pair", () => {
    const machine = gate();
    expect(machine.feed("a\ud83d").text).toBe("a");
    expect(machine.feed("\ude00").text).toBe("\ud83d\ude00");
  });

  it("blocks a text with too many hidden characters, for any chunking", () => {
    const hidden = "\u200b".repeat(MAX_HIDDEN);
    expect(read([`nap${hidden}alm ok`]).text).toBe("[napalm] ok");
    const text = `a nap${hidden}\u200balm ok`;
    const whole = read([text]);
    expect(whole.text).toBe("a ");
    expect(whole.findings.map(({ action, start, end }) => [action, start, end])).toEqual([
      ["block", 2, 5 + MAX_HIDDEN + 1],
    ]);
    expect(read(text.split(""))).toEqual(whole);
  });

  it.each(["mask", "block"] as const)("returns the same for any chunking (%s)", (action) => {
    fc.assert(
      fc.property(tricky, sizes, (text, lengths) => {
        expect(read(cut(text, lengths), action)).toEqual(read([text], action));
        expect(read(text.split(""), action)).toEqual(read([text], action));
      }),
      { numRuns: 1_000 },
    );
  });

  it("delivers the source with the findings replaced, and nothing else changed", () => {
    fc.assert(
      fc.property(tricky, sizes, (text, lengths) => {
        const machine = gate();
        const check = new StepCheck();
        for (const piece of cut(text, lengths)) {
          check.add(piece);
          check.read(machine.feed(piece));
        }
        check.read(machine.end());
        expect(check.position).toBe(text.length);
        const result = read([text]);
        expect(result.text).toBe(replaced(text, result));
      }),
      { numRuns: 1_000 },
    );
  });

  it("finds the same as its gate on the whole normalized text", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const reading = new FoldNormalizer();
        const shadow = reading.feed(text) + reading.end();
        const labels = through(new WordGate(WORDS), [shadow]).findings.map(({ label }) => label);
        expect(read([text]).findings.map(({ label }) => label)).toEqual(labels);
      }),
      { numRuns: 1_000 },
    );
  });
});
