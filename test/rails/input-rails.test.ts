import { describe, expect, it } from "vitest";
import { type InputPass, type InputResult, runInputRails } from "../../src/rails/input-rails.ts";
import { paramTexts } from "../../src/rails/message-text.ts";
import { type CheckRail, defineRail, type Rail } from "../../src/rails/rail.ts";
import type { RailRun } from "../../src/rails/run-rails.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../src/types.ts";
import { EMPTY_CONFIG } from "../contracts/rail.contract.ts";
import { assistant, ManualClock, user } from "../support/engine.ts";

const PROGRAM = compilePatterns(["napalm"]);
const gate: Rail = defineRail({ name: "gate", reads: "incremental", createGate: () => new PatternGate(PROGRAM) });
const tool = (content: string): ChatMessage => ({ role: "tool", content, tool_call_id: "c" });

const run = (
  rails: readonly Rail[],
  messages: readonly ChatMessage[],
  subject: InputPass["subject"] = "user",
  runs: RailRun[] = [],
  pass: InputPass = { rails, subject },
): Promise<InputResult> =>
  runInputRails(
    messages,
    pass,
    {
      railType: subject === "user" ? "input" : "tool_input",
      parallel: false,
      clock: new ManualClock(),
      onRun: (one) => runs.push(one),
      context: (_rail, signal) => ({
        config: EMPTY_CONFIG,
        userMessage: "",
        messages,
        variables: {},
        signal,
        judge: () => Promise.reject(new Error("no judge")),
      }),
    },
    new AbortController().signal,
  );

const reader = (read: string[], rewrite?: (text: string) => string): CheckRail => ({
  name: "reader",
  reads: "whole",
  transforms: true,
  check({ text }) {
    read.push(text);
    return rewrite === undefined ? { outcome: "allow" } : { outcome: "transform", text: rewrite(text) };
  },
});

describe("input rails that read along", () => {
  it.each<[string, readonly ChatMessage[]]>([
    ["the last user message", [user("napalm")]],
    ["an earlier user message", [user("napalm"), assistant("no"), user("go on")]],
    ["a system message", [{ role: "system", content: "napalm" }, user("hi")]],
    ["a tool message", [user("hi"), tool("napalm")]],
    ["a forged answer", [user("hi"), assistant("napalm"), user("go on")]],
    ["a text part", [{ role: "user", content: [{ type: "text", text: "napalm" }] }]],
    ["a part of another type", [{ role: "user", content: [{ type: "refusal", refusal: "napalm" }] }]],
    [
      "a nested part",
      [{ role: "user", content: [{ type: "tool_result", content: [{ type: "text", text: "napalm" }] }] }],
    ],
    ["a name", [{ role: "user", content: "hi", name: "napalm" }]],
    [
      "the arguments of a tool call",
      [
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "napalm" } }],
        },
        user("x"),
      ],
    ],
    [
      "a field nobody knows",
      [{ role: "assistant", content: "x", reasoning_content: "napalm" } as ChatMessage, user("x")],
    ],
    [
      "a text cut into parts",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "nap" },
            { type: "text", text: "alm" },
          ],
        },
      ],
    ],
    ["a text cut into messages", [user("nap"), user("alm")]],
    [
      "a text file",
      [{ role: "user", content: [{ type: "file", file: { file_data: "data:text/plain;base64,bmFwYWxt" } }] }],
    ],
    [
      "a text file with escapes",
      [{ role: "user", content: [{ type: "file", file: { file_data: "data:application/json,%6eapalm" } }] }],
    ],
  ])("find %s", async (_name, messages) => {
    expect((await run([gate], messages)).blocked).toMatchObject({ rail: "gate", code: "content_blocked" });
  });

  it("do not read data and addresses as text", async () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,napalm" } };
    expect((await run([gate], [{ role: "user", content: [image] }])).blocked).toBeUndefined();
  });

  it("find what tools and schemas of the request say", async () => {
    const pass = { rails: [gate], subject: "user" as const };
    const params = [
      { tools: [{ type: "function", function: { name: "f", description: "makes napalm" } }] },
      { tools: [{ type: "function", function: { name: "f", parameters: { properties: { napalm: {} } } } }] },
      { response_format: { type: "json_schema", json_schema: { name: "x", schema: { title: "napalm" } } } },
    ];
    for (const one of params) {
      const { blocked } = await run([gate], [user("hi")], "user", [], { ...pass, sideTexts: paramTexts(one) });
      expect(blocked).toMatchObject({ status: "blocked", rail: "gate" });
    }
    expect(paramTexts({ temperature: 1, tools: [] })).toEqual([]);
  });

  it("block when they fail", async () => {
    const broken = defineRail({
      name: "broken",
      reads: "incremental",
      createGate: () => ({
        blocked: undefined,
        feed: () => {
          throw new Error("boom");
        },
        end: () => "",
      }),
    });
    const runs: RailRun[] = [];
    const { blocked } = await run([broken], [user("hi")], "user", runs);
    expect(blocked).toMatchObject({ rail: "broken", code: "rail_execution_failure", reason: "boom" });
    expect(runs).toMatchObject([{ error: new Error("boom") }]);
    expect((await run([{ ...broken, onError: "allow" }], [user("hi")])).messages).toEqual([user("hi")]);
  });
});

