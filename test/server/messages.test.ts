import { describe, expect, it } from "vitest";
import { askedProvider, type Json } from "./asked-provider.ts";
import { errorOf, gatewayOf, jsonRequest, regexRails, scripted, SECRET } from "./gateway.ts";

const before = askedProvider("/v1/messages", { model: "m-1", max_tokens: 100 });

const USER = { role: "user", content: "hi" };

const RESULT = { type: "tool_result", tool_use_id: "toolu_1", content: "found" };

describe("POST /v1/messages", () => {
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

describe("an invalid POST /v1/messages", () => {
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
});
