import { describe, expect, it } from "vitest";
import { ProviderError } from "../../../src/errors.ts";
import { chatReader } from "../../../src/wire/openai/chat-reader.ts";
import { modelUpstream } from "../../../src/http/upstream-error.ts";
import { chatCompletionDecoder, collect, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types.ts";
import type { AnswerEvent } from "../../../src/wire/answer-event.ts";

/** What a client makes of an answer, in short: texts by channel, how it ended, what it cost. */
const summary = (parts: readonly StreamPart[]): Record<string, unknown> => {
  const said: Record<string, unknown> = {};
  for (const part of parts) {
    if (part.type === "text-delta") said["text"] = `${(said["text"] ?? "") as string}${part.text}`;
    if (part.type === "reasoning-delta") said["thought"] = `${(said["thought"] ?? "") as string}${part.text}`;
    if (part.type === "refusal-delta") said["refusal"] = part.text;
    if (part.type === "finish") said["finish"] = part.reason;
    if (part.type === "usage")
      said["usage"] = [part.usage.promptTokens, part.usage.completionTokens, part.usage.totalTokens];
    if (part.type === "thought-state") said["states"] = [...((said["states"] ?? []) as unknown[]), part.state];
    if (part.type === "tool-call-delta")
      said["calls"] = [...((said["calls"] ?? []) as string[]), `${part.name} ${part.text}`];
  }
  return said;
};

const failed = (error: unknown): { readonly error: string } => {
  if (error instanceof ProviderError) return { error: error.code };
  throw error;
};

const read = async (source: readonly AnswerEvent[]): Promise<object> =>
  collect(pipeline<StreamPart>(fromIterable(source), [chatCompletionDecoder()])).then(summary, failed);

const readBytes = async (text: string): Promise<object> => {
  const bytes = fromIterable([new TextEncoder().encode(text)]);
  return collect(pipeline<StreamPart>(bytes, [sseDecoder(), chatCompletionDecoder()])).then(summary, failed);
};

const readWhole = async (json: unknown): Promise<object> => {
  try {
    return await read(chatReader(modelUpstream("x")).eventsOf(json));
  } catch (error) {
    return failed(error);
  }
};

const chunk = (delta: unknown, choice: object = {}, top: object = {}): object => ({
  id: "c",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...top,
});

const hi = chunk({ role: "assistant", content: "hi" });

const end = (reason: unknown = "stop", choice: object = {}, top: object = {}): object =>
  chunk({}, { finish_reason: reason, ...choice }, top);

const sse = (...chunks: readonly unknown[]): string =>
  [...chunks.map((one) => JSON.stringify(one)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");

type Row = readonly [what: string, chunks: readonly unknown[], said: object];

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
