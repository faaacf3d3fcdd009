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

describe("a text, as servers write it,", () => {
  it.each<Row>([
    ["is a string", [hi, end()], { text: "hi", finish: "stop" }],
    ["is a part", [chunk({ content: { type: "text", text: "hi" } }), end()], { text: "hi", finish: "stop" }],
    [
      "is parts",
      [chunk({ content: [{ type: "output_text", text: "h" }, { type: "reference", reference_ids: [1] }, "i"] }), end()],
      { text: "hi", finish: "stop" },
    ],
    [
      "is beside a refusal among the parts",
      [
        chunk({
          content: [
            { type: "text", text: "hi" },
            { type: "refusal", refusal: "no" },
          ],
        }),
        end(),
      ],
      { text: "hi", refusal: "no", finish: "stop" },
    ],
    ["is null beside a refusal", [chunk({ content: null, refusal: "no" }), end()], { refusal: "no", finish: "stop" }],
    [
      "is that of an older completion",
      [{ id: "c", choices: [{ index: 0, text: "hi", finish_reason: null }] }, end()],
      { text: "hi", finish: "stop" },
    ],
    [
      "may look like thoughts, which is for rails to read and for nobody to move",
      [chunk({ content: "<think>hm</think>hi" }), end()],
      { text: "<think>hm</think>hi", finish: "stop" },
    ],
    ["is no number", [chunk({ content: 5 }), end()], { error: "malformed" }],
    [
      "is in a list of choices and in no object",
      [{ id: "c", choices: { 0: { delta: { content: "hi" } } } }, end()],
      { error: "malformed" },
    ],
  ])("%s", async (_, chunks, said) => {
    expect(await readBytes(sse(...chunks))).toEqual(said);
  });
});

describe("reasoning", () => {
  it.each<[string, object]>([
    ["reasoning_content", { reasoning_content: "hm" }],
    ["reasoning", { reasoning: "hm" }],
    ["reasoning beside an empty reasoning_content", { reasoning_content: "", reasoning: "hm" }],
    ["an object", { reasoning: { content: "hm" } }],
    ["thinking", { thinking: "hm" }],
    ["thoughts", { reasoning_content: null, thoughts: "hm" }],
    ["a summary", { reasoning_summary: "hm" }],
    ["steps (Perplexity)", { reasoning_steps: [{ thought: "hm", type: "web_search", web_search: {} }] }],
    ["Copilot's summary", { cot_summary: "hm" }],
    ["a plan for tools (Cohere)", { tool_plan: "hm" }],
    ["what LiteLLM keeps apart", { provider_specific_fields: { reasoning_content: "hm" } }],
    [
      "three fields that say the same",
      { reasoning: "hm", reasoning_content: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] },
    ],
    [
      "details",
      {
        reasoning_details: [
          { type: "reasoning.summary", summary: "h" },
          { type: "reasoning.summary", summary: "m" },
        ],
      },
    ],
    ["parts of the content", { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }],
  ])("is read from %s", async (_, delta) => {
    const { states: _states, ...said } = (await readBytes(sse(chunk(delta), hi, end()))) as { states?: unknown };
    expect(said).toEqual({ thought: "hm", text: "hi", finish: "stop" });
    const { states: _more, ...whole } = (await readWhole({
      choices: [{ message: { content: "hi", ...delta }, finish_reason: "stop" }],
    })) as { states?: unknown };
    expect(whole).toMatchObject({ thought: "hm", finish: "stop" });
  });

  it("comes with the signatures its provider wants back, as LiteLLM has them", async () => {
    const blocks = [
      chunk({ reasoning_content: "h", thinking_blocks: [{ type: "thinking", thinking: "h" }] }),
      chunk({ reasoning_content: "m", thinking_blocks: [{ type: "thinking", thinking: "m" }] }),
      chunk({ thinking_blocks: [{ type: "thinking", thinking: "", signature: "c2ln" }] }),
      chunk({ thinking_blocks: [{ type: "redacted_thinking", data: "QUJD" }] }),
    ];
    expect(await readBytes(sse(...blocks, hi, end()))).toEqual({
      thought: "hm",
      text: "hi",
      finish: "stop",
      states: [
        { kind: "opening" },
        { kind: "signature", signature: "c2ln", end: 2 },
        { kind: "redacted", data: "QUJD" },
      ],
    });
  });

  it("comes with the signatures its provider wants back, as OpenRouter has them", async () => {
    const details = [
      chunk({
        reasoning: "hm",
        reasoning_details: [{ type: "reasoning.text", text: "hm", format: "anthropic-claude-v1", index: 0 }],
      }),
      chunk({
        reasoning_details: [{ type: "reasoning.text", signature: "c2ln", format: "anthropic-claude-v1", index: 0 }],
      }),
    ];
    const detail = { format: "anthropic-claude-v1", index: 0 };
    expect(await readBytes(sse(...details, hi, end()))).toMatchObject({
      thought: "hm",
      states: [{ kind: "opening" }, { kind: "signature", signature: "c2ln", end: 2, detail }],
    });
  });
});

