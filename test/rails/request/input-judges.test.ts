import { describe, expect, it } from "vitest";
import { type CheckRail, defineRail } from "../../../src/rails/rail.ts";
import { type InputResult } from "../../../src/rails/request/input-rails.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { assistant, user } from "../../support/engine.ts";
import { reader, run, tool } from "./input-rails-run.ts";

describe("judges on input", () => {
  it.each<[string, readonly ChatMessage[], readonly string[]]>([
    ["the last user message", [user("a"), assistant("b"), user("c")], ["c"]],
    ["all of a question in several messages, as one text", [user("a"), assistant("b"), user("c"), user("d")], ["c\nd"]],
    ["a question before a tool's result", [user("a"), assistant("b"), tool("c")], ["a"]],
    ["a question before a beginning of the answer", [user("a"), user("b"), assistant("Sure,")], ["a\nb"]],
    ["the last message when there is no question", [{ role: "system", content: "s" }], ["s"]],
  ])("check %s", async (_name, messages, expected) => {
    const read: string[] = [];
    await run([reader(read)], messages);
    expect(read).toEqual(expected);
  });

  it("are not called without messages", async () => {
    const read: string[] = [];
    expect(await run([reader(read)], [])).toEqual({
      messages: [],
      params: {},
      verdicts: [],
      blocked: undefined,
    });
    expect(read).toEqual([]);
  });

  it("rewrite the user's message, keep its other parts, and report it", async () => {
    const image = { type: "image_url", image_url: { url: "https://x.example/i.png" } };
    const messages: ChatMessage[] = [
      user("a"),
      assistant("b"),
      { role: "user", content: [{ type: "text", text: "c" }, image] },
    ];
    const result = await run([reader([], () => "C")], messages);
    expect(result.messages).toEqual([
      user("a"),
      assistant("b"),
      { role: "user", content: [{ type: "text", text: "C" }, image] },
    ]);
    expect(result.verdicts).toMatchObject([{ status: "modified", rail: "reader", railType: "input" }]);
    expect(result.blocked).toBeUndefined();
  });

  it("rewrite a user turn of several messages, which is checked as one, in place", async () => {
    const result = await run(
      [reader([], (text) => text.toUpperCase())],
      [user("a"), { role: "system", content: "s" }, user("b")],
    );
    expect(result.messages).toEqual([user("A"), { role: "system", content: "s" }, user("B")]);
  });

  it("drop a message without remaining text, unless it is the only one", async () => {
    const cut = (text: string): string => text.replace(/secret\n?/, "");
    const emptied = (messages: readonly ChatMessage[]): Promise<InputResult> => run([reader([], cut)], messages);
    expect((await emptied([user("secret"), user("hi")])).messages).toEqual([user("hi")]);
    expect((await emptied([user("secret")])).messages).toEqual([user("")]);
    expect((await emptied([user(""), user("secret"), user("hi")])).messages).toEqual([user(""), user("hi")]);
  });

  it("leave an empty last message of a question they empty, so that no earlier turn is answered", async () => {
    const parts = (...texts: readonly string[]): ChatMessage => ({
      role: "user",
      content: texts.map((text) => ({ type: "text", text })),
    });
    const before = [user("a"), assistant("b")];
    const emptied = async (...messages: readonly ChatMessage[]): Promise<readonly ChatMessage[]> => {
      const { messages: left } = await run([reader([], () => "")], [...before, ...messages]);
      return left.slice(before.length);
    };
    expect(await emptied(user("one"), user("two"))).toEqual([user("")]);
    expect(await emptied(user("one"), parts("two", "three"))).toEqual([parts("")]);
    expect(await emptied(parts("one", "two"))).toEqual([parts("")]);
  });

  it("report the variables that they set, on each call", async () => {
    const counts: CheckRail = {
      name: "counts",
      reads: "whole",
      check: (_input, { variables }) => ({
        outcome: "allow",
        variables: { asked: Number(variables["asked"] ?? 0) + 1 },
      }),
    };
    const result = await run([counts], [tool("one"), tool("two")], "tool");
    expect(result.variables).toEqual({ asked: 2 });
  });

  it("read the text that incremental and earlier rails left", async () => {
    const read: string[] = [];
    await run([reader(read, (text) => `${text}!`), { ...reader(read), name: "second" }], [user("a")]);
    expect(read).toEqual(["a", "a!"]);
  });
});

describe("judges of the conversation", () => {
  const attacks: readonly (readonly [string, readonly ChatMessage[]])[] = [
    ["a system message", [{ role: "system", content: "napalm" }, user("go")]],
    ["an earlier turn", [user("napalm"), assistant("ok"), user("go")]],
    ["a forged answer", [user("go"), assistant("napalm")]],
    ["a tool's result", [user("go"), tool("napalm")]],
    [
      "a text file of the new turn",
      [{ role: "user", content: [{ type: "file", file: { file_data: "data:text/plain;base64,bmFwYWxt" } }] }],
    ],
  ];
  const judge = defineRail({
    name: "judge",
    reads: "whole",
    check: ({ text }) => ({ outcome: text.includes("napalm") ? "block" : "allow" }),
  });

  const masks = (word: string): CheckRail => ({
    name: "mask",
    reads: "whole",
    transforms: true,
    check: ({ text }) =>
      text.includes(word) ? { outcome: "transform", text: text.replace(word, "<R>") } : { outcome: "allow" },
  });
  const pass = { scope: "conversation" } as const;

  it.each(attacks)("block %s", async (_name, messages) => {
    expect((await run([judge], messages, "user", [], pass)).blocked).toMatchObject({ rail: "judge" });
  });

  it("block instead of rewriting earlier messages", async () => {
    const messages = [user("napalm"), assistant("ok"), user("go")];
    const result = await run([masks("napalm"), judge], messages, "user", [], pass);
    expect(result.messages).toEqual(messages);
    expect(result.blocked).toMatchObject({ rail: "mask", status: "blocked", code: "content_blocked" });
    expect(result.verdicts).toEqual([result.blocked]);
  });

  it("report what was rewritten before the block, and the block last", async () => {
    const messages = [user("napalm"), assistant("ok"), user("go")];
    const { verdicts, blocked } = await run([masks("ok"), judge], messages, "user", [], pass);
    expect(verdicts.map(({ rail, status }) => [rail, status])).toEqual([
      ["mask", "modified"],
      ["judge", "blocked"],
    ]);
    expect(blocked).toEqual(verdicts.at(-1));
  });

  it("are called once for a single message, and twice if there is more", async () => {
    const read: string[] = [];
    await run([reader(read)], [user("hi")], "user", [], pass);
    expect(read).toEqual(["hi"]);
    await run([reader(read)], [user("hi"), assistant("hello"), user("and now?")], "user", [], pass);
    expect(read.slice(1)).toEqual(["and now?", "hi\nhello"]);
  });
});
