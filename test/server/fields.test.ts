import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { ConfigError } from "../../src/errors.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import { chat, errorOf, gatewayOf, regexRails, remote, scripted, USER } from "./gateway.ts";

type Body = Readonly<Record<string, unknown>>;

/** Asks a gateway, and returns what reached the provider. */
const ask = async (
  body: object,
  { base = "http://up.test/v1", ...options }: Partial<GatewayOptions> & { readonly base?: string } = {},
): Promise<{ readonly response: Response; readonly sent: Body | undefined }> => {
  const bodies: Body[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    bodies.push((await new Request(input, init).json()) as Body);
    return Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
  };
  const app = gatewayOf(remote(base, regexRails()), { env: { OPENAI_API_KEY: "k" }, fetch, ...options });
  const response = await chat(app, body);
  return { response, sent: bodies[0] };
};

/** Fields of what was sent that a client can have a say in. Answers are always asked for as streams. */
const namesOf = (sent: Body = {}): readonly string[] =>
  Object.keys(sent)
    .filter((name) => !name.startsWith("stream"))
    .toSorted();

/** The second of the messages that were sent. */
const turnOf = (sent: Body = {}): Readonly<Record<string, unknown>> =>
  (sent["messages"] as readonly Readonly<Record<string, unknown>>[])[1] ?? {};

/** The same with a model behind the Messages API. */
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

describe("a field that the operator lets through", () => {
  const passFields = ["guided_json", "store", "service_tier"];

  it("reaches the provider as it was written", async () => {
    const fields = { guided_json: { type: "object" }, store: true, service_tier: "priority" };
    expect((await ask(fields, { passFields })).sent).toMatchObject(fields);
  });

  it("is read by input rails", async () => {
    const { response, sent } = await ask({ guided_json: { description: "forbidden" } }, { passFields });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked", rail: "regex check input" } });
    expect(sent).toBeUndefined();
  });

  it("is one alone: others are refused, and null says nothing", async () => {
    expect((await ask({ guided_regex: "a" }, { passFields })).response.status).toBe(400);
    expect((await ask({ guided_json: null }, { passFields })).sent).not.toHaveProperty("guided_json");
  });
});

describe("a field that the operator takes out", () => {
  it("does not reach the provider, wherever it stands and whatever it says", async () => {
    const body = {
      user: "u",
      metadata: { a: "b" },
      anything: 5,
      options: { llm_params: { user: "v" } },
      temperature: 0,
    };
    const { sent } = await ask(body, { dropFields: ["user", "metadata", "anything"] });
    expect(namesOf(sent)).toEqual(["messages", "model", "temperature"]);
  });
});

describe("what only names or marks something", () => {
  it.each([
    { user: "forbidden" },
    { safety_identifier: "forbidden" },
    { prompt_cache_key: "forbidden" },
    { metadata: { a: "forbidden" } },
    { metadata: { forbidden: "a" } },
    { stop: "forbidden" },
    { stop: ["a", "forbidden"] },
    { logit_bias: { forbidden: 1 } },
    { chat_template_kwargs: { forbidden: true } },
    { provider: { order: ["forbidden"] } },
    { guardrails: { options: { llm_params: { user: "forbidden" } } } },
  ])("is read by input rails as well: %j", async (body) => {
    const { response, sent } = await ask(body);
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked", rail: "regex check input" } });
    expect(sent).toBeUndefined();
  });

  it("is masked where nothing refers to it", async () => {
    const rails = {
      input: { flows: ["regex redact input"] },
      config: { regex_detection: { input: { patterns: ["mail@[a-z.]+"] } } },
    };
    const bodies: Body[] = [];
    const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      bodies.push((await new Request(input, init).json()) as Body);
      return Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
    };
    const app = gatewayOf(remote("http://up.test/v1", rails), { env: { OPENAI_API_KEY: "k" }, fetch });
    await chat(app, { user: "mail@a.test", metadata: { by: "mail@a.test" } });
    expect(bodies).toHaveLength(1);
    expect(JSON.stringify(bodies)).not.toContain("mail@a.test");
  });
});

