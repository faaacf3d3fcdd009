import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_RUN } from "../../../src/text/normalize/encoded-run.ts";
import { EncodedTextGate } from "../../../src/text/normalize/encoded-text-gate.ts";
import { normalizingGate } from "../../../src/text/normalize/normalization-level.ts";
import type { TextGate } from "../../../src/text/text-gate.ts";
import { StepCheck } from "../../../src/text/views/step-check.ts";
import { cut, sizes } from "../cuts.ts";
import { mixed, replaced, type Result, through, WordGate } from "./gates.ts";

type Encoding = "base64" | "base64url" | "hex";
const encode = (text: string, encoding: Encoding): string => Buffer.from(text).toString(encoding);
const words = (action: "block" | "mask" = "mask"): TextGate => new WordGate(["napalm", "é😀"], action);
const gate = (action?: "block" | "mask"): TextGate => new EncodedTextGate(() => words(action));
const read = (text: string): string => through(gate(), [text]).text;

describe("a gate on encoded text", () => {
  it.each<Encoding>(["base64", "base64url", "hex"])("masks a whole run of %s", (encoding) => {
    for (const text of ["say napalm now", "say napalm now!", "say napalm now!!", "¿ é😀 oder?"]) {
      const written = encode(text, encoding);
      const found = text.startsWith("say") ? "[napalm]" : "[é😀]";
      expect(read(`see ${written}.`)).toBe(`see ${found}.`);
      expect(read(written)).toBe(found);
    }
  });

  it("decodes a run of the minimum length including padding", () => {
    expect(encode("a napalm 12", "base64")).toHaveLength(16);
    expect(read(`see ${encode("a napalm 12", "base64")} there`)).toBe("see [napalm] there");
    expect(read(`see ${encode("a napalm", "base64")} there`)).not.toContain("[napalm]");
  });

  it.each([
    ["in a path", (run: string) => `https://x.org/a/${run}/b`, encode("say napalm now!", "base64url")],
    ["behind a key", (run: string) => `key=${run}&x`, encode("say napalm now", "base64")],
    ["behind 0x", (run: string) => `0x${run};`, encode("say napalm now", "hex")],
    ["in pairs", (run: string) => `bytes ${run} end`, "6e 61 70 61 6c 6d 2c 20"],
    ["in a list of a program", (run: string) => `{ 0x${run} };`, "6e, 0x61,0x70,\n\t0X61, 0x6C , 0x6d, 0x2c"],
    ["in capitals", (run: string) => `<${run}>`, encode("say napalm now", "hex").toUpperCase()],
  ])("finds a run %s", (_, around, run) => {
    expect(read(around(run))).toBe(around("[napalm]"));
  });

  it("decodes a run over several lines", () => {
    const lines = encode(`${"all is well. ".repeat(4)}I said napalm, and more of it`, "base64").match(/.{1,76}/g) ?? [];
    expect(lines.length).toBe(2);
    expect(read(`${lines.join("\r\n")}\r\nend`)).toBe("[napalm]\r\nend");
  });

  it("masks the decodable part of a run whose rest is not text", () => {
    const bytes = Buffer.concat([Buffer.from("say napalm now "), Buffer.from([1, 2, 3, 255, 0, 7])]);
    expect(read(bytes.toString("base64"))).toBe(`[napalm]${bytes.subarray(15).toString("base64")}`);
  });

  it("ignores short runs, plain words, hashes and keys", () => {
    const text = `${encode("napalm", "base64")} internationalization 6e6170616c6d da39a3ee5e6b4b0d3255bfef95601890afd80709`;
    expect(read(text)).toBe(text);
  });

  it("reads no lists of numbers without 0x", () => {
    for (const list of [
      "6e, 61, 70, 61, 6c, 6d, 2c, 20, 20",
      "0x6e, 61, 70, 61, 6c, 6d, 2c, 20, 20",
      "6e 61,70 61,6c 6d",
    ])
      expect(read(list)).toBe(list);
  });

  it("releases ordinary words immediately", () => {
    const machine = gate();
    let held = 0;
    const text = "The quick brown fox jumps over the lazy dog, and nobody knows why it should have done so at all. ";
    const steps = text.split("").map((unit) => (held += 1 - machine.feed(unit).text.length));
    expect(steps.reduce((sum, count) => sum + count, 0) / text.length).toBeLessThan(0.5);
  });

  it("holds no more than a run and what its inner gate may hold", () => {
    const machine = gate();
    let [held, most] = [0, 0];
    for (const unit of encode("all is well. ".repeat(2_000), "base64")) {
      held += unit.length - machine.feed(unit).text.length;
      most = Math.max(most, held);
    }
    expect(most).toBeLessThanOrEqual(MAX_RUN + 3);
  });

  it("splits a long run, and masks the part with the finding", () => {
    for (const before of [2_900, 3_050, 3_060, 3_066, 3_070, 3_072, 3_080]) {
      const run = encode(`${"x".repeat(before)} napalm ${"y".repeat(3_000)}`, "base64");
      const { text, findings } = through(gate(), [run]);
      expect(findings.map(({ label }) => label)).toEqual(["napalm"]);
      expect((findings[0]?.end ?? 0) - (findings[0]?.start ?? 0)).toBeLessThan(MAX_RUN + 100);
      expect(text).toContain("[napalm]");
    }
  });

  it("blocks as soon as the word is complete", () => {
    const run = encode("say napalm now", "base64");
    const { text, findings } = through(gate("block"), [`see ${run}`]);
    expect(text).toBe("see ");
    expect(findings.map(({ action, start, end }) => [action, start, end])).toEqual([["block", 4, 4 + 16]]);
  });

  const pieces = [
    ...["say napalm now", "é😀 is nice, is it?", "all is well today"].flatMap((text) => [
      encode(text, "base64"),
      encode(text, "hex"),
      encode(text, "base64").slice(0, 9),
    ]),
    "=",
    " ",
    "/",
    "aZ4",
    "0x",
    ".",
    "6e 61 ",
    "Pw==",
    "\n",
  ];
  const written = mixed(pieces, 8);

  it.each(["mask", "block"] as const)("returns the same for any chunking (%s)", (action) => {
    const cuts = fc.array(fc.nat(30), { maxLength: 10 });
    fc.assert(
      fc.property(written, cuts, (text, lengths) => {
        const whole = through(gate(action), [text]);
        expect(through(gate(action), cut(text, lengths))).toEqual(whole);
        expect(through(gate(action), text.split(""))).toEqual(whole);
        if (whole.findings.every((finding) => finding.action === "mask"))
          expect(whole.text).toBe(replaced(text, whole));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a gate with level decode", () => {
  const decode = (pieces: readonly string[]): Result =>
    through(
      normalizingGate("decode", () => words()),
      pieces,
    );
  const base64 = (text: string): string => encode(text, "base64");

  it.each([
    ["plain", "a napalm b", "a [napalm] b"],
    ["percent", "a n%61p%61lm b", "a [napalm] b"],
    ["percent twice", "a n%2561palm b", "a [napalm] b"],
    ["HTML", "a &#110;ap&#x61;lm b", "a [napalm] b"],
    ["program", "a \\u006eap\\x61lm b", "a [napalm] b"],
    ["base64", `a ${base64("the napalm thing")} b`, "a [napalm] b"],
    ["base64 in base64", `a ${base64(`so ${base64("the napalm thing")}`)} b`, "a [napalm] b"],
    ["hex in base64", `a ${base64(`so ${encode("the napalm thing", "hex")}`)} b`, "a [napalm] b"],
    ["full width in base64", `a ${base64("the ｎａｐａｌｍ thing")} b`, "a [napalm] b"],
    ["base64 with escaped padding", `a=${base64("the napalm, well").replaceAll("=", "%3D")}&b`, "a=[napalm]&b"],
    ["base64 with hidden characters", `a ${base64("the napalm thing").split("").join("\u200b")} b`, "a [napalm] b"],
    [
      "tags",
      `a ${Array.from("napalm", (char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join("")} b`,
      "a [napalm] b",
    ],
  ])("finds a term that is written as %s", (_, text, meant) => {
    expect(decode([text]).text).toBe(meant);
    expect(decode(text.split(""))).toEqual(decode([text]));
  });

  it("decodes two nested encodings, and no more", () => {
    const deep = base64(base64(base64("the napalm thing")));
    expect(decode([deep]).text).toBe(deep);
  });

  it("passes text without findings unchanged, and has the actions of its gate", () => {
    const parts = [
      "%41",
      "%",
      "&amp;",
      "\\u0041",
      base64("all is well, is it"),
      "é",
      "\u0301",
      "ж",
      "\ud83d",
      " ",
      "a b",
      "napalm",
    ];
    fc.assert(
      fc.property(mixed(parts), sizes, (text, lengths) => {
        const [machine, check] = [normalizingGate("decode", () => words()), new StepCheck()];
        for (const piece of cut(text, lengths)) {
          check.add(piece);
          check.read(machine.feed(piece));
        }
        check.read(machine.end());
        expect(check.position).toBe(text.length);
        const whole = decode([text]);
        expect(decode(cut(text, lengths))).toEqual(whole);
        expect(whole.text).toBe(replaced(text, whole));
      }),
      { numRuns: 1_000 },
    );
  });
});
