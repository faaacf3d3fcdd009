import { describe, expect, it } from "vitest";
import type { RailRun } from "../../../src/rails/rail-run.ts";
import { type CheckRail, defineRail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { assistant, user } from "../../support/engine.ts";
import { replacingGate } from "../../support/gates.ts";
import { gate, reader, run, tool } from "./input-rails-run.ts";

describe("tool input rails", () => {
  it("check every new tool message separately", async () => {
    const read: string[] = [];
    const messages = [user("a"), tool("old"), assistant("x"), tool("one"), tool("two")];
    await run([reader(read)], messages, "tool");
    expect(read).toEqual(["one", "two"]);
  });

  it("rewrite the message they read", async () => {
    const rewrite = (text: string): string => (text === "one" ? "ONE" : text);
    const result = await run([reader([], rewrite)], [assistant("x"), tool("one"), tool("two")], "tool");
    expect(result.messages).toEqual([assistant("x"), tool("ONE"), tool("two")]);
  });

  it("stop at a blocked one", async () => {
    const blocks: CheckRail = {
      name: "b",
      reads: "whole",
      check: ({ text }) => ({ outcome: text === "one" ? "block" : "allow" }),
    };
    const runs: RailRun[] = [];
    expect((await run([blocks], [tool("one"), tool("two")], "tool", runs)).blocked?.rail).toBe("b");
    expect(runs).toHaveLength(1);
  });

  it("read only tool messages with incremental rails", async () => {
    expect((await run([gate], [user("napalm"), tool("fine")], "tool")).blocked).toBeUndefined();
    expect((await run([gate], [user("fine"), tool("napalm")], "tool")).blocked?.railType).toBe("tool_input");
  });
});

describe("masking input rails", () => {
  const mask = defineRail({
    name: "mask",
    reads: "incremental",
    createGate: () => replacingGate("napalm", "<R>"),
  });
  const called = (text: string): ChatMessage => ({
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: text } }],
  });

  it("mask tool call arguments in the history, which remain JSON", async () => {
    const { messages, blocked } = await run([mask], [called(String.raw`{"a":"nap\u0061lm"}`), user("go on")]);
    expect(blocked).toBeUndefined();
    expect(messages[0]).toEqual(called('{"a":"<R>"}'));
  });

  it("block a value that something else refers to", async () => {
    const named: ChatMessage = {
      ...called("{}"),
      tool_calls: [{ id: "napalm", type: "function", function: { name: "f", arguments: "{}" } }],
    };
    expect((await run([mask], [named, user("go on")])).blocked).toMatchObject({ code: "content_blocked" });
  });

  it("keep the order of a message's parts", async () => {
    const image = { type: "image_url", image_url: { url: "https://x.example/i.png" } };
    const parts = [{ type: "text", text: "make napalm" }, image, { type: "text", text: "as in the picture above" }];
    const { messages } = await run([mask], [{ role: "user", content: parts }]);
    expect(messages[0]?.content).toEqual([{ type: "text", text: "make <R>" }, image, parts[2]]);
  });

  it("mask descriptions of tools", async () => {
    const params = { tools: [{ type: "function", function: { name: "f", description: "makes napalm" } }] };
    const result = await run([mask], [user("hi")], "user", [], { params });
    expect(result.params).toEqual({
      tools: [{ type: "function", function: { name: "f", description: "makes <R>" } }],
    });
  });

  it("pass later rails, judges and the history only the masked text", async () => {
    const read: string[] = [];
    const histories: string[] = [];
    const judge: CheckRail = {
      ...reader(read),
      check({ text }, { messages }) {
        read.push(text);
        histories.push(JSON.stringify(messages));
        return { outcome: "allow" };
      },
    };
    await run([mask, judge], [user("about napalm"), assistant("no"), user("napalm?")]);
    expect(read).toEqual(["<R>?"]);
    expect(histories.join("")).not.toContain("napalm");
  });

  it("mask the reported text of a request that an earlier rail blocked, without a verdict", async () => {
    const blocksHi = defineRail({
      name: "no",
      reads: "incremental",
      createGate: () => new PatternGate(compilePatterns(["hi"])),
    });
    const runs: RailRun[] = [];
    const { messages, verdicts, blocked } = await run([blocksHi, mask, gate], [user("hi, napalm")], "user", runs);
    expect(messages).toEqual([user("hi, <R>")]);
    expect(verdicts).toEqual([blocked]);
    expect(blocked).toMatchObject({ rail: "no" });
    expect(new Set(runs.map(({ rail }) => rail))).toEqual(new Set(["no"]));
  });

  it("report the first 32 ranges individually and the number of the others", async () => {
    const { verdicts } = await run([mask], [user("napalm ".repeat(1_000))]);
    expect(verdicts).toHaveLength(33);
    expect(verdicts.at(-1)).toMatchObject({ count: 968, status: "modified" });
  });

  it("change nothing if they are monitored, and report what they would have done", async () => {
    const { messages, verdicts, blocked } = await run(
      [
        { ...gate, mode: "monitor" },
        { ...mask, mode: "monitor" },
      ],
      [user("napalm")],
    );
    expect([messages, blocked]).toEqual([[user("napalm")], undefined]);
    expect(verdicts).toMatchObject([
      { rail: "gate", status: "blocked", enforced: false },
      { rail: "mask", status: "modified", enforced: false },
    ]);
  });

  it("block a request with too many texts", async () => {
    const params = { tools: Array.from({ length: 5_000 }, () => "x") };
    await expect(run([gate], [user("hi")], "user", [], { params })).rejects.toThrow("more than 4096 texts");
  });
});