describe("fields of other servers than OpenAI", () => {
  it.each<Body>([
    { thinking: { type: "enabled", clear_thinking: false }, tool_stream: true },
    { thinking: { type: "enabled", keep: "all" } },
    { reasoning_split: true },
    { reasoning_format: "parsed", reasoning_effort: "default" },
    { separate_reasoning: true, stream_reasoning: false, thinking_token_budget: 200 },
    { clear_thinking: false, disable_reasoning: true, preserve_thinking: true },
    { n_predict: -1, parse_tool_calls: true, reasoning_format: "auto" },
    { ttl: 300 },
    { verbosity: "max" },
  ])("say how a model thinks and what it may cost, and reach the provider: %j", async (fields) => {
    expect((await ask(fields)).sent).toMatchObject(fields);
  });

  it("reach the provider", async () => {
    const fields = {
      keep_alive: "10m",
      num_ctx: 8192,
      num_predict: 50,
      cache_prompt: true,
      transforms: ["middle-out"],
      route: "fallback",
      models: ["m-1"],
      provider: { order: ["groq", "deepinfra/fp8"], allow_fallbacks: false, data_collection: "deny", sort: "price" },
    };
    expect((await ask(fields)).sent).toMatchObject(fields);
    expect((await ask({ keep_alive: -1 })).sent).toMatchObject({ keep_alive: -1 });
  });

  it.each<[string, Body]>([
    ["keep_alive", { keep_alive: "as long as you like" }],
    ["num_predict", { num_predict: 1e9 }],
    ["transforms.0", { transforms: ["upside-down"] }],
    ["provider.data_collection", { provider: { data_collection: "allow" } }],
    ["provider.order.0", { provider: { order: ["two words"] } }],
    ["provider.else", { provider: { else: "x" } }],
  ])("have no other values than they mean: %s", async (param, body) => {
    const { response, sent } = await ask(body);
    expect([response.status, sent]).toEqual([400, undefined]);
    expect((await errorOf(response)).param).toBe(param);
  });

  it("lead to no model that the config does not allow", async () => {
    for (const body of [
      { models: ["m-1", "other"] },
      { models: ["other"], model: "m-1" },
      { guardrails: { options: { llm_params: { models: ["other"] } } } },
    ]) {
      for (const anyModel of [false, true]) {
        const { response, sent } = await ask(body, { anyModel });
        expect([response.status, sent]).toEqual([404, undefined]);
        expect(await errorOf(response)).toMatchObject({ code: "model_not_found", param: "models" });
      }
    }
  });
});

