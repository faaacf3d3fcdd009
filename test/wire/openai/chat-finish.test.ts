import { describe, expect, it } from "vitest";
import { chunk, end, hi, readBytes, readWhole, type Row, sse } from "./chat-reading.ts";

describe("the end of an answer", () => {
  const filtered = { content_filter_results: { hate: { filtered: true, severity: "high" } } };

  it.each<Row>([
    ["said by [DONE] alone", [hi], { text: "hi", finish: "stop" }],
    [
      "an empty text, null and None until then",
      [chunk({ content: "hi" }, { finish_reason: "" }), end("None"), end("null"), end()],
      { text: "hi", finish: "stop" },
    ],
    [
      "stop with every chunk",
      [chunk({ content: "h" }, { finish_reason: "stop" }), chunk({ content: "i" }, { finish_reason: "stop" })],
      { text: "hi", finish: "stop" },
    ],
    [
      "under Google's name, beside a null",
      [hi, chunk({}, { finish_reason: null, finishReason: "MAX_TOKENS" })],
      { text: "hi", finish: "length" },
    ],
    [
      "stop with every chunk but the last",
      [chunk({ content: "h" }, { finish_reason: "stop" }), chunk({ content: "i" }, { finish_reason: "length" })],
      { text: "hi", finish: "length" },
    ],
    ["stop, and another that says nothing more", [hi, end(), end("length")], { text: "hi", finish: "stop" }],
    ["in the delta", [hi, chunk({ finish_reason: "length" }, {})], { text: "hi", finish: "length" }],
    ["an object", [hi, end({ type: "max_tokens" })], { text: "hi", finish: "length" }],
    ["a reason and why", [hi, end("content_filter: PROHIBITED_CONTENT")], { text: "hi", finish: "content_filter" }],
    ["stop, and a filter behind it", [hi, end(), end("content_filter")], { text: "hi", finish: "content_filter" }],
    [
      "stop, while a filter took something out (Azure)",
      [hi, end("stop", filtered)],
      { text: "hi", finish: "content_filter" },
    ],
    [
      "stop, where a router heard of a filter",
      [hi, end("stop", { native_finish_reason: "SAFETY" })],
      { text: "hi", finish: "content_filter" },
    ],
    [
      "stop, where a router heard of a limit",
      [hi, end("stop", { native_finish_reason: "MAX_TOKENS" })],
      { text: "hi", finish: "length" },
    ],
    [
      "stop, where a router heard the same",
      [hi, end("stop", { native_finish_reason: "STOP" })],
      { text: "hi", finish: "stop" },
    ],
    [
      "stop, where a router heard of a failure",
      [hi, end("stop", { native_finish_reason: "MALFORMED_FUNCTION_CALL" })],
      { error: "server" },
    ],
    ["a number", [hi, end(1)], { error: "server" }],
    ["calls, and a text but none", [hi, end("tool_calls")], { text: "hi", finish: "stop" }],
    [
      "calls, and nothing at all",
      [chunk({ role: "assistant", content: "" }), end("tool_calls")],
      { error: "malformed" },
    ],
    ["no choice at all", [{ id: "c", choices: [] }], { error: "empty" }],
    ["no chunk at all", [], { error: "empty" }],
  ])("is %s", async (_, chunks, said) => {
    expect(await readBytes(sse(...chunks))).toEqual(said);
  });

  it.each([
    "banana",
    "other",
    "unknown",
    "FINISH_REASON_UNSPECIFIED",
    "abort",
    "timeout",
    "insufficient_system_resource",
    "UNEXPECTED_TOOL_CALL",
    "network_error",
  ])("is a failure where it is %s", async (reason) => {
    expect(await readBytes(sse(hi, end(reason)))).toEqual({ error: "server" });
    expect(await readWhole({ choices: [{ message: { content: "hi" }, finish_reason: reason }] })).toEqual({
      error: "server",
    });
  });

  it("may have tool calls outside of the delta, or the single call of older models beside an empty list", async () => {
    const call = { id: "a", function: { name: "f", arguments: "{}" } };
    const said = { calls: ["f {}"], finish: "tool_calls" };
    expect(await readBytes(sse(chunk({}, { message: { tool_calls: [call] }, finish_reason: "tool_calls" })))).toEqual(
      said,
    );
    expect(await readBytes(sse(chunk({ tool_calls: call }), end("tool_calls")))).toEqual(said);
    const old = chunk({ tool_calls: [], function_call: { name: "f", arguments: "{}" } });
    expect(await readBytes(sse(old, end("function_call")))).toEqual({ ...said, finish: "function_call" });
    const late = { id: "c", choices: [{ index: 0, message: { tool_calls: [call] }, finish_reason: "tool_calls" }] };
    expect(await readBytes(sse(hi, late))).toEqual({ ...said, text: "hi" });
    expect(await readBytes(sse(chunk({ tool_calls: {} }), hi, end()))).toEqual({ text: "hi", finish: "stop" });
  });

  it("may have tool calls among the parts of its content", async () => {
    const content = [
      { type: "text", text: "hi" },
      { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
    ];
    const said = { text: "hi", calls: ['f {"x":1}'], finish: "tool_calls" };
    expect(await readBytes(sse(chunk({ content }), end("tool_calls")))).toEqual(said);
    expect(await readWhole({ choices: [{ message: { content }, finish_reason: "tool_calls" }] })).toEqual(said);
  });

  it("has no tool call if a server adds one with empty strings", async () => {
    const stub = { function_call: { name: "", arguments: "" }, tool_calls: null };
    expect(await readBytes(sse(hi, chunk(stub, { finish_reason: "stop" })))).toEqual({ text: "hi", finish: "stop" });
    expect(await readWhole({ choices: [{ message: { content: "hi", ...stub }, finish_reason: "stop" }] })).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});