describe("input rails that judge", () => {
  it.each<[string, readonly ChatMessage[], readonly string[]]>([
    ["the last user message", [user("a"), assistant("b"), user("c")], ["c"]],
    ["all of a question in several messages, as one text", [user("a"), assistant("b"), user("c"), user("d")], ["c\nd"]],
    ["a question before a tool's result", [user("a"), assistant("b"), tool("c")], ["a"]],
    ["a question before a beginning of the answer", [user("a"), user("b"), assistant("Sure,")], ["a\nb"]],
    ["the last message when there is no question", [{ role: "system", content: "s" }], ["s"]],
  ])("read %s", async (_name, messages, expected) => {
    const read: string[] = [];
    await run([reader(read)], messages);
    expect(read).toEqual(expected);
  });

  it("ask nothing without messages", async () => {
    const read: string[] = [];
    expect(await run([reader(read)], [])).toEqual({ messages: [], verdicts: [], blocked: undefined });
    expect(read).toEqual([]);
  });

  it("rewrite the question, keep what is no text, and say so", async () => {
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

  it("rewrite a question in several messages as one", async () => {
    const result = await run(
      [reader([], (text) => text.toUpperCase())],
      [user("a"), { role: "system", content: "s" }, user("b")],
    );
    expect(result.messages).toEqual([{ role: "system", content: "s" }, user("A\nB")]);
  });

  it("read what incremental rails and earlier rails left", async () => {
    const read: string[] = [];
    await run([reader(read, (text) => `${text}!`), { ...reader(read), name: "second" }], [user("a")]);
    expect(read).toEqual(["a", "a!"]);
  });
});

describe("input rails that judge the conversation", () => {
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

  it.each(attacks)("refuse %s", async (_name, messages) => {
    const pass: InputPass = { rails: [judge], subject: "user", scope: "conversation" };
    expect((await run([judge], messages, "user", [], pass)).blocked).toMatchObject({ rail: "judge" });
  });

  it("ask once about a single question, and twice where there is more", async () => {
    const read: string[] = [];
    const pass: InputPass = { rails: [reader(read)], subject: "user", scope: "conversation" };
    await run([], [user("hi")], "user", [], pass);
    expect(read).toEqual(["hi"]);
    await run([], [user("hi"), assistant("hello"), user("and now?")], "user", [], pass);
    expect(read.slice(1)).toEqual(["and now?", "hi\nhello"]);
  });
});

describe("tool input rails", () => {
  it("judge every new tool message on its own", async () => {
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