describe("what everyday clients write in another way", () => {
  const OBJECT = { type: "object" };
  const FLAT = { name: "f", description: "d" };
  const TOOL = { type: "function", function: { ...FLAT, parameters: OBJECT } };
  const CHOSEN = { tools: [TOOL], tool_choice: "required" };
  const CALLED = { id: "a", type: null, function: { name: "f", arguments: "{}" } };
  const RESULT = { role: "tool", tool_call_id: "a" };
  const history = (turn: object): readonly object[] => [USER, { role: "assistant", content: "x", ...turn }, USER];
  const call = (args: unknown): object => ({ tool_calls: [{ id: "a", function: { name: "f", arguments: args } }] });

  it.each<[string, Body, Body]>([
    [
      "arguments as the value",
      { messages: history(call({ x: 1 })) },
      { messages: [USER, { tool_calls: [{ function: { arguments: '{"x":1}' } }] }, USER] },
    ],
    [
      "no arguments",
      { messages: history(call(null)) },
      { messages: [USER, { tool_calls: [{ function: { arguments: "{}" } }] }, USER] },
    ],
    [
      "that an answer goes on",
      { messages: [USER, { role: "assistant", content: "x", prefix: true }] },
      { messages: [USER, { prefix: true }] },
    ],
    [
      "the address of an image in place of the image",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: "https://a.test/i.png" }] }] },
      { messages: [{ content: [{ image_url: { url: "https://a.test/i.png" } }] }] },
    ],
    [
      "any for required",
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: "any" },
      { tool_choice: "required" },
    ],
    [
      "some of the tools for these and no others",
      {
        tools: ["f", "g"].map((name) => ({ type: "function", function: { name } })),
        tool_choice: {
          type: "allowed_tools",
          allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "g" } }] },
        },
      },
      { tools: [{ type: "function", function: { name: "g" } }], tool_choice: "required" },
    ],
    [
      "a tool as responses have it",
      { tools: [{ type: "function", ...FLAT, parameters: OBJECT }], tool_choice: { type: "function", name: "f" } },
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    [
      "a tool as Anthropic has it",
      { tools: [{ ...FLAT, input_schema: OBJECT }], tool_choice: { type: "tool", name: "f" } },
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    ["a tool as MCP has it", { tools: [{ ...FLAT, inputSchema: OBJECT }], tool_choice: { type: "any" } }, CHOSEN],
    ["a tool without a type", { tools: [{ function: { ...FLAT, parameters: OBJECT } }], tool_choice: "any" }, CHOSEN],
    [
      "a call without a type, and its result as a value",
      { messages: [USER, { role: "assistant", tool_calls: [CALLED] }, { ...RESULT, content: { a: 1 } }] },
      { messages: [USER, { tool_calls: [{ type: "function" }] }, { content: '{"a":1}' }] },
    ],
    [
      "a call with an empty type, and its result as a list of values",
      {
        messages: [
          USER,
          { role: "assistant", tool_calls: [{ ...CALLED, type: "" }] },
          { ...RESULT, content: [{ a: 1 }, 2], is_error: false, tool_name: "f" },
        ],
      },
      { messages: [USER, { tool_calls: [{ type: "function" }] }, { ...RESULT, content: '[{"a":1},2]' }] },
    ],
    [
      "what Gemini signed of a turn without calls",
      { messages: history({ extra_content: { google: { thought_signature: "c2ln" }, other: { a: "b" } } }) },
      { messages: [USER, { content: "x", extra_content: { google: { thought_signature: "c2ln" } } }, USER] },
    ],
    [
      "a content of bare texts",
      { messages: [{ role: "user", content: ["a", "b"] }] },
      { messages: [{ content: [{ text: "a" }, { text: "b" }] }] },
    ],
    [
      "a schema of a JSON object",
      { response_format: { type: "json_object", schema: OBJECT } },
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema: OBJECT } } },
    ],
    [
      "what SDKs call extra_body",
      { extra_body: { top_k: 5, temperature: 1 }, temperature: 0 },
      { top_k: 5, temperature: 0 },
    ],
    ["words that vLLM never says", { bad_words: ["x"] }, { bad_words: ["x"] }],
    [
      "labels that are no texts",
      { metadata: { a: { b: 1 }, c: true, d: null, e: "f" } },
      { metadata: { a: '{"b":1}', c: "true", e: "f" } },
    ],
    ["the record of a user", { user: { id: "u1", name: "Ada", email: "a@b.test" } }, { user: "u1" }],
    [
      "how thoughts are told",
      { reasoning: { effort: "low", summary: "auto" } },
      { reasoning: { effort: "low", summary: "auto" } },
    ],
  ])("is read as what it means: %s", async (_, body, sent) => {
    expect((await ask(body)).sent).toMatchObject(sent);
  });

  it.each<[string, Body]>([
    ["a tool", { tools: [{ ...FLAT, description: "forbidden", input_schema: OBJECT }] }],
    [
      "a result",
      { messages: [USER, { role: "assistant", tool_calls: [CALLED] }, { ...RESULT, content: { a: "forbidden" } }] },
    ],
    ["a bare text", { messages: [{ role: "user", content: ["forbidden"] }] }],
    ["a word never to say", { extra_body: { bad_words: ["forbidden"] } }],
    ["a schema", { response_format: { type: "json_object", schema: { description: "forbidden" } } }],
  ])("is read by input rails: %s", async (_, body) => {
    const { response, sent } = await ask(body);
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
    expect(sent).toBeUndefined();
  });

  it.each<Body>([{ max_tokens: -1 }, { messages: history({ weight: 1, provider_specific_fields: { a: 1 } }) }])(
    "asks for nothing: %j",
    async (body) => {
      const { sent } = await ask(body);
      expect(namesOf(sent)).toEqual(["messages", "model"]);
      expect(JSON.stringify(sent)).not.toMatch(/weight|specific/);
    },
  );
});

