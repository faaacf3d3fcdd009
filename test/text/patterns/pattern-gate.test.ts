import { describe, expect, it } from "vitest";
import { PatternGate, type PatternGateOptions } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { GateStep } from "../../../src/text/text-gate.ts";

const gate = (pattern: string, options?: PatternGateOptions): PatternGate =>
  new PatternGate(compilePatterns([pattern]), options);

/** All steps for a text in chunks, and the last one at its end. */
const steps = (machine: PatternGate, ...pieces: readonly string[]): readonly GateStep[] => [
  ...pieces.map((piece) => machine.feed(piece)),
  machine.end(),
];
const texts = (list: readonly GateStep[]): readonly string[] => list.map(({ text }) => text);
const findings = (list: readonly GateStep[]): readonly object[] => list.flatMap((step) => step.findings);

describe("PatternGate", () => {
  it("blocks at the start of a match, and returns nothing afterwards", () => {
    const all = steps(gate("ab+"), "x a", "b", "b more");
    expect(texts(all)).toEqual(["x ", "", "", ""]);
    expect(findings(all)).toEqual([
      expect.objectContaining({ action: "block", start: 2, end: 4, reason: "matches pattern 'ab+'" }),
    ]);
  });

  it("releases at the end what did not become a match", () => {
    expect(texts(steps(gate("abc"), "xa", "b"))).toEqual(["x", "", "ab"]);
    expect(findings(steps(gate("abc"), "xa", "b"))).toEqual([]);
  });

  it("finds a match at the end that only the boundary completes", () => {
    const all = steps(gate(String.raw`ab\b`), "ab");
    expect(texts(all)).toEqual(["", ""]);
    expect(findings(all)).toEqual([expect.objectContaining({ action: "block", start: 0, end: 2 })]);
  });

  it("masks every match and nothing else, by default as <REDACTED>", () => {
    const all = steps(gate(String.raw`\d+`, { action: "mask" }), "a 12", "3 b 4 c");
    expect(texts(all)).toEqual(["a ", "<REDACTED> b <REDACTED> c", ""]);
    expect(findings(all)).toEqual([
      expect.objectContaining({ action: "mask", start: 2, end: 5, at: 2, replacement: "<REDACTED>" }),
      expect.objectContaining({ action: "mask", start: 8, end: 9, at: 15 }),
    ]);
  });

  it("uses the given name for findings", () => {
    expect(findings(steps(gate("a", { label: "letter" }), "a"))).toEqual([
      expect.objectContaining({ label: "letter", reason: "matches pattern 'a'" }),
    ]);
    expect(findings(steps(gate("a"), "a"))[0]).not.toHaveProperty("label");
  });

  it("never splits a surrogate pair", () => {
    const pair = "\u{1f44d}";
    expect(texts(steps(gate("zz", { action: "mask" }), `a${pair.charAt(0)}`, `${pair.charAt(1)}b`))).toEqual([
      "a",
      `${pair}b`,
      "",
    ]);
  });
});

describe("a possible match above the length limit", () => {
  const long = "a".repeat(8);

  it("has a default limit of 1000 code units", () => {
    expect(texts(steps(gate("a+b"), "a".repeat(1000)))).toEqual(["", "a".repeat(1000)]);
    expect(findings(steps(gate("a+b"), "a".repeat(1001)))).toEqual([
      expect.objectContaining({ action: "block", reason: "a possible match is longer than allowed" }),
    ]);
  });

  it.each<[NonNullable<PatternGateOptions["onOverflow"]>, NonNullable<PatternGateOptions["action"]>, string, string?]>([
    ["block", "block", "", "block"],
    ["block", "mask", "", "block"],
    ["mask", "block", "", "block"],
    ["release", "block", `${long}b`],
  ])("with %s, where matches %s", (onOverflow, action, left, told) => {
    const all = steps(gate("a+b", { onOverflow, action, maxMatchLength: 4 }), long, "b");
    if (told === undefined) expect(texts(all).join("").startsWith("aaaa")).toBe(true);
    else {
      expect(texts(all).join("")).toBe(left);
      expect(findings(all)).toEqual([expect.objectContaining({ action: told })]);
    }
  });

  it("is masked up to the limit if the config says so", () => {
    const all = steps(
      gate("a+b", { onOverflow: "mask", action: "mask", maxMatchLength: 4, replacement: "#" }),
      long,
      "x",
    );
    expect(texts(all).join("")).toMatch(/^#+a*x$/);
    expect(findings(all).every((finding) => "action" in finding && finding.action === "mask")).toBe(true);
  });
});
