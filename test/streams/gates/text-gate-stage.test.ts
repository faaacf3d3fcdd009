import { describe, expect, it } from "vitest";
import { gateStage, refusing, textGate, type TextGateOptions } from "../../../src/streams/gates/text-gate-stage.ts";
import type { Track } from "../../../src/streams/parts/tracks.ts";
import type { GateStep, TextFinding, TextGate } from "../../../src/text/text-gate.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, reasoning, response, text, toolCall, usage } from "../parts.ts";

/** Masks `bad`, blocks at `no`, and holds text after `~` until the end. */
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

/** The output of a stage, and whether it ended the stream. */
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
  it("has the name of its rail", () => {
    expect(through([]).stage.name).toBe("text-gate: words");
  });

  it("passes the text that its gates release, and the verdict of a mask after the text with the mask", () => {
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

  it("ends the stream on a block, with its rail type and a finish of all open choices", () => {
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

  it("reports masks before the block that follows them", () => {
    expect(kinds(through([text("bad no bad")]).output)).toBe("*** |(modified)|(blocked)|finish");
  });

  it("releases the text held by its gates before the finish of the choice, with their findings", () => {
    expect(kinds(through([text("a~bad"), finish(), text("late")]).output)).toBe("a|***|(modified)|finish");
    expect(kinds(through([text("a~b", 0), text("c~d", 1), finish(1), finish(0)]).output)).toBe("a|c|d|finish|b|finish");
  });

  it("releases held text if the stream ends without a finish, and blocks findings in it", () => {
    expect(kinds(through([text("a~b")]).output)).toBe("a|b");
    const { output, seen } = through([text("a~no")]);
    expect([kinds(output), seen.terminated]).toEqual(["a|(blocked)|finish", true]);
  });

  it("blocks findings in held text at the finish, and drops that finish", () => {
    const { output } = through([text("a~no"), finish(), usage]);
    expect(output.slice(1)).toEqual([expect.objectContaining({ type: "verdict" }), finish(0, "content_filter")]);
  });

  it.each([
    ["before the finish", [finish()], "(modified)|finish"],
    ["at the end", [], "(modified)"],
    ["before a block", [text("no")], "(modified)|(blocked)|finish"],
  ])("counts findings that are not reported individually, and reports the number %s", (_, last, expected) => {
    const { output } = through([text("bad".repeat(40)), ...last]);
    expect(kinds(output.slice(33))).toBe(expected);
    expect(output[33]).toMatchObject({ choice: 0, verdict: { count: 8 } });
  });

  it("reports no number if all findings are reported individually", () => {
    expect(kinds(through([text("bad"), finish()]).output)).toBe("***|(modified)|finish");
  });
});

describe("an incremental rail on a tool call", () => {
  it("checks the name as a separate text, and blocks the call on any finding in it", () => {
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

  it("finds matches that only the end of a name completes", () => {
    expect(kinds(through([toolCall("{}", { name: "x~no" })]).output)).toBe("(blocked)|finish");
  });

  it("checks the arguments separately from the name, and passes both", () => {
    const { output } = through([toolCall("", { id: "c1", name: "n" }), toolCall("o"), finish()]);
    expect(output).toEqual([toolCall("", { id: "c1", name: "n" }), toolCall("o"), finish()]);
  });

  it("gets one name and one id per call, the first of each", () => {
    const { output } = through([toolCall("", { id: "c1", name: "look" }), toolCall("{}", { id: "c2", name: "no" })]);
    expect(output).toEqual([toolCall("", { id: "c1", name: "look" }), toolCall("{}")]);
  });

  it("checks arguments with their escapes decoded as a textGate, and unchanged as a gateStage", () => {
    const parts = [toolCall(String.raw`{"x":"\u0062ad"}`), finish()];
    expect(kinds(through(parts, {}, textGate).output)).toBe('{"x":"***"}|(modified)|finish');
    expect(kinds(through(parts).output)).toBe(String.raw`{"x":"\u0062ad"}|finish`);
  });
});

describe("a finding where rewriting is not possible", () => {
  it("blocks the text, whatever the rail's action", () => {
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
