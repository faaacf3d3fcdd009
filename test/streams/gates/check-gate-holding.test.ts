import { describe, expect, it } from "vitest";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, reasoning, response, text, textOf, toolCall, usage } from "../parts.ts";
import { verdict, modified, settle, start, allow, block, kinds } from "./check-gate-run.ts";

describe("checkGate with stream_first off", () => {
  it("releases windows in order, in whatever order their checks end", async () => {
    const { asked, got } = start([text("a"), text("b"), text("c"), finish()]);
    await settle();
    asked[1]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[2]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b c finish");
    expect(got.done).toBe(true);
  });

  it("runs the maximum number of checks at once and stops reading meanwhile", async () => {
    const { asked, seen, got } = start(
      Array.from("abcdef").map((unit) => text(unit)),
      { maxInFlight: 2 },
    );
    await settle();
    expect([asked.length, seen.reads]).toEqual([2, 2]);
    asked[0]?.decide(allow);
    await settle();
    expect([asked.length, seen.reads, kinds(got.parts)]).toEqual([3, 3, "a"]);
  });

  it("queues the windows of a long delta after those in flight", async () => {
    const { asked, seen, freshOf } = start([text("日本語文字"), finish()], { maxInFlight: 2, unit: "token" });
    await settle();
    expect([freshOf(), seen.reads]).toEqual([["日", "本"], 1]);
    asked[0]?.decide(allow);
    asked[1]?.decide(allow);
    await settle();
    expect(freshOf()).toEqual(["日", "本", "語", "文"]);
  });

  it("holds a block until the windows before it are decided, and releases their text", async () => {
    const { asked, seen, got } = start([text("a"), text("b"), text("c"), "wait"]);
    await settle();
    asked[1]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a"), { type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
    expect(got.done).toBe(true);
    expect(asked[2]?.signal.aborted).toBe(true);
  });

  it("cancels its source in the tick in which a block is decided", async () => {
    const { asked, seen } = start([text("a"), "wait"]);
    await settle();
    asked[0]?.decide(block);
    await Promise.resolve();
    await Promise.resolve();
    expect(seen.cancelled).toBe(true);
  });

  it("delivers finish and usage after the last check", async () => {
    const { asked, got } = start([response, text("a"), finish(), usage]);
    await settle();
    expect(got.parts).toEqual([response]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([response, text("a"), finish(), usage]);
  });

  it("delivers a block of an earlier rail after the text before it", async () => {
    const earlier: StreamPart = { type: "verdict", choice: 0, verdict: { ...verdict, rail: "patterns" } };
    const { asked, got } = start([text("a"), text("b"), earlier, finish(0, "content_filter")], { chunkSize: 9 });
    await settle();
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("ab"), earlier, finish(0, "content_filter")]);
  });

  it("replaces the text of a window, with a verdict before it", async () => {
    const { asked, got } = start([text("a"), text("b"), finish()]);
    await settle();
    asked[0]?.decide({ outcome: "transform", text: "***", verdict: modified });
    asked[1]?.decide({ outcome: "transform", text: "", verdict: modified });
    await settle();
    const changed: StreamPart = { type: "verdict", choice: 0, verdict: modified };
    expect(got.parts).toEqual([changed, text("***"), changed, finish()]);
  });

  it("checks and releases the text before an error of the source, then passes the error", async () => {
    const { asked, got } = start([text("a"), text("b"), new Error("upstream broke")], { chunkSize: 3 });
    await settle();
    expect(asked.map(({ window }) => [window.fresh, window.final])).toEqual([["ab", true]]);
    expect(got.error).toBeUndefined();
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("ab");
    expect(got.error).toHaveProperty("message", "upstream broke");
  });

  it("ends with the block instead of the error, if the text before the error is blocked", async () => {
    const { asked, got } = start([text("a"), new Error("upstream broke")]);
    await settle();
    asked[0]?.decide(block);
    await settle();
    expect(kinds(got.parts)).toBe("verdict finish");
    expect([got.done, got.error]).toEqual([true, undefined]);
  });

  it("checks the whole text once if the chunk size is Infinity, even if channels alternate", async () => {
    const steps = [text("a"), toolCall("{}", { id: "c", name: "f" }), text("b"), finish()];
    const { asked, got } = start(steps, { chunkSize: Infinity });
    await settle();
    expect(asked.map(({ window }) => [window.channel, window.fresh, window.final])).toEqual([
      ["text", "ab", true],
      ["tool-call", "{}", true],
    ]);
    for (const one of asked) one.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("ab");
  });

  it("fails with a LimitError if too much text waits, after the checks of that text", async () => {
    const { asked, got, seen } = start([text("abc"), text("defg"), "wait"], { chunkSize: 9, maxHeld: 6 });
    await settle();
    expect(seen.cancelled).toBe(true);
    asked[0]?.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("abc");
    expect(got.error).toHaveProperty("code", "limit_exceeded");
  });

  it("counts text as held until it is released", async () => {
    const { asked, got } = start([text("abc"), text("def"), finish()], { maxHeld: 3, maxInFlight: 1 });
    await settle();
    asked[0]?.decide(allow);
    await settle();
    asked[1]?.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("abcdef");
  });

  it.each([{ id: "c1", name: "look" }, { name: "look" }, { id: "c1" }])(
    "sends the first delta of a tool call (%o) with its first arguments, after their check",
    async (opening) => {
      const { asked, got } = start([toolCall("", opening), toolCall('{"a"'), toolCall(":1}"), finish()]);
      await settle();
      expect(got.parts).toEqual([]);
      for (const one of asked) one.decide(allow);
      await settle();
      expect(got.parts).toEqual([toolCall('{"a"', opening), toolCall(":1}"), finish()]);
    },
  );

  it("joins an opening that arrives in two deltas, and checks a call without arguments once", async () => {
    const { asked, got } = start([toolCall("", { id: "c1" }), toolCall("", { name: "look" }), finish()]);
    await settle();
    expect(asked.map(({ window }) => [window.toolName, window.fresh, window.final])).toEqual([["look", "", true]]);
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([toolCall("", { id: "c1", name: "look" }), finish()]);
  });

  it("does not release a blocked call without arguments", async () => {
    const { asked, got } = start([toolCall("", { id: "c1", name: "delete_all" }), finish()]);
    await settle();
    asked[0]?.decide(block);
    await settle();
    expect(got.parts.map(({ type }) => type)).not.toContain("tool-call-delta");
  });

  it("includes the tool's name in every window of its arguments", async () => {
    const { asked } = start([toolCall("{}", { id: "c1", name: "look" }), finish()]);
    await settle();
    expect(asked.map(({ window }) => [window.toolName, window.fresh])).toEqual([["look", "{}"]]);
  });

  it("splits each choice separately, releases all in one order, and ends all on one block", async () => {
    const { asked, got } = start([text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)]);
    await settle();
    expect(asked.map(({ window }) => [window.choice, window.fresh])).toEqual([
      [0, "a"],
      [1, "b"],
      [1, "c"],
    ]);
    asked[2]?.decide(allow);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a", 0)]);
    asked[1]?.decide(block);
    await settle();
    expect(got.parts.slice(1)).toEqual([
      { type: "verdict", choice: 1, verdict },
      finish(0, "content_filter"),
      finish(1, "content_filter"),
    ]);
  });

  it("ends with the first of two blocks in the stream, whichever is decided first", async () => {
    const { asked, got } = start([text("a"), text("b"), text("c"), finish()]);
    await settle();
    asked[2]?.decide({ ...block, verdict: { ...verdict, rail: "later" } });
    asked[1]?.decide(block);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a"), { type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
  });

  it("starts no check after a block, even for text that it holds", async () => {
    const { asked, got } = start([text("ab"), text("c"), "wait"], { chunkSize: 2, unit: "token" });
    await settle();
    expect(asked).toHaveLength(0);
    const more = start([text("日本語"), "wait"], { unit: "token", maxInFlight: 2 });
    await settle();
    more.asked[1]?.decide(block);
    await settle();
    more.asked[0]?.decide(allow);
    await settle();
    expect(more.freshOf()).toEqual(["日", "本"]);
    expect(kinds(more.got.parts)).toBe("日 verdict finish");
    expect(got.done).toBe(false);
  });

  it("closes the window of a channel once, if the model continues in another", async () => {
    const steps = [reasoning("r1"), text("a"), reasoning("r2"), text("b"), reasoning("r3"), finish()];
    const { asked } = start(steps, { chunkSize: 9 });
    await settle();
    expect(asked.map(({ window }) => [window.channel, window.fresh, window.final])).toEqual([
      ["reasoning", "r1", false],
      ["text", "a", false],
      ["reasoning", "r2r3", true],
      ["text", "b", true],
    ]);
  });

  it("cancels its source and aborts its checks when its reader cancels", async () => {
    const { asked, seen, got, reader } = start([text("a"), text("b"), "wait"]);
    await settle();
    await reader.cancel("gone");
    expect(seen).toMatchObject({ cancelled: true, reason: "gone" });
    expect(asked.map(({ signal }) => [signal.aborted, signal.reason as unknown])).toEqual([
      [true, "gone"],
      [true, "gone"],
    ]);
    for (const one of asked) one.decide(allow);
    await settle();
    expect(got).toEqual({ parts: [], done: true, error: undefined });
  });

  it("drops text after the finish of its choice", async () => {
    const { asked, got, freshOf } = start([text("a"), finish(), text("late"), reasoning("late")]);
    await settle();
    asked[0]?.decide(allow);
    await settle();
    expect(freshOf()).toEqual(["a"]);
    expect(got.parts).toEqual([text("a"), finish()]);
  });

  it("passes an answer without text", async () => {
    const { asked, got } = start([response, finish(), usage]);
    await settle();
    expect(asked).toEqual([]);
    expect(got.parts).toEqual([response, finish(), usage]);
  });
});
