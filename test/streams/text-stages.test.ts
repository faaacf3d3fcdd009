import { describe, expect, it } from "vitest";
import {
  chatCompletionDecoder,
  collect,
  fromIterable,
  PatternGate,
  compilePatterns,
  type Stage,
  stopSequences,
  textGate,
  usageMeter,
} from "../../src/streams/index.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { finish, reasoning, response, text, textOf, toolCall, usage } from "./parts.ts";

const through = (parts: readonly StreamPart[], stage: Stage<StreamPart, StreamPart>): Promise<StreamPart[]> =>
  collect(pipeline<StreamPart>(fromIterable(parts), [stage]));

const gateFor = (pattern: string) =>
  textGate({ rail: "patterns", create: () => new PatternGate(compilePatterns([pattern])) });

describe("textGate", () => {
  it("delivers nothing of a forbidden text, names the finding, and finishes every open choice", async () => {
    const parts = await through(
      [text("ok", 1), text("a SE"), text("CR"), text("ET b"), text("never")],
      gateFor("SECRET"),
    );
    expect(textOf(parts)).toBe("a ");
    expect(parts.slice(-3)).toEqual([
      {
        type: "verdict",
        choice: 0,
        verdict: {
          status: "blocked",
          rail: "patterns",
          railType: "output",
          code: "content_blocked",
          channel: "text",
          reason: "matches pattern 'SECRET'",
          start: 2,
          end: 8,
        },
      },
      finish(1, "content_filter"),
      finish(0, "content_filter"),
    ]);
  });

  it.each(["reasoning-delta", "refusal-delta", "tool-call-delta"] as const)("guards a %s like text", async (type) => {
    const delta = (value: string): StreamPart =>
      type === "tool-call-delta" ? toolCall(value) : { type, choice: 0, text: value };
    const parts = await through([delta("a SE"), delta("CRET"), finish()], gateFor("SECRET"));
    expect(parts).toContainEqual(finish(0, "content_filter"));
    expect(JSON.stringify(parts)).not.toContain('CRET"');
  });

  it("blocks matches that only the end of the text completes", async () => {
    const parts = await through([text("the end"), finish(), usage], gateFor("end$"));
    expect(textOf(parts)).toBe("the ");
    expect(parts.at(-1)).toEqual(finish(0, "content_filter"));
  });

  it("releases held text before the finish of its choice, and drops text after it", async () => {
    const parts = await through([text("SEC"), reasoning("x"), finish(), text("RET"), usage], gateFor("SECRET"));
    expect(parts).toEqual([reasoning("x"), text("SEC"), finish(), usage]);
  });

  it("finishes a choice once, even if text of it follows", async () => {
    const parts = await through([text("a"), finish(), text("late"), text("SECRET", 1)], gateFor("SECRET"));
    expect(parts.filter(({ type }) => type === "finish")).toEqual([finish(), finish(1, "content_filter")]);
  });

  it("keeps the opening of a tool call whose arguments are held, even without an id", async () => {
    const parts = await through([toolCall("SEC", { name: "look" }), finish()], gateFor("SECRET"));
    expect(parts).toEqual([toolCall("", { name: "look" }), toolCall("SEC"), finish()]);
  });
});

describe("stopSequences", () => {
  it("ends a single answer at the sequence, with its own finish", async () => {
    const parts = await through([text("a ST"), text("OP b"), finish(0, "content_filter")], stopSequences(["STOP"]));
    expect(parts).toEqual([text("a "), finish()]);
  });

  it("continues the other choices", async () => {
    const parts = await through([text("aSTOPb"), text("cd", 1), finish(), finish(1)], stopSequences(["STOP"], 2));
    expect([textOf(parts), textOf(parts, "1 text-delta")]).toEqual(["a", "cd"]);
  });

  it("does not cut reasoning or arguments", async () => {
    const parts = await through([reasoning("a STOP b"), toolCall("STOP"), finish()], stopSequences(["STOP"]));
    expect(parts).toHaveLength(3);
  });
});

describe("usageMeter", () => {
  it("ends a stream with the provider's usage, or with an estimate that is marked as such", async () => {
    expect((await through([response, text("a b"), finish(), usage], usageMeter())).at(-1)).toEqual(usage);
    expect(
      (
        await through(
          [response, text("a b"), finish()],
          usageMeter(() => 3),
        )
      ).at(-1),
    ).toEqual({
      type: "usage",
      choice: 0,
      usage: { promptTokens: 3, completionTokens: 2, totalTokens: 5, estimated: true },
    });
  });

  it("counts tokens independently of chunking", async () => {
    const parts = await through(
      ["He", "llo", ", wor", "ld"].map((value) => text(value)),
      usageMeter(),
    );
    expect(parts.at(-1)).toMatchObject({ usage: { completionTokens: 3 } });
  });
});

describe("a stream with too many texts", () => {
  it("fails at the limit instead of keeping state for all of them", async () => {
    const calls = Array.from({ length: 600 }, (_, index) => toolCall("x", {}, index));
    await expect(through(calls, gateFor("y"))).rejects.toMatchObject({ code: "limit_exceeded" });
    const chunk = { data: JSON.stringify({ choices: [{ index: 999, delta: {} }] }) };
    await expect(collect(pipeline(fromIterable([chunk]), [chatCompletionDecoder()]))).rejects.toMatchObject({
      code: "malformed",
    });
  });
});
