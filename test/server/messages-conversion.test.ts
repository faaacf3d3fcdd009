import { describe, expect, it } from "vitest";
import { askedProvider, type Json } from "./asked-provider.ts";
import { regexRails } from "./gateway.ts";

const before = askedProvider("/v1/messages", { model: "m-1", max_tokens: 100 });

const USER = { role: "user", content: "hi" };

const USE = { type: "tool_use", id: "toolu_1", name: "look_up", input: { a: 1 } };

const RESULT = { type: "tool_result", tool_use_id: "toolu_1", content: "found" };

describe("the conversion of POST /v1/messages", () => {
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

  it("keeps instructions in the midst of a conversation, as Claude Code writes them", async () => {
    const blocks = [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral" } }];
    const instructions = [
      { role: "system", content: blocks },
      { role: "developer", content: "Be brief" },
    ];
    const asked = await before().told({ messages: [USER, ...instructions, USER] });
    expect(asked["messages"]).toMatchObject([
      { role: "user" },
      { role: "system", content: "Be brief" },
      { role: "system", content: "Be brief" },
      { role: "user" },
    ]);
  });

  it("removes what tools of a provider did elsewhere, and keeps the summary of earlier turns", async () => {
    const search = [
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
      { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
    ];
    const asked = await before().told({
      messages: [
        { role: "assistant", content: [{ type: "compaction", content: "They met." }] },
        USER,
        { role: "assistant", content: search },
        { role: "assistant", content: [...search, { type: "text", text: "Found." }] },
        USER,
      ],
    });
    expect(asked["messages"]).toEqual([
      { role: "assistant", content: "They met." },
      USER,
      { role: "assistant", content: "Found." },
      USER,
    ]);
  });

  it("drops empty blocks", async () => {
    const nothing = { mcp_servers: [], tools: [], stop_sequences: [], metadata: {}, system: [] };
    const asked = await before().told({ messages: [USER], ...nothing });
    expect(Object.keys(asked).toSorted()).toEqual(["max_tokens", "messages", "model", "stream", "stream_options"]);
  });
});
