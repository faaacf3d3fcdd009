import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { chat, gatewayOf, regexRails, remote, USER } from "./gateway.ts";
import { type Body, ask, namesOf, turnOf } from "./sent-fields.ts";

/** The same with a model of the Messages API. */
const askClaude = async (messages: readonly object[]): Promise<{ readonly sent: Body | undefined }> => {
  const bodies: Body[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    bodies.push((await new Request(input, init).json()) as Body);
    return Response.json({ content: [{ type: "text", text: "ok" }], stop_reason: "end_turn" });
  };
  const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "anthropic", model: "m" }] });
  await chat(gatewayOf(config, { env: { ANTHROPIC_API_KEY: "k" }, fetch }), { messages });
  return { sent: bodies[0] };
};

describe("fields beside the content of a message", () => {
  it.each<object>([
    { id: "m", type: "message", status: "completed", model: "gpt", usage: { prompt_tokens: 1 }, finish_reason: "stop" },
    { parentId: "a", childrenIds: ["b"], modelName: "x", modelIdx: 0, done: true, createdAt: "2026-01-01" },
    { additional_kwargs: {}, response_metadata: { model: "x" }, usage_metadata: { input_tokens: 1 } },
    { opts: { visible: false }, cycle: 1, _meta: { id: 1 }, send_to: ["all"], sent_from: "forbidden" },
    { providerOptions: { openai: {} }, metadata: { forbidden: "x" }, citations: ["https://a.example"], phase: "final" },
    { copilot_cache_control: { type: "ephemeral" } },
  ])("are dropped in a message: %j", async (kept) => {
    const answer = { role: "assistant", content: "x" };
    const { sent } = await ask({ messages: [USER, { ...answer, ...kept }, USER] });
    expect(turnOf(sent)).toEqual(answer);
  });

  it.each<object>([
    { chat_id: "a", session_id: "b", id: "c", conversationId: "d", background_tasks: { title_generation: true } },
    { variables: { "{{USER_NAME}}": "forbidden" }, model_item: { id: "x" }, function_calling: "native" },
    { cache_control: { type: "ephemeral" }, best_of: 1, echo: false, priority: 0, stop: "" },
    { functions: [], function_call: "auto", add_generation_prompt: true, prompt_cache_retention: "24h" },
    { anthropic_version: "bedrock-2023-05-31", anthropic_beta: ["x"], betas: ["x"], client_metadata: { a: "b" } },
    { enable_search: false, enabledSearch: false, extra_body: {} },
    { deferred: false, return_images: false, return_token_ids: false },
    { features: { web_search: true }, tool_ids: ["x"], filter_ids: ["y"], tool_servers: [{ url: "https://a.test" }] },
    { prompt_cache_options: { ttl: "30m" }, user: { name: "Ada" }, service_tier: "standard_only", speed: "standard" },
  ])("are dropped in a request: %j", async (kept) => {
    const { sent } = await ask(kept);
    expect(namesOf(sent)).toEqual(["messages", "model"]);
  });

  it.each<[object, string]>([
    [{ best_of: 2 }, "best_of"],
    [{ echo: true }, "echo"],
    [{ enable_search: true }, "enable_search"],
    [{ extra_body: { enabledSearch: true } }, "enabledSearch"],
    [{ extra_body: { rails: false } }, "rails"],
    [{ tools: [{ type: "web_search", name: "f" }] }, "tools.0.type"],
    [{ tools: [{ type: "custom", name: "f", format: { type: "grammar" } }] }, "tools.0.custom.format.grammar"],
    [{ tools: [{ name: "f", input_schema: {}, else: "x" }] }, "tools.0.else"],
    [{ input: "hi" }, "input"],
    [{ functions: [{ name: "f" }] }, "functions"],
    [{ user: { id: 7 } }, "user"],
    [{ metadata: { a: { b: "x".repeat(600) } } }, "metadata.a"],
    [
      {
        tool_choice: {
          type: "allowed_tools",
          allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "g" } }] },
        },
      },
      "tool_choice",
    ],
    [{ files: [{ id: "x" }] }, "files"],
  ])("are rejected if they request something: %j", async (asked, param) => {
    const { response, sent } = await ask(asked);
    expect(sent).toBeUndefined();
    expect(await response.json()).toMatchObject({ error: { param } });
  });
});

