import { describe, expect, it } from "vitest";
import { gateStage, refusing, textGate, type TextGateOptions } from "../../../src/streams/gates/text-gate-stage.ts";
import type { Track } from "../../../src/streams/parts/tracks.ts";
import type { GateStep, TextFinding, TextGate } from "../../../src/text/text-gate.ts";
import type { StreamPart } from "../../../src/types.ts";
import { finish, reasoning, response, text, toolCall, usage } from "../parts.ts";

/** Masks `bad`, blocks at `no`, and holds what comes after `~` until the end. */
class WordGate implements TextGate {
  #read = 0;
  #left = 0;
  #held = "";

  feed(value: string): GateStep {
    const [now = "", ...later] = value.split("~");
    this.#held += later.join("");
    return this.#step(now);
  }

  end(): GateStep {
    const held = this.#held;
    this.#held = "";
    return this.#step(held);
  }

  #step(value: string): GateStep {
    const findings: TextFinding[] = [];
    let delivered = "";
    for (const word of value.split(/(bad|no)/)) {
      const at = this.#left + delivered.length;
      const place = { start: this.#read, end: this.#read + word.length, at, reason: `found ${word.length} letters` };
      this.#read += word.length;
      if (word === "no") {
        findings.push({ ...place, action: "block", replacement: "" });
        break;
      }
      if (word === "bad") findings.push({ ...place, action: "mask", replacement: "***", label: "WORD" });
      delivered += word === "bad" ? "***" : word;
    }
    this.#left += delivered.length;
    return { text: delivered, findings };
  }
}

/** What a stage makes of parts, and whether it ended the stream. */
const through = (parts: readonly StreamPart[], options: Partial<TextGateOptions> = {}, make = gateStage) => {
  const output: StreamPart[] = [];
  const seen = { terminated: false };
  const stage = make({ rail: "words", create: () => new WordGate(), ...options });
  const sink = {
    enqueue: (part: StreamPart) => void output.push(part),
    terminate: () => void (seen.terminated = true),
  };
  for (const part of parts) if (!seen.terminated) stage.feed(part, sink);
  if (!seen.terminated) stage.end?.(sink);
  return { output, seen, stage };
};

const kinds = (parts: readonly StreamPart[]): string =>
  parts
    .map((part) => ("text" in part ? part.text : part.type === "verdict" ? `(${part.verdict.status})` : part.type))
    .join("|");

describe("an incremental rail on a stream", () => {
  it("is named after its rail", () => {
    expect(through([]).stage.name).toBe("text-gate: words");
  });

  it("passes what its gates let go, and tells a mask after the text it stands in", () => {
    const { output, seen } = through([response, text("a bad b"), text("c"), finish(), usage]);
    expect(kinds(output)).toBe("response|a *** b|(modified)|c|finish|usage");
    expect(output[2]).toEqual({
      type: "verdict",
      choice: 0,
      verdict: {
        status: "modified",
        rail: "words",
        railType: "output",
        code: "content_modified",
        channel: "text",
        reason: "found 3 letters",
        label: "WORD",
        start: 2,
        end: 5,
        delivered: { start: 2, end: 5 },
        replacement: "***",
      },
    });
    expect(seen.terminated).toBe(false);
  });

  it("ends the stream with a block, its type of rail and a finish of all that is open", () => {
    const { output, seen } = through([text("x", 1), reasoning("a no b", 2), text("never")], {
      railType: "tool_output",
    });
    expect(kinds(output)).toBe("x|a |(blocked)|finish|finish");
    expect(output[2]).toMatchObject({
      choice: 2,
      verdict: { status: "blocked", railType: "tool_output", channel: "reasoning", start: 2, end: 4 },
    });
    expect(output.slice(3)).toEqual([finish(1, "content_filter"), finish(2, "content_filter")]);
    expect(seen.terminated).toBe(true);
  });

  it("tells masks before the block behind them", () => {
    expect(kinds(through([text("bad no bad")]).output)).toBe("*** |(modified)|(blocked)|finish");
  });

  it("lets go what its gates hold before the finish of the choice, with what they find in it", () => {
    expect(kinds(through([text("a~bad"), finish(), text("late")]).output)).toBe("a|***|(modified)|finish");
    expect(kinds(through([text("a~b", 0), text("c~d", 1), finish(1), finish(0)]).output)).toBe("a|c|d|finish|b|finish");
  });

  it("lets go what they hold where the stream ends without a finish, and blocks what is found in it", () => {
    expect(kinds(through([text("a~b")]).output)).toBe("a|b");
    const { output, seen } = through([text("a~no")]);
    expect([kinds(output), seen.terminated]).toEqual(["a|(blocked)|finish", true]);
  });

  it("blocks at the finish what is found in what was held, without that finish", () => {
    const { output } = through([text("a~no"), finish(), usage]);
    expect(output.slice(1)).toEqual([expect.objectContaining({ type: "verdict" }), finish(0, "content_filter")]);
  });

  it.each([
    ["before the finish", [finish()], "(modified)|finish"],
    ["at the end", [], "(modified)"],
    ["before a block", [text("no")], "(modified)|(blocked)|finish"],
  ])("counts what it does not tell one by one, and tells the number %s", (_, last, expected) => {
    const { output } = through([text("bad".repeat(40)), ...last]);
    expect(kinds(output.slice(33))).toBe(expected);
    expect(output[33]).toMatchObject({ choice: 0, verdict: { count: 8 } });
  });

  it("tells no number where there is none to tell", () => {
    expect(kinds(through([text("bad"), finish()]).output)).toBe("***|(modified)|finish");
  });
});