const COST = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
const ZEROS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

describe("usage", () => {
  it.each<[string, readonly object[]]>([
    ["a chunk of its own", [end(), { id: "c", choices: [], usage: COST }]],
    ["a chunk without choices", [end(), { usage: COST }]],
    ["the last chunk", [end("stop", {}, { usage: COST })]],
    [
      "every chunk",
      [chunk({ content: "" }, {}, { usage: { ...COST, completion_tokens: 1 } }), end("stop", {}, { usage: COST })],
    ],
    ["an early chunk, with zeros behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: ZEROS })]],
    ["an early chunk, with nulls behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: null })]],
    ["Groq's field", [end("stop", {}, { x_groq: { id: "r", usage: { ...COST, queue_time: 0.1 } } })]],
    ["the choice (Moonshot)", [end("stop", { usage: COST })]],
    ["digits", [end("stop", {}, { usage: { prompt_tokens: "5", completion_tokens: "2", total_tokens: "7" } })]],
    ["the names of other APIs", [end("stop", {}, { usage: { input_tokens: 5, output_tokens: 2 } })]],
    ["the names of Bedrock", [end("stop", {}, { usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 } })]],
    ["the names of JavaScript", [end("stop", {}, { usage: { promptTokens: 5, completionTokens: 2 } })]],
    ["Google's field", [end("stop", {}, { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } })]],
    ["Ollama's fields", [end("stop", {}, { prompt_eval_count: 5, eval_count: 2 })]],
    ["a total and one of its parts", [end("stop", {}, { usage: { prompt_tokens: 5, total_tokens: 7 } })]],
    ["figures without their total", [end("stop", {}, { usage: { ...COST, total_tokens: 0 } })]],
  ])("is read from %s", async (_, chunks) => {
    expect(await readBytes(sse(hi, ...chunks))).toMatchObject({ text: "hi", finish: "stop", usage: [5, 2, 7] });
  });

  it("may be a total alone", async () => {
    const total = end("stop", {}, { usage: { total_tokens: 7 } });
    expect(await readBytes(sse(hi, total))).toMatchObject({ usage: [0, 0, 7] });
  });

  it.each([
    null,
    {},
    [],
    "5",
    { total_tokens: 0 },
    { prompt_tokens: -1 },
    { prompt_tokens: 1e12 },
    { prompt_tokens: "many" },
  ])("is not in %j", async (usage) => {
    expect(await readBytes(sse(hi, end("stop", {}, { usage })))).toEqual({ text: "hi", finish: "stop" });
  });
});

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

  it("may bring calls beside the delta, and the single one of older models beside an empty list", async () => {
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

  it("may bring calls among the parts of its content", async () => {
    const content = [
      { type: "text", text: "hi" },
      { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
    ];
    const said = { text: "hi", calls: ['f {"x":1}'], finish: "tool_calls" };
    expect(await readBytes(sse(chunk({ content }), end("tool_calls")))).toEqual(said);
    expect(await readWhole({ choices: [{ message: { content }, finish_reason: "tool_calls" }] })).toEqual(said);
  });

  it("brings no call where a server adds one of empty texts", async () => {
    const stub = { function_call: { name: "", arguments: "" }, tool_calls: null };
    expect(await readBytes(sse(hi, chunk(stub, { finish_reason: "stop" })))).toEqual({ text: "hi", finish: "stop" });
    expect(await readWhole({ choices: [{ message: { content: "hi", ...stub }, finish_reason: "stop" }] })).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});

describe("a failure within an answer", () => {
  it.each<[string, unknown, string]>([
    ["an object", { error: { message: "x", code: 500 } }, "server"],
    ["a text", { error: "x" }, "server"],
    ["a flag", { error: true, message: "x" }, "server"],
    ["a limit in Google's words", [{ error: { code: "x", status: "RESOURCE_EXHAUSTED" } }], "rate_limit"],
    ["a list of errors", { errors: [{ message: "x" }] }, "server"],
    ["a status", { status: 500, message: "x" }, "server"],
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text", { code: 500, msg: "x" }, "server"],
    ["a text alone", { message: "Internal Server Error" }, "server"],
    ["a code of its own name", { error_code: 500, error_msg: "x" }, "server"],
    ["a kind of error", { type: "invalid_request_error", message: "x" }, "bad_request"],
    ["an exception (AWS)", { __type: "InternalException", message: "x" }, "server"],
    ["a fault (Apigee)", { fault: { faultstring: "x" } }, "server"],
    ["MiniMax's", { id: "c", choices: [], base_resp: { status_code: 1013, status_msg: "x" } }, "server"],
    ["in the choice", chunk({}, { error: { code: 502 } }), "server"],
  ])("is told as one, as %s", async (_, event, code) => {
    expect(await readBytes(sse(hi, event, end()))).toEqual({ error: code });
  });

  it.each([
    ["an event of its name", "event: error\ndata: x\n\n"],
    ["a field of its name (llama.cpp)", 'error: {"code":500,"message":"x"}\n\n'],
    ["a bare line of JSON", '{"error":{"message":"x"}}\n\n'],
  ])("is told as one, as %s", async (_, lines) => {
    expect(await readBytes(`data: ${JSON.stringify(hi)}\n\n${lines}data: [DONE]\n\n`)).toEqual({ error: "server" });
  });

  it("is no clean end where the last word before [DONE] cannot be understood", async () => {
    const odd = { type: "response.failed", response: {} };
    expect(await readBytes(sse(hi, odd))).toEqual({ error: "truncated" });
    expect(await readBytes(sse(odd, hi))).toEqual({ text: "hi", finish: "stop" });
    expect(await readBytes(sse(hi, odd, end()))).toEqual({ text: "hi", finish: "stop" });
  });

  it.each<[string, object, string]>([
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text (Zhipu)", { code: 401, msg: "x", success: false }, "authentication"],
    ["no failure, and no answer", { choices: null }, "malformed"],
  ])("is told where a whole answer should be, as %s", async (_, json, code) => {
    expect(await readWhole(json)).toEqual({ error: code });
  });

  it.each([null, false, "", {}, []])("is not meant by %j", async (error) => {
    expect(
      await readBytes(
        sse({ ...hi, error }, end("stop", { error }, { error, errors: [], base_resp: { status_code: 0 } })),
      ),
    ).toEqual({
      text: "hi",
      finish: "stop",
    });
    expect(await readWhole({ error, choices: [{ message: { content: "hi" }, finish_reason: "stop" }] })).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});

describe("what stands between", () => {
  it.each([
    ["puts the name of the field in front twice", (text: string) => text.replaceAll("data: ", "data: data: ")],
    ["wraps every chunk in a list", (text: string) => text.replaceAll(/data: (\{.*\})/g, "data: [$1]")],
    ["leaves out the space", (text: string) => text.replaceAll("data: ", "data:")],
    ["ends in other brackets", (text: string) => text.replace("[DONE]", "<DONE>")],
    [
      "says nothing in many ways",
      (text: string) =>
        text.replaceAll("data: ", 'data: []\n\ndata: ""\n\ndata: [KEEP_ALIVE]\n\ndata: undefined\n\ndata: '),
    ],
    [
      "puts keep-alives everywhere",
      (text: string) =>
        text.replaceAll("data: ", 'data: : ping\n\n: ping\nevent: ping\ndata: {"type":"ping"}\n\ndata:\n\ndata: '),
    ],
  ])("%s", async (_, change) => {
    expect(await readBytes(change(sse(hi, end())))).toEqual({ text: "hi", finish: "stop" });
  });

  it("wraps a whole answer in a list", async () => {
    expect(await readWhole([{ choices: [{ message: { content: "hi" }, finish_reason: "stop" }] }])).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});