describe("reasoning in an assistant's message", () => {
  const call = { id: "call_a", type: "function", function: { name: "f", arguments: "{}" } } as const;
  const signature = "c2lnbmF0dXJl";
  const turn = {
    role: "assistant",
    content: null,
    tool_calls: [{ ...call, extra_content: { google: { thought_signature: signature } } }],
    reasoning_content: "hm",
    reasoning: "hm",
    reasoning_details: [{ type: "reasoning.encrypted", data: "abc=", index: 0 }],
  };
  const messages = [USER, turn, { role: "tool", tool_call_id: "call_a", content: "1" }];

  it("is returned with its turn, including its signatures", async () => {
    expect((await ask({ messages })).sent?.["messages"]).toMatchObject(messages);
  });

  it("is returned in one form, even if the client stores LiteLLM's", async () => {
    const kept = { thought_signature: signature, citations: [] };
    const sent = await ask({
      messages: [USER, { ...turn, tool_calls: [{ ...call, provider_specific_fields: kept }] }],
    });
    expect(turnOf(sent.sent)["tool_calls"]).toEqual(turn.tool_calls);
  });

  it.each<[string, readonly object[], object]>([
    ["Mistral's parts", [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }], { reasoning_content: "hm" }],
    ["parts of reasoning", [{ type: "reasoning", text: "hm" }], { reasoning_content: "hm" }],
    [
      "Anthropic's parts",
      [
        { type: "thinking", thinking: "hm", signature },
        { type: "redacted_thinking", data: "AA==" },
      ],
      {
        reasoning_content: "hm",
        thinking_blocks: [
          { type: "thinking", thinking: "hm", signature },
          { type: "redacted_thinking", data: "AA==" },
        ],
      },
    ],
  ])("is separated from the text in %s", async (_, parts, fields) => {
    const message = { role: "assistant", content: [...parts, { type: "output_text", text: "x" }] };
    const { sent } = await ask({ messages: [USER, message, USER] });
    expect(turnOf(sent)).toEqual({ role: "assistant", content: [{ type: "text", text: "x" }], ...fields });
    const bad = JSON.parse(JSON.stringify(message).replaceAll("hm", "forbidden")) as object;
    expect((await ask({ messages: [USER, bad, USER] })).sent).toBeUndefined();
  });

  it("is not sent to hosts without such a field", async () => {
    const { sent } = await ask({ messages }, { base: "https://api.openai.com/v1" });
    expect(turnOf(sent)).toEqual({
      role: "assistant",
      content: null,
      tool_calls: [call],
    });
  });

  it("is omitted permanently for a server that rejects it", async () => {
    const kept: boolean[] = [];
    const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const text = await new Request(input, init).text();
      kept.push(text.includes("reasoning"));
      const detail = [{ loc: ["body", "messages", 1, "assistant", "reasoning_content"], msg: "Extra inputs" }];
      if (text.includes("reasoning")) return Response.json({ detail }, { status: 422 });
      return Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
    };
    const app = gatewayOf(remote("http://up.test/v1"), { env: { OPENAI_API_KEY: "k" }, fetch });
    expect((await chat(app, { messages })).status).toBe(200);
    expect((await chat(app, { messages })).status).toBe(200);
    expect(kept).toEqual([true, false, false]);
  });

  it.each([
    ["its text", { ...turn, reasoning_content: "forbidden" }],
    ["its details", { ...turn, reasoning_details: [{ type: "reasoning.text", text: "forbidden" }] }],
    [
      "its signature",
      { ...turn, tool_calls: [{ ...call, extra_content: { google: { thought_signature: "forbidden" } } }] },
    ],
    ["its blocks", { ...turn, thinking_blocks: [{ type: "thinking", thinking: "forbidden", signature }] }],
  ])("is checked by input rails: %s", async (_, message) => {
    const { response, sent } = await ask({ messages: [USER, message, USER] });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
    expect(sent).toBeUndefined();
  });

  it.each([
    [
      "prose for a signature",
      { ...turn, tool_calls: [{ ...call, extra_content: { google: { thought_signature: "a b" } } }] },
    ],
    ["prose for what is encrypted", { ...turn, reasoning_details: [{ type: "reasoning.encrypted", data: "a b" }] }],
    ["a detail of another type", { ...turn, reasoning_details: [{ type: "reasoning.audio" }] }],
    ["a block of another type", { ...turn, thinking_blocks: [{ type: "musing", thinking: "hm" }] }],
  ])("is rejected with %s", async (_, message) => {
    expect((await ask({ messages: [USER, message, USER] })).response.status).toBe(400);
  });

  it.each([undefined, null, ""])("is checked like other text if it is not signed: %j", async (unsigned) => {
    const said = { role: "assistant", content: "x" };
    const blocks = [
      { type: "thinking", thinking: "hm", signature: unsigned },
      { type: "thinking", thinking: "so", signature },
    ];
    const { sent } = await ask({ messages: [USER, { ...said, thinking_blocks: blocks }, USER] });
    expect(turnOf(sent)).toMatchObject({ reasoning_content: "hm", thinking_blocks: blocks.slice(1) });
    const { response } = await ask({
      messages: [USER, { ...said, thinking_blocks: [{ ...blocks[0], thinking: "forbidden" }] }, USER],
    });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
  });

  it("is allowed only in messages of the assistant", async () => {
    const { sent } = await ask({ messages: [{ ...USER, reasoning_content: "hm", thinking_blocks: [] }] });
    expect(sent?.["messages"]).toEqual([USER]);
  });

  it("comes first in a turn for Claude", async () => {
    const thought = { type: "thinking", thinking: "hm", signature };
    const { sent } = await askClaude([USER, { ...turn, thinking_blocks: [thought] }, ...messages.slice(2)]);
    expect(turnOf(sent)["content"]).toEqual([thought, { type: "tool_use", id: "call_a", name: "f", input: {} }]);
  });
});

