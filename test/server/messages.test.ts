import { describe, expect, it } from "vitest";
import { askedProvider, type Json } from "./asked-provider.ts";
import { errorOf, gatewayOf, jsonRequest, regexRails, scripted, SECRET } from "./gateway.ts";

const before = askedProvider("/v1/messages", { model: "m-1", max_tokens: 100 });

const USER = { role: "user", content: "hi" };

const USE = { type: "tool_use", id: "toolu_1", name: "look_up", input: { a: 1 } };

const RESULT = { type: "tool_result", tool_use_id: "toolu_1", content: "found" };

describe("POST /v1/messages", () => {
  it("converts blocks to a chat for the model", async () => {
    const { told } = before();
    const asked = await told({
      system: [{ type: "text", text: "Be kind", cache_control: { type: "ephemeral" } }],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Look", cache_control: { type: "ephemeral" } },
            { type: "image", source: { type: "base64", media_type: "image/png", data: "QUJD" } },
            { type: "image", source: { type: "url", url: "https://a.test/i.png" } },
            { type: "document", source: { type: "text", media_type: "text/plain", data: "words" }, title: "T" },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "c2ln" },
            { type: "redacted_thinking", data: "QUJD" },
            { type: "text", text: "One moment" },
            USE,
          ],
        },
        { role: "user", content: [RESULT, { type: "text", text: "And?" }] },
        { role: "assistant", content: [{ type: "thinking", thinking: "unsigned", signature: "" }, USE] },
        { role: "user", content: [{ ...RESULT, content: [{ type: "text", text: "more" }], is_error: true }] },
      ],
      tools: [{ name: "look_up", description: "d", input_schema: { type: "object" } }],
      tool_choice: { type: "any", disable_parallel_tool_use: true },
      stop_sequences: ["END"],
      output_config: { effort: "low", format: { type: "json_schema", schema: { type: "object" } } },
      metadata: { user_id: "u-1" },
      top_k: 5,
    });
    const call = { id: "toolu_1", type: "function", function: { name: "look_up", arguments: '{"a":1}' } };
    const { messages, ...params } = asked;
    expect(messages).toEqual([
      { role: "system", content: [{ type: "text", text: "Be kind" }] },
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "image_url", image_url: { url: "data:image/png;base64,QUJD" } },
          { type: "image_url", image_url: { url: "https://a.test/i.png" } },
          { type: "text", text: "T\nwords" },
        ],
      },
      {
        role: "assistant",
        content: "One moment",
        tool_calls: [call],
        reasoning_content: "hm",
        thinking_blocks: [
          { type: "thinking", thinking: "hm", signature: "c2ln" },
          { type: "redacted_thinking", data: "QUJD" },
        ],
      },
      { role: "tool", tool_call_id: "toolu_1", content: "found" },
      { role: "user", content: "And?" },
      { role: "assistant", content: null, tool_calls: [call], reasoning_content: "unsigned" },
      { role: "tool", tool_call_id: "toolu_1", content: [{ type: "text", text: "more" }] },
    ]);
    expect(params).toMatchObject({
      max_tokens: 100,
      tools: [{ type: "function", function: { name: "look_up", description: "d", parameters: { type: "object" } } }],
      tool_choice: "required",
      parallel_tool_calls: false,
      stop: ["END"],
      reasoning_effort: "low",
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: { type: "object" }, strict: true },
      },
      user: "u-1",
      top_k: 5,
    });
  });

  it.each([
    [{ type: "auto" }, "auto"],
    [{ type: "none" }, "none"],
    [
      { type: "tool", name: "f" },
      { type: "function", function: { name: "f" } },
    ],
  ])("converts the tool choice %j", async (choice, expected) => {
    const tools = [{ name: "f", input_schema: { type: "object" } }];
    expect((await before().told({ messages: [USER], tools, tool_choice: choice }))["tool_choice"]).toEqual(expected);
  });

  it.each([
    ['{"a":1}', '{"a":1}'],
    ["", "{}"],
    [null, "{}"],
  ])("accepts the input %j of a call, as some clients store it", async (input, json) => {
    const asked = await before().told({
      messages: [USER, { role: "assistant", content: [{ ...USE, input }] }, { role: "user", content: [RESULT] }],
    });
    expect(asked["messages"]).toMatchObject([{}, { tool_calls: [{ function: { arguments: json } }] }, {}]);
  });

  it("returns the provider's signatures, and accepts them back", async () => {
    const signed = { google: { thought_signature: "c2lnbmVk" } };
    const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" }, extra_content: signed };
    const { send, told } = before({ role: "assistant", content: null, tool_calls: [call] });
    const { content } = (await (await send({ messages: [USER] })).json()) as { readonly content: readonly object[] };
    const asked = await told({
      messages: [
        USER,
        { role: "assistant", content },
        { role: "user", content: [{ ...RESULT, tool_use_id: "call_1" }] },
      ],
    });
    expect(asked["messages"]).toMatchObject([{}, { tool_calls: [{ id: "call_1", extra_content: signed }] }, {}]);
  });

  it.each<readonly [string, object, string, RegExp]>([
    [
      "a hosted tool",
      { messages: [USER], tools: [{ type: "web_search_20250305", name: "web_search", input_schema: {} }] },
      "tools.0.type",
      /no rail would read/,
    ],
    [
      "a tool of the client's that only some models know",
      { messages: [USER], tools: [{ type: "bash_20250124", name: "bash" }] },
      "tools.0.type",
      /leave `type` out and describe it by `description` and `input_schema`/,
    ],
    [
      "a server's tools",
      { mcp_servers: [{ type: "url", url: "https://a.test" }] },
      "mcp_servers",
      /no rail would read/,
    ],
    ["a container", { container: "c" }, "container", /nothing is run/],
    [
      "a file",
      { messages: [{ role: "user", content: [{ type: "image", source: { type: "file", file_id: "f" } }] }] },
      "messages.0.content.0.source.type",
      /files are not kept/,
    ],
    [
      "data of a type that is no image",
      {
        messages: [
          {
            role: "user",
            content: [{ type: "image", source: { type: "base64", media_type: "text/plain", data: "QUJD" } }],
          },
        ],
      },
      "messages.0.content.0.source.media_type",
      /expected one of image\/jpeg/,
    ],
    [
      "a block nobody reads",
      { messages: [{ role: "user", content: [{ type: "web_search_tool_result" }] }] },
      "messages.0.content.0.type",
      /no rail reads/,
    ],
    [
      "a block of the other side",
      { messages: [USER, { role: "assistant", content: [RESULT] }] },
      "messages.1.content.0.type",
      /expected one of text, tool_use/,
    ],
    ["no messages", { messages: [] }, "messages", /at least one/],
    ["a word of chats", { messages: [USER], stop: ["x"] }, "stop", /use `stop_sequences`/],
    ["a field nobody knows", { messages: [USER], foo: 1 }, "foo", /Unknown parameter/],
    [
      "a place of its own names",
      {
        system: "s",
        messages: [{ role: "user", content: [{ type: "image", source: { type: "url", url: "ftp://x" } }] }],
      },
      "messages.0.content.0.image_url.url",
      /http/,
    ],
    ["too long a stop text", { messages: [USER], stop_sequences: ["x".repeat(300)] }, "stop_sequences", /1 to 256/],
  ])("rejects %s with a message", async (_name, body, param, words) => {
    const { send, asked } = before();
    const response = await send(body);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error).toMatchObject({ type: "invalid_request_error", param });
    expect(error.message).toMatch(words);
    expect(asked).toEqual([]);
  });

  it("checks the metadata of documents that are not text, and images inside of documents", async () => {
    const { told, send, asked } = before({ role: "assistant", content: "Hello" }, regexRails());
    const pdf = { type: "document", source: { type: "base64", media_type: "application/pdf", data: "QUJD" } };
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "QUJD" } };
    const pieces = { type: "document", source: { type: "content", content: [{ type: "text", text: "sky" }, image] } };
    const turn = (...blocks: object[]): object => ({ role: "user", content: blocks });
    const { messages } = await told({ messages: [turn({ ...pdf, title: "Year", context: "of 2026" }, pieces)] });
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Year" },
          { type: "text", text: "of 2026" },
          { type: "file", file: { file_data: "data:application/pdf;base64,QUJD" } },
          { type: "text", text: "sky" },
          { type: "image_url", image_url: { url: "data:image/png;base64,QUJD" } },
        ],
      },
    ]);
    for (const field of ["title", "context"]) {
      const answer = (await (await send({ messages: [turn({ ...pdf, [field]: "forbidden" })] })).json()) as Json;
      expect(answer["stop_reason"]).toBe("refusal");
    }
    expect(asked).toHaveLength(1);
  });

  it("checks search results and documents in pieces as text", async () => {
    const { told, send, asked } = before({ role: "assistant", content: "Hello" }, regexRails());
    const content = [{ type: "text", text: "grass" }];
    const found = {
      type: "search_result",
      source: "https://a.test",
      title: "T",
      content,
      citations: { enabled: true },
    };
    const pieces = { type: "document", source: { type: "content", content }, title: "D" };
    const turn = (...blocks: object[]): object => ({ role: "user", content: blocks });
    const { messages } = await told({
      messages: [turn(found, pieces), { role: "assistant", content: [USE] }, turn({ ...RESULT, content: [found] })],
    });
    expect(messages).toMatchObject([
      { content: [{ text: "T\nhttps://a.test\ngrass" }, { text: "D\ngrass" }] },
      { role: "assistant" },
      { role: "tool", content: [{ text: "T\nhttps://a.test\ngrass" }] },
    ]);
    const bad = { ...found, content: [{ type: "text", text: "forbidden" }] };
    for (const block of [bad, { ...RESULT, content: [bad] }]) {
      const answer = (await (await send({ messages: [turn(block)] })).json()) as Json;
      expect(answer["stop_reason"]).toBe("refusal");
    }
    expect(asked).toHaveLength(1);
  });

  it("drops hints about long conversations, and passes the display of thinking to models that think", async () => {
    const { told } = before();
    const asked = await told({
      messages: [USER],
      context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
      service_tier: "standard_only",
      thinking: { type: "adaptive", display: "summarized" },
    });
    expect(asked).not.toHaveProperty("context_management");
    expect(asked).toMatchObject({ thinking: { type: "adaptive", display: "summarized" } });
  });

  it("drops empty blocks", async () => {
    const nothing = { mcp_servers: [], tools: [], stop_sequences: [], metadata: {}, system: [] };
    const asked = await before().told({ messages: [USER], ...nothing });
    expect(Object.keys(asked).toSorted()).toEqual(["max_tokens", "messages", "model", "stream", "stream_options"]);
  });

  it("reports threads as unsupported in the API's format, so that SDKs continue without them", async () => {
    const response = await before().send({ messages: [USER], thread: { type: "create" } });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      param: "thread",
      details: { error_code: "thread_unsupported_request", unsupported: ["thread"] },
    });
  });

  it.each([
    ["2023-06-01", 200],
    ["2026-10-21", 200],
    ["2023-01-01", 400],
  ])("answers version %s with %i", async (version, status) => {
    const response = await before().send({ messages: [USER] }, { "anthropic-version": version });
    expect(response.status).toBe(status);
  });

  it("blocks what chat completions block: in the user's message, the system message, the answer, and returned thinking", async () => {
    const { send, asked } = before({ role: "assistant", content: `It is ${SECRET}` }, regexRails());
    const reason = async (body: object): Promise<unknown> => ((await (await send(body)).json()) as Json)["stop_reason"];
    expect(await reason({ messages: [USER] })).toBe("refusal");
    expect(asked).toHaveLength(1);
    expect(await reason({ messages: [{ role: "user", content: "forbidden" }] })).toBe("refusal");
    expect(await reason({ messages: [USER], system: "forbidden" })).toBe("refusal");
    const thoughts = [{ type: "thinking", thinking: "forbidden", signature: "c2ln" }];
    expect(await reason({ messages: [USER, { role: "assistant", content: thoughts }, USER] })).toBe("refusal");
    expect(asked).toHaveLength(1);
  });

  it("does not deliver a call with empty arguments if they cannot be parsed", async () => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: "{a: 1}" } };
    const { send } = before({ role: "assistant", content: null, tool_calls: [call] });
    const response = await send({ messages: [USER] });
    expect([response.status, await errorOf(response)]).toMatchObject([502, { type: "api_error" }]);
  });

  it("streams, with pings on a silent connection", async () => {
    const app = gatewayOf(scripted({ replies: ["Hello you"] }));
    const response = await app.request("/v1/messages", jsonRequest({ messages: [USER], stream: true }));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect((await response.text()).match(/^event: .*$/gm)?.at(-1)).toBe("event: message_stop");
  });
});