describe("an incremental rail on a tool call", () => {
  it("reads the name as a text of its own, and refuses the call where it finds anything in it", () => {
    const tracks: Track[] = [];
    const create = (track: Track): TextGate => (tracks.push(track), new WordGate());
    const { output, seen } = through([toolCall("", { id: "c1", name: "be_bad" }, 3)], { create });
    expect(tracks).toEqual([{ choice: 0, channel: "text", index: 3 }]);
    expect(output).toMatchObject([
      {
        type: "verdict",
        verdict: { status: "blocked", code: "content_blocked", channel: "tool-call", start: 3, end: 6, label: "WORD" },
      },
      { type: "finish", reason: "content_filter" },
    ]);
    expect(output[0]).not.toHaveProperty("verdict.replacement");
    expect(seen.terminated).toBe(true);
  });

  it("finds what only the end of a name decides", () => {
    expect(kinds(through([toolCall("{}", { name: "x~no" })]).output)).toBe("(blocked)|finish");
  });

  it("reads the arguments apart from the name, and passes both", () => {
    const { output } = through([toolCall("", { id: "c1", name: "n" }), toolCall("o"), finish()]);
    expect(output).toEqual([toolCall("", { id: "c1", name: "n" }), toolCall("o"), finish()]);
  });

  it("sees one name and one id per call, the first of each", () => {
    const { output } = through([toolCall("", { id: "c1", name: "look" }), toolCall("{}", { id: "c2", name: "no" })]);
    expect(output).toEqual([toolCall("", { id: "c1", name: "look" }), toolCall("{}")]);
  });

  it("reads arguments with their escapes undone as a textGate, as they stand as a gateStage", () => {
    const parts = [toolCall(String.raw`{"x":"\u0062ad"}`), finish()];
    expect(kinds(through(parts, {}, textGate).output)).toBe('{"x":"***"}|(modified)|finish');
    expect(kinds(through(parts).output)).toBe(String.raw`{"x":"\u0062ad"}|finish`);
  });
});

describe("a finding where nothing may be rewritten", () => {
  it("forbids the text, whatever it would have done", () => {
    const mask: TextFinding = {
      action: "mask",
      start: 1,
      end: 2,
      at: 1,
      replacement: "x",
      reason: "r",
      code: "content_modified",
    };
    expect(refusing(mask)).toEqual({ action: "block", start: 1, end: 2, at: 1, replacement: "", reason: "r" });
  });
});
