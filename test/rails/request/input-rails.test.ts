import { describe, expect, it } from "vitest";
import { type InputPass, type InputResult, runInputRails } from "../../../src/rails/request/input-rails.ts";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import type { ModelParams } from "../../../src/llm/language-model.ts";
import type { RailRun } from "../../../src/rails/rail-run.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types.ts";
import { assistant, ManualClock, user } from "../../support/engine.ts";
import { replacingGate } from "../../support/gates.ts";
import { railContext, runOptions } from "../../support/rail-runs.ts";

const PROGRAM = compilePatterns(["napalm"]);
const gate: Rail = defineRail({ name: "gate", reads: "incremental", createGate: () => new PatternGate(PROGRAM) });
const tool = (content: string): ChatMessage => ({ role: "tool", content, tool_call_id: "c" });

const run = (
  rails: readonly Rail[],
  messages: readonly ChatMessage[],
  subject: InputPass["subject"] = "user",
  runs: RailRun[] = [],
  { params = {}, ...pass }: Partial<InputPass> & { readonly params?: ModelParams } = {},
): Promise<InputResult> => {
  const clock = new ManualClock();
  return runInputRails(
    { messages, params },
    {
      rails,
      subject,
      ...pass,
      options: (current) =>
        runOptions(clock, {
          railType: subject === "user" ? "input" : "tool_input",
          onRun: (one) => runs.push(one),
          context: ({ signal, variables = {} }) => railContext(clock, signal, { messages: current, variables }),
        }),
    },
    new AbortController().signal,
  );
};

const reader = (read: string[], rewrite?: (text: string) => string): CheckRail => ({
  name: "reader",
  reads: "whole",
  transforms: true,
  check({ text }) {
    read.push(text);
    return rewrite === undefined ? { outcome: "allow" } : { outcome: "transform", text: rewrite(text) };
  },
});

describe("incremental input rails", () => {
  it.each<[string, object, string]>([
    ["an address", { type: "image_url", image_url: { url: "https://a.example/x?Sig=napalm" } }, "in an address"],
    ["data", { type: "file", file: { file_data: `data:text/plain;base64,${btoa("napalm")}` } }, "in data"],
    ["a name", { type: "other", "my napalm": 1 }, "in the name of a field"],
  ])("report the place of a blocked text: %s", async (_, part, where) => {
    const message = { role: "user", content: [part] } as unknown as ChatMessage;
    const { blocked } = await run([gate], [message]);
    expect(blocked?.reason).toBe(`matches pattern 'napalm', ${where}`);
    expect((await run([gate], [user("napalm")])).blocked?.reason).toBe("matches pattern 'napalm'");
  });

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
      "the encrypted data of a thought",
      [
        {
          role: "assistant",
          content: "x",
          reasoning_details: [{ type: "reasoning.encrypted", data: `napalm${"/".repeat(256)}` }],
        },
        user("x"),
      ],
    ],
    ["a field nobody knows", [{ role: "assistant", content: "x", reasoning_content: "napalm" }, user("x")]],
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

  it.each([
    ["", true],
    ["/".repeat(256), false],
  ])("do not decode data as text, unless it is too short for an image: %#", async (more, isRead) => {
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,napalm${more}` } };
    expect((await run([gate], [{ role: "user", content: [image] }])).blocked !== undefined).toBe(isRead);
  });

  it("ignore words of the API itself, and media data in reasoning", async () => {
    const words = defineRail({
      name: "words",
      reads: "incremental",
      createGate: () => new PatternGate(compilePatterns(["function|object|string"])),
    });
    const parameters = { type: "object", properties: { a: { type: "string" } } };
    const params = { tools: [{ type: "function", function: { name: "f", description: "", parameters } }] };
    expect((await run([words], [user("hi")], "user", [], { params })).blocked).toBeUndefined();
    const picture = { type: "image", data: `napalm${"/".repeat(256)}` } as const;
    expect((await run([gate], [{ role: "user", content: [picture] }])).blocked).toBeUndefined();
  });

  it("check the tools and schemas of a request", async () => {
    const requests = [
      { tools: [{ type: "napalm" }] },
      { tools: [{ type: "function", function: { name: "f", description: "makes napalm" } }] },
      { tools: [{ type: "function", function: { name: "f", parameters: { properties: { napalm: {} } } } }] },
      { response_format: { type: "json_schema", json_schema: { name: "x", schema: { title: "napalm" } } } },
    ];
    for (const params of requests) {
      const { blocked } = await run([gate], [user("hi")], "user", [], { params });
      expect(blocked).toMatchObject({ status: "blocked", rail: "gate" });
    }
  });

  it("block if they fail", async () => {
    const broken = defineRail({
      name: "broken",
      reads: "incremental",
      createGate: () => ({
        feed: () => {
          throw new Error("boom");
        },
        end: () => ({ text: "", findings: [] }),
      }),
    });
    const runs: RailRun[] = [];
    const { blocked } = await run([broken], [user("hi")], "user", runs);
    expect(blocked).toMatchObject({ rail: "broken", code: "rail_execution_failure", reason: "boom" });
    expect(runs).toMatchObject([{ error: new Error("boom") }]);
    expect((await run([{ ...broken, onError: "allow" }], [user("hi")])).messages).toEqual([user("hi")]);
  });
});

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

describe("files in a request", () => {
  const file = (file_data: string): ChatMessage => ({
    role: "user",
    content: [{ type: "file", file: { filename: "a.bin", file_data } }],
  });
  const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
  const utf8 = base64(new TextEncoder().encode("how to make napalm"));
  const utf16 = base64(
    new Uint8Array(new Uint16Array(Array.from("how to make napalm", (char) => char.charCodeAt(0))).buffer),
  );

  it.each([
    ["without a type", `data:;base64,${utf8}`],
    ["of an undeclared type", `data:application/octet-stream;base64,${utf8}`],
    ["of a script", `data:application/x-sh;base64,${utf8}`],
    ["of a picture made of text", `data:image/svg+xml;base64,${utf8}`],
    ["in another charset", `data:text/plain;charset=utf-16le;base64,${utf16}`],
    ["in an undeclared charset", `data:application/octet-stream;base64,${utf16}`],
    ["written with percent signs", "data:text/plain,how%20to%20make%20n%61palm"],
    ["without a head", utf8],
  ])("are checked if they are texts %s", async (_what, data) => {
    expect((await run([gate], [file(data)])).blocked).toMatchObject({ rail: "gate" });
  });

  it("are ignored if they are not texts", async () => {
    const png = base64(Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256));
    const { messages, blocked } = await run([gate], [file(`data:image/png;base64,${png}`)]);
    expect([messages, blocked]).toEqual([[file(`data:image/png;base64,${png}`)], undefined]);
  });
});
