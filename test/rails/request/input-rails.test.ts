import { describe, expect, it } from "vitest";
import type { RailRun } from "../../../src/rails/rail-run.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { assistant, user } from "../../support/engine.ts";
import { gate, run, tool } from "./input-rails-run.ts";

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
