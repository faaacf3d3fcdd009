import { describe, expect, it } from "vitest";
import { createModel } from "../../../src/llm/registry.ts";
import type { ToolCallDelta } from "../../../src/types/stream-part.ts";
import {
  ask,
  bodyOf,
  modelConfig,
  runtimeWith,
  sseResponse,
  streamAll,
  streamUntilError,
  textOf,
} from "../../support/model-runtime.ts";
import { recorded } from "../../support/recorded.ts";
import { ENV, MESSAGE } from "./anthropic-run.ts";

const play = (name: string) =>
  createModel(
    modelConfig({ engine: "anthropic", parameters: { max_retries: 0 } }),
    runtimeWith(() => sseResponse(bodyOf([recorded(name)])), { env: ENV }),
  );

describe("anthropic answers", () => {
  it("have thinking as reasoning, and count cached input as input", async () => {
    const parts = await streamAll(play("anthropic"));
    expect(parts[0]).toMatchObject({ type: "response", choice: 0, id: "msg_01", model: "claude-sonnet-4-5" });
    expect(parts[0]).toMatchObject({ usage: { promptTokens: 7, cachedTokens: 2 } });
    expect(textOf(parts, 0, "reasoning-delta")).toBe("Greet them.");
    expect(parts.at(-1)).toEqual({
      type: "usage",
      choice: 0,
      usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10, cachedTokens: 2, estimated: false },
    });
  });

  it("have tool calls one after the other, an empty one as {}", async () => {
    const parts = await streamAll(play("anthropic-tools"));
    const calls = parts.filter((part): part is ToolCallDelta => part.type === "tool-call-delta");
    const json = (index: number): string => calls.map((call) => (call.index === index ? call.text : "")).join("");
    expect(calls.filter(({ id }) => id !== undefined).map(({ index, id, name }) => [index, id, name])).toEqual([
      [0, "toolu_1", "get_weather"],
      [1, "toolu_2", "get_time"],
    ]);
    expect([json(0), json(1)]).toEqual(['{"city": "Köln"}', "{}"]);
    expect(parts).toContainEqual({ type: "finish", choice: 0, reason: "tool_calls" });
  });

  it("that fail in the middle deliver the text so far, then a typed error", async () => {
    const { parts, error } = await streamUntilError(play("anthropic-overloaded"));
    expect(textOf(parts)).toBe("Hello");
    expect(error).toMatchObject({ code: "server", status: 503 });
  });

  it("in JSON are decoded like streams", async () => {
    const runtime = runtimeWith(() => Response.json(MESSAGE), { env: ENV });
    expect(await createModel(modelConfig({ engine: "anthropic" }), runtime).generate(ask())).toEqual({
      id: "msg_1",
      model: "claude-x",
      choices: [
        {
          content: "Hello",
          reasoning: "Hm.",
          toolCalls: [
            { id: "t1", type: "function", function: { name: "f", arguments: '{"a":[1]}' } },
            { id: "t2", type: "function", function: { name: "g", arguments: "{}" } },
          ],
          finishReason: "tool_calls",
        },
      ],
      usage: {
        promptTokens: 10,
        completionTokens: 3,
        totalTokens: 13,
        cachedTokens: 4,
        cacheWriteTokens: 1,
        estimated: false,
      },
    });
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["refusal", "content_filter"],
    ["pause_turn", "length"],
  ])("that stop for %s finish with %s", async (stop_reason, reason) => {
    const content = [{ type: "text", text: "Hello" }];
    const runtime = runtimeWith(() => Response.json({ ...MESSAGE, content, stop_reason }), { env: ENV });
    const { choices } = await createModel(modelConfig({ engine: "anthropic" }), runtime).generate(ask());
    expect(choices[0]?.finishReason).toBe(reason);
  });

  it("may have a string as content", async () => {
    const runtime = runtimeWith(() => Response.json({ ...MESSAGE, content: "hi", stop_reason: "end_turn" }), {
      env: ENV,
    });
    const { choices } = await createModel(modelConfig({ engine: "anthropic" }), runtime).generate(ask());
    expect(choices).toEqual([{ content: "hi", finishReason: "stop" }]);
  });

  it("with an unknown stop reason are not a success", async () => {
    const runtime = runtimeWith(() => Response.json({ ...MESSAGE, stop_reason: "something_new" }), { env: ENV });
    const model = createModel(modelConfig({ engine: "anthropic" }), runtime);
    await expect(model.generate(ask())).rejects.toMatchObject({ code: "server", detail: "stop_reason: something_new" });
  });

  it("keep the prompt tokens if a later event reports 0", async () => {
    const events = [
      { type: "message_start", message: { id: "m", usage: { input_tokens: 15, output_tokens: 1 } } },
      { type: "content_block_start", content_block: { type: "text", text: "hi" } },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { input_tokens: 0, output_tokens: 7 } },
      { type: "message_stop" },
    ];
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    const runtime = runtimeWith(() => new Response(body), { env: ENV });
    const parts = await streamAll(createModel(modelConfig({ engine: "anthropic" }), runtime));
    expect(parts.at(-1)).toMatchObject({ usage: { promptTokens: 15, completionTokens: 7, totalTokens: 22 } });
  });

  it.each([
    [529, "overloaded_error", "server"],
    [429, "rate_limit_error", "rate_limit"],
    [401, "authentication_error", "authentication"],
  ])("with HTTP %i are `%s`", async (status, type, code) => {
    const answer = { type: "error", error: { type, message: "no" } };
    const runtime = runtimeWith(() => Response.json(answer, { status }), { env: ENV });
    const model = createModel(modelConfig({ engine: "anthropic", parameters: { max_retries: 0 } }), runtime);
    await expect(model.stream(ask())).rejects.toMatchObject({ code, status });
  });

  const START = {
    type: "message_start",
    message: { id: "m", role: "assistant", content: [], usage: { input_tokens: 5 } },
  };
  const open = (index: number, block: object): object => ({ type: "content_block_start", index, content_block: block });
  const more = (index: number, delta: object): object => ({ type: "content_block_delta", index, delta });
  const close = (index: number): object => ({ type: "content_block_stop", index });
  const json = (index: number, partial_json: unknown): object =>
    more(index, { type: "input_json_delta", partial_json });
  const call = (id: string, input: unknown = {}): object => ({ type: "tool_use", id, name: `f_${id}`, input });
  const TEXT = [open(0, { type: "text", text: "" }), more(0, { type: "text_delta", text: "hi" }), close(0)];
  const end = (stop_reason: string | null): readonly object[] => [
    { type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
  const sse = (events: readonly unknown[]): string =>
    events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("");

  const said = async (body: string): Promise<string> => {
    const runtime = runtimeWith(() => new Response(body), { env: ENV });
    const model = createModel(modelConfig({ engine: "anthropic", parameters: { max_retries: 0 } }), runtime);
    try {
      const { choices } = await model.generate(ask());
      const answers = choices.map(({ content, toolCalls = [], finishReason }) =>
        [content, ...toolCalls.map(({ id, function: fn }) => `${id}${fn.arguments}`), finishReason].join(" "),
      );
      return answers.join("; ");
    } catch (error) {
      return `failed: ${(error as { readonly code: string }).code}`;
    }
  };

  it.each<[string, readonly unknown[], string]>([
    [
      "calls by turns",
      [
        START,
        open(0, call("a")),
        open(1, call("b")),
        json(0, '{"x":1}'),
        json(1, "{}"),
        close(0),
        close(1),
        ...end("tool_use"),
      ],
      ' a{"x":1} b{} tool_calls',
    ],
    [
      "one index for all blocks",
      [
        START,
        ...TEXT,
        open(0, call("a")),
        json(0, "{}"),
        close(0),
        open(0, call("b")),
        json(0, '{"x":1}'),
        close(0),
        ...end("tool_use"),
      ],
      'hi a{} b{"x":1} tool_calls',
    ],
    [
      "input with the block's start",
      [START, open(0, call("a", { x: 1 })), close(0), ...end("tool_use")],
      ' a{"x":1} tool_calls',
    ],
    [
      "input that is an object",
      [START, open(0, call("a")), json(0, { x: 1 }), close(0), ...end("tool_use")],
      ' a{"x":1} tool_calls',
    ],
    ["a call that is never closed", [START, open(0, call("a")), ...end("tool_use")], " a{} tool_calls"],
    ["a call, and end_turn behind it", [START, open(0, call("a")), close(0), ...end("end_turn")], " a{} tool_calls"],
    ["tool_use, and a text but no call", [START, ...TEXT, ...end("tool_use")], "hi stop"],
    ["tool_use, and nothing at all", [START, ...end("tool_use")], "failed: malformed"],
    [
      "a call without a name",
      [START, open(0, { type: "tool_use", id: "a", input: {} }), ...end("tool_use")],
      "failed: malformed",
    ],
    [
      "input of a tool that runs there",
      [
        START,
        open(0, { type: "server_tool_use", id: "s", name: "w" }),
        json(0, '{"q":1}'),
        close(0),
        ...TEXT,
        ...end("end_turn"),
      ],
      "hi stop",
    ],
    [
      "a whole message at its start",
      [{ type: "message_start", message: { content: [{ type: "text", text: "hi" }] } }, ...end("end_turn")],
      "hi stop",
    ],
    ["no start", [...TEXT, ...end("end_turn")], "hi stop"],
    ["[DONE] for an end", [START, ...TEXT, end("end_turn")[0], "[DONE]"], "hi stop"],
    ["[DONE] behind the end", [START, ...TEXT, ...end("end_turn"), "[DONE]"], "hi stop"],
    ["keep-alives everywhere", [": ping", "", START, { type: "ping" }, ...TEXT, "ping", ...end("end_turn")], "hi stop"],
    ["no end", [START, ...TEXT], "failed: truncated"],
    ["a stop that nobody knows", [START, ...TEXT, ...end("banana")], "failed: server"],
    ["an error without its type", [START, ...TEXT, { error: { message: "x" } }, ...end("end_turn")], "failed: server"],
    ["FastAPI's error", [START, ...TEXT, { detail: "x" }, ...end("end_turn")], "failed: server"],
    ["overload", [START, ...TEXT, { type: "error", error: { type: "overloaded_error" } }], "failed: server"],
    [
      "a chat completion",
      [{ choices: [{ delta: { content: "hi" }, finish_reason: "stop" }] }, "[DONE]"],
      "failed: empty",
    ],
  ])("may have %s", async (_, events, expected) => {
    expect(await said(sse(events))).toBe(expected);
  });

  it.each(["x", '{"error":{"message":"x"}}', '{"type":"error","error":{"message":"x"}}'])(
    "may fail in an error event with %s",
    async (data) => {
      expect(await said(`${sse([START, ...TEXT])}event: error\ndata: ${data}\n\n`)).toBe("failed: server");
    },
  );
});
