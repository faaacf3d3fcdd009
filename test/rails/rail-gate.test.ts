import { describe, expect, it } from "vitest";
import { railGate } from "../../src/rails/rail-gate.ts";
import type { IncrementalRail } from "../../src/rails/rail.ts";
import { HeldText } from "../../src/text/held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../../src/text/text-gate.ts";
import type { Channel } from "../../src/types/channel.ts";

/** Masks `bad`, blocks at `no`, throws at `boom`, and optionally throws at its end. */
class WordGate implements TextGate {
  readonly #held = new HeldText();
  readonly #atEnd: "pass" | "block" | "throw";

  constructor(atEnd: "pass" | "block" | "throw") {
    this.#atEnd = atEnd;
  }

  feed(text: string): GateStep {
    if (text.includes("boom")) throw new Error("a bug");
    const from = this.#held.end;
    this.#held.add(text);
    const at = text.search(/bad|no/);
    if (text.startsWith("bad", at)) this.#held.mask(from + at, from + at + 3, "***", { reason: "a word" });
    if (text.startsWith("no", at)) this.#held.pass(from + at);
    if (text.startsWith("no", at)) this.#held.block(from + at, from + at + 2, { reason: "forbidden" });
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  end(): GateStep {
    if (this.#atEnd === "throw") throw new Error("a bug at the end");
    if (this.#atEnd === "block") this.#held.block(0, 1, { reason: "too late" });
    return this.#held.step();
  }
}

/** The output of a monitored gate for chunks, and all of its reports. */
const watched = (
  pieces: readonly string[],
  {
    atEnd = "pass",
    onError,
    channel = "text",
  }: { atEnd?: "pass" | "block" | "throw"; onError?: "allow"; channel?: Channel } = {},
) => {
  const reports: unknown[] = [];
  const rail: IncrementalRail = {
    name: "words",
    reads: "incremental",
    createGate: () => new WordGate(atEnd),
    ...(onError === undefined ? {} : { onError }),
  };
  const gate = railGate(rail, channel, (decision, error) =>
    reports.push(error === undefined ? decision : { decision, error }),
  );
  const steps = [...pieces.map((piece) => gate.feed(piece)), gate.end()];
  return { steps, reports, texts: steps.map(({ text }) => text), gate };
};

describe("a monitored gate", () => {
  it("reports once at the end that its text passed", () => {
    const { texts, reports } = watched(["a ", "b"]);
    expect([texts, reports]).toEqual([["a ", "b", ""], [{ outcome: "allow" }]]);
  });

  it("reports a rewrite", () => {
    const { texts, reports } = watched(["a bad", " b"]);
    expect([texts, reports]).toEqual([["a ***", " b", ""], [{ outcome: "transform", text: "" }]]);
  });

  it("blocks at a block, and drops later text", () => {
    const { texts, reports, gate } = watched(["ok no", "more", "boom"]);
    expect([texts, reports]).toEqual([["ok ", "", "", ""], [{ outcome: "block", reason: "forbidden" }]]);
    expect([gate.feed("again"), gate.end(), reports.length]).toEqual([NOTHING, NOTHING, 1]);
  });

  it("reports a block at the end as a block only", () => {
    expect(watched(["a"], { atEnd: "block" }).reports).toEqual([{ outcome: "block", reason: "too late" }]);
  });

  it("blocks all of its text if it fails, and reports where and why", () => {
    const { steps, reports, texts } = watched(["ab bad", "cd", "a boom", "rest"]);
    expect(texts).toEqual(["ab ***", "cd", "", "", ""]);
    expect(steps[2]?.findings).toEqual([
      { action: "block", start: 0, end: 14, at: 8, replacement: "", reason: "a bug", code: "rail_execution_failure" },
    ]);
    expect(reports).toEqual([{ decision: { outcome: "block", reason: "a bug" }, error: new Error("a bug") }]);
  });

  it("passes text from a failure on if its rail has on_error allow, and reports the failure", () => {
    const { texts, reports } = watched(["a ", "b boom", "no"], { onError: "allow" });
    expect(texts).toEqual(["a ", "b boom", "no", ""]);
    expect(reports).toEqual([{ decision: { outcome: "allow" }, error: new Error("a bug") }]);
  });

  it.each([undefined, "allow" as const])("may fail at its end (onError: %s)", (onError) => {
    const { steps, reports } = watched(["ab"], { atEnd: "throw", ...(onError === undefined ? {} : { onError }) });
    expect(steps.at(-1)?.findings.length).toBe(onError === undefined ? 1 : 0);
    expect(steps.at(-1)?.text).toBe("");
    expect(reports).toMatchObject([{ error: { message: "a bug at the end" } }]);
  });

  it("reads the arguments of a tool call unescaped", () => {
    expect(watched([String.raw`"\u0062ad"`], { channel: "tool-call" }).texts.join("")).toBe('"***"');
    expect(watched([String.raw`"\u0062ad"`]).texts.join("")).toBe(String.raw`"\u0062ad"`);
  });
});