/** Pieces of Base64 that are no text. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PDF = Buffer.from("%PDF-1.4\n\u0000\u0001\u0002\u0003").toString("base64");
const pngUrl = `data:image/png;base64,${PNG}`;
const pdfUrl = `data:application/pdf;base64,${PDF}`;

describe("parts of other APIs", () => {
  const image = (url: string): object => ({ type: "image_url", image_url: { url } });
  const file = (file_data: string, filename?: string): object => ({
    type: "file",
    file: { file_data, ...(filename === undefined ? {} : { filename }) },
  });
  const said = (text: string): object => ({ type: "text", text });

  it.each<[string, object, object]>([
    [
      "Anthropic's image",
      { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
      image(pngUrl),
    ],
    ["and its address", { type: "image", source: { type: "url", url: "https://a.test/i" } }, image("https://a.test/i")],
    ["an image of the AI SDK", { type: "image", image: PNG, mediaType: "image/png" }, image(pngUrl)],
    ["one that does not say its type", { type: "image", image: PNG }, image(pngUrl)],
    ["LangChain's image", { type: "image", source_type: "base64", mime_type: "image/png", data: PNG }, image(pngUrl)],
    ["its newer form", { type: "image", base64: PNG, mime_type: "image/png" }, image(pngUrl)],
    ["MCP's image", { type: "image", data: PNG, mimeType: "image/png" }, image(pngUrl)],
    [
      "an image of responses",
      { type: "input_image", image_url: pngUrl, detail: "low" },
      { image_url: { detail: "low" } },
    ],
    ["a file of responses", { type: "input_file", file_data: pdfUrl, filename: "a b.pdf" }, file(pdfUrl, "a b.pdf")],
    [
      "a file of the AI SDK",
      { type: "file", data: PDF, mediaType: "application/pdf", filename: "a.pdf" },
      file(pdfUrl, "a.pdf"),
    ],
    ["a file that is an image", { type: "file", url: pngUrl, mediaType: "image/png" }, image(pngUrl)],
    [
      "a document",
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF } },
      file(pdfUrl),
    ],
    ["one of text", { type: "document", title: "T", source: { type: "text", data: "grass" } }, said("T\ngrass")],
    ["one of pieces", { type: "document", source: { type: "content", content: [said("a"), said("b")] } }, said("a\nb")],
    [
      "what was found",
      { type: "search_result", source: "https://a.test", title: "T", content: [said("found")] },
      said("T\nhttps://a.test\nfound"),
    ],
    [
      "a film",
      { type: "video_url", video_url: { url: "https://a.test/v" } },
      { video_url: { url: "https://a.test/v" } },
    ],
  ])("are read as those of a chat: %s", async (_, part, expected) => {
    const { sent } = await ask({ messages: [{ role: "user", content: [part] }] });
    expect(sent?.["messages"]).toMatchObject([{ content: [expected] }]);
  });

  it.each<[string, object]>([
    [
      "a text for an image",
      { type: "image", data: btoa("this is forbidden here, and long enough"), mimeType: "image/png" },
    ],
    [
      "a text in a file",
      { type: "file", data: btoa("this is forbidden here, and long enough"), mediaType: "text/plain" },
    ],
    ["the name of a file", { type: "input_file", file_data: pdfUrl, filename: "forbidden.pdf" }],
    ["a document", { type: "document", source: { type: "text", data: "forbidden" } }],
    ["its title", { type: "document", title: "forbidden", source: { type: "text", data: "x" } }],
    ["what was found", { type: "search_result", source: "a", title: "b", content: [said("forbidden")] }],
  ])("are read by input rails: %s", async (_, part) => {
    const { response, sent } = await ask({ messages: [{ role: "user", content: [part] }] });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked" } });
    expect(sent).toBeUndefined();
  });

  it.each<[string, object]>([
    ["by an id", { type: "input_image", file_id: "file-1" }],
    [
      "with other things among their texts",
      { type: "search_result", content: [said("a"), { type: "image", data: PNG }] },
    ],
    ["without data", { type: "image" }],
    ["that are calls", { type: "tool_use", id: "a", name: "f", input: {} }],
  ])("are refused %s", async (_, part) => {
    const error = await errorOf((await ask({ messages: [{ role: "user", content: [part] }] })).response);
    expect(error.param).toMatch(/^messages\.0\.content\.0/);
    expect(error.message).toContain("`tool_calls`");
  });
});

describe("usage", () => {
  it("is told where OpenRouter's clients ask for it", async () => {
    const { response } = await ask({ stream: true, usage: { include: true } });
    expect(await response.text()).toContain('"usage":{');
    expect(await (await ask({ stream: true, usage: { include: false } })).response.text()).not.toContain('"usage":{');
  });
});

describe("what decides about keeping and price", () => {
  it("is not sent where it decides nothing", async () => {
    const { sent } = await ask({ store: false, service_tier: "auto" });
    expect(namesOf(sent)).toEqual(["messages", "model"]);
  });

  it("is refused with the field and the cure", async () => {
    const error = await errorOf((await ask({ store: true })).response);
    expect(error).toMatchObject({ param: "store", code: "invalid_request" });
    expect(error.message).toContain("`passFields`");
  });
});

describe("names of fields that cannot be meant", () => {
  it.each([
    [{ passFields: ["messages"] }, "the gateway itself reads"],
    [{ dropFields: ["guardrails"] }, "the gateway itself reads"],
    [{ passFields: ["rails"] }, "no gateway passes"],
    [{ passFields: ["prediction"] }, "no gateway passes"],
    [{ dropFields: ["two words"] }, "no name of a field"],
  ])("are refused at the start: %j", (options, message) => {
    const create = (): unknown => createApp({ configs: { main: remote("http://up.test/v1") }, ...options });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});

describe("what clients keep beside what is said", () => {
  it.each<object>([
    { id: "m", type: "message", status: "completed", model: "gpt", usage: { prompt_tokens: 1 }, finish_reason: "stop" },
    { parentId: "a", childrenIds: ["b"], modelName: "x", modelIdx: 0, done: true, createdAt: "2026-01-01" },
    { additional_kwargs: {}, response_metadata: { model: "x" }, usage_metadata: { input_tokens: 1 } },
    { opts: { visible: false }, cycle: 1, _meta: { id: 1 }, send_to: ["all"], sent_from: "forbidden" },
    { providerOptions: { openai: {} }, metadata: { forbidden: "x" }, citations: ["https://a.example"], phase: "final" },
    { copilot_cache_control: { type: "ephemeral" } },
  ])("in a message is left out: %j", async (kept) => {
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
    { features: { web_search: true }, tool_ids: ["x"], filter_ids: ["y"], tool_servers: [{ url: "https://a.test" }] },
    { prompt_cache_options: { ttl: "30m" }, user: { name: "Ada" }, service_tier: "standard_only", speed: "standard" },
  ])("in a request is left out: %j", async (kept) => {
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
    [{ tools: [{ type: "custom", name: "f" }] }, "tools.0.type"],
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
  ])("is refused where it asks for something: %j", async (asked, param) => {
    const { response, sent } = await ask(asked);
    expect(sent).toBeUndefined();
    expect(await response.json()).toMatchObject({ error: { param } });
  });
});

describe("what an assistant thought", () => {
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

  it("goes back with its turn, and so does what was signed", async () => {
    expect((await ask({ messages })).sent?.["messages"]).toMatchObject(messages);
  });

  it("goes back in one form, also where a client keeps it in LiteLLM's", async () => {
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
  ])("is told from what it said in %s", async (_, parts, fields) => {
    const message = { role: "assistant", content: [...parts, { type: "output_text", text: "x" }] };
    const { sent } = await ask({ messages: [USER, message, USER] });
    expect(turnOf(sent)).toEqual({ role: "assistant", content: [{ type: "text", text: "x" }], ...fields });
    const bad = JSON.parse(JSON.stringify(message).replaceAll("hm", "forbidden")) as object;
    expect((await ask({ messages: [USER, bad, USER] })).sent).toBeUndefined();
  });

  it("does not go to hosts that know no such field", async () => {
    const { sent } = await ask({ messages }, { base: "https://api.openai.com/v1" });
    expect(turnOf(sent)).toEqual({
      role: "assistant",
      content: null,
      tool_calls: [call],
    });
  });

  it("is left out, once and for all, where a server refuses it", async () => {
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
  ])("is read by input rails: %s", async (_, message) => {
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
  ])("is refused with %s", async (_, message) => {
    expect((await ask({ messages: [USER, message, USER] })).response.status).toBe(400);
  });

  it.each([undefined, null, ""])("is a text like any other where nobody signed it: %j", async (unsigned) => {
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

  it("is nobody's but an assistant's", async () => {
    const { sent } = await ask({ messages: [{ ...USER, reasoning_content: "hm", thinking_blocks: [] }] });
    expect(sent?.["messages"]).toEqual([USER]);
  });

  it("comes first in a turn of Claude's", async () => {
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

  it.each([true, false])("reaches the client, and nothing beside it (stream: %s)", async (stream) => {
    const text = await answer("c2lnbmF0dXJl", stream);
    expect(text).toContain('"extra_content":{"google":{"thought_signature":"c2lnbmF0dXJl"}}');
    expect(text).not.toContain("other");
  });

  it.each(["two words", "sk-live0123456789abcdefghij", ""])("does not where it is %j", async (signature) => {
    expect(await answer(signature, true)).not.toContain("extra_content");
  });
});

describe("leftovers of clients", () => {
  it.each<readonly [string, object]>([
    [
      "a message with an id, a time and a hint to a cache",
      { messages: [{ ...USER, id: "msg_1", timestamp: 1, created_at: "x", cache_control: { type: "ephemeral" } }] },
    ],
    ["text as the only modality", { modalities: ["text"] }],
    [
      "an image in its original size",
      {
        messages: [
          {
            role: "user",
            content: [{ type: "image_url", image_url: { url: "https://a.example/b.png", detail: "original" } }],
          },
        ],
      },
    ],
    [
      "what the parse helper adds",
      { messages: [USER, { role: "assistant", content: "x", parsed: null, tool_calls: [] }, USER] },
    ],
  ])("%s goes through, and none of it to the provider", async (_name, body) => {
    let sent = "";
    const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: "m" }] });
    const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
      sent = init?.body as string;
      return Promise.resolve(Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }));
    };
    expect((await chat(gatewayOf(config, { env: { OPENAI_API_KEY: "k" }, fetch }), body)).status).toBe(200);
    expect(sent).not.toMatch(/msg_1|timestamp|created_at|cache_control|modalities|parsed|tool_calls/);
  });

  it.each<readonly [object, string, RegExp]>([
    [{ messages: [{ ...USER, prefix: true }] }, "messages.0.prefix", /no rail reads such a field: leave it out/],
    [{ modalities: ["text", "audio"] }, "modalities", /rails read text only/],
    [{ config_ids: [] }, "config_ids", /expected at least one config/],
    [{ options: { num_ctx: 4096 } }, "options.num_ctx", /no such field/],
  ])("%j is refused by name, in words of ours", async (body, param, message) => {
    const error = await errorOf(await chat(gatewayOf(scripted({ replies: ["x"] })), body));
    expect(error).toMatchObject({ param });
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/Invalid (?:key|type|length)/);
  });
});

describe("a parameter in two places", () => {
  const guardrails = { options: { llm_params: { temperature: 0.5 } } };

  it.each([
    ["null says nothing", { temperature: null }, 0.5],
    ["the body's own counts", { temperature: 0.9 }, 0.9],
  ])("%s", async (_, own, temperature) => {
    expect((await ask({ ...own, guardrails })).sent).toMatchObject({ temperature });
  });
});