describe("the signature of a tool call", () => {
  const signed = (signature: string): Response => {
    const call = { index: 0, id: "call_a", function: { name: "f", arguments: "{}" } };
    const tool_calls = [{ ...call, extra_content: { google: { thought_signature: signature }, other: "x" } }];
    const events = [
      { choices: [{ delta: { tool_calls } }] },
      { choices: [{ delta: {}, finish_reason: "tool_calls" }] },
    ];
    return new Response(
      [...events.map((one) => JSON.stringify(one)), "[DONE]"].map((one) => `data: ${one}\n\n`).join(""),
    );
  };
  const answer = async (signature: string, stream: boolean): Promise<string> => {
    const fetch = (): Promise<Response> => Promise.resolve(signed(signature));
    const app = gatewayOf(remote("http://up.test/v1", regexRails()), { env: { OPENAI_API_KEY: "k" }, fetch });
    return (await chat(app, { stream })).text();
  };

  it.each([true, false])("reaches the client without other metadata (stream: %s)", async (stream) => {
    const text = await answer("c2lnbmF0dXJl", stream);
    expect(text).toContain('"extra_content":{"google":{"thought_signature":"c2lnbmF0dXJl"}}');
    expect(text).not.toContain("other");
  });

  it.each(["two words", "sk-live0123456789abcdefghij", ""])("is dropped if it is %j", async (signature) => {
    expect(await answer(signature, true)).not.toContain("extra_content");
  });
});
