import type { ResponseCreateParams } from "openai/resources/responses/responses";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../../../src/config/config-types.ts";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { translateResponses } from "../../../src/server/reading/responses/responses-request.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { ask, modelConfig, runtimeWith, streamAll, textOf } from "../../support/model-runtime.ts";

type Body = Readonly<Record<string, unknown>>;

const USAGE = { input_tokens: 5, output_tokens: 3, total_tokens: 8, input_tokens_details: { cached_tokens: 2 } };
const THOUGHT = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "QUJD" };
const CALL = { type: "function_call", id: "fc_1", call_id: "c1", name: "send", arguments: '{"to":"Ann"}' };
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  model: "gpt-5.6",
  status: "completed",
  output: [THOUGHT, { type: "message", id: "msg_1", content: [{ type: "output_text", text: "Hello" }] }, CALL],
  usage: USAGE,
};

const CHAT = { choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }] };

/** The events of a streamed response. */
const EVENTS = [
  { type: "response.created", response: { id: "resp_1", model: "gpt-5.6", created_at: 1 } },
  { type: "response.output_item.added", output_index: 0, item: { type: "message", id: "msg_1", content: [] } },
  { type: "response.output_text.delta", output_index: 0, item_id: "msg_1", delta: "Hel" },
  { type: "response.output_text.delta", output_index: 0, item_id: "msg_1", delta: "lo" },
  { type: "response.output_item.done", output_index: 1, item: CALL },
  { type: "response.completed", response: { status: "completed", usage: USAGE } },
];

/** A model whose server refuses some calls, and the calls that it got. */
const modelAt = (
  config: Partial<ModelConfig>,
  refusalOf: (path: string, body: Body) => Response | undefined = () => undefined,
) => {
  const calls: { readonly path: string; readonly body: Body }[] = [];
  const runtime = runtimeWith(async (request) => {
    const [path, body] = [new URL(request.url).pathname, (await request.json()) as Body];
    calls.push({ path, body });
    const refusal = refusalOf(path, body);
    if (refusal !== undefined) return refusal;
    if (!path.endsWith("/responses")) return Response.json(CHAT);
    if (body["stream"] !== true) return Response.json(RESPONSE);
    return new Response(EVENTS.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));
  });
  const parameters = { max_retries: 0, ...config.parameters };
  return { model: createModel(modelConfig({ model: "gpt-5.6", ...config, parameters }), runtime), calls };
};

const responsesModel = (config: Partial<ModelConfig> = {}) =>
  modelAt({ ...config, parameters: { use_responses_api: true, ...config.parameters } });

const bodyOf = async (request: ModelRequest, config: Partial<ModelConfig> = {}): Promise<Body | undefined> => {
  const { model, calls } = responsesModel(config);
  await model.generate(request);
  return calls[0]?.body;
};

const CONVERSATION: readonly ChatMessage[] = [
  { role: "system", content: "Be kind" },
  {
    role: "user",
    content: [
      { type: "text", text: "Look" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
      { type: "file", file: { file_data: "data:application/pdf;base64,AAAA", filename: "a.pdf" } },
    ],
  },
  {
    role: "assistant",
    content: "One moment",
    reasoning_details: [{ type: "reasoning.encrypted", id: "rs_1", data: "QUJD", format: "openai-responses-v1" }],
    tool_calls: [
      { id: "c1", type: "function", function: { name: "send", arguments: '{"to":"Ann"}' } },
      { id: "c2", type: "function", custom: true, function: { name: "patch", arguments: '{"input":"+x"}' } },
    ],
  },
  { role: "tool", tool_call_id: "c1", content: "sent" },
  { role: "tool", tool_call_id: "c2", content: "patched" },
  { role: "assistant", content: null, refusal: "No." },
  { role: "user", content: "Thanks" },
];

const SEND = { name: "send", description: "Sends", parameters: { type: "object", properties: {} } };

describe("a call over the Responses API", () => {
  it("has the conversation as items, stores nothing, and requests what was reasoned", async () => {
    const expected: ResponseCreateParams = {
      model: "gpt-5.6",
      store: false,
      include: ["reasoning.encrypted_content"],
      input: [
        { type: "message", role: "system", content: "Be kind" },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "Look" },
            { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "low" },
            { type: "input_file", file_data: "data:application/pdf;base64,AAAA", filename: "a.pdf" },
          ],
        },
        { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "QUJD" },
        {
          type: "message",
          role: "assistant",
          content: [{ type: "output_text", text: "One moment", annotations: [] }],
        } as never,
        { type: "function_call", call_id: "c1", name: "send", arguments: '{"to":"Ann"}' },
        { type: "custom_tool_call", call_id: "c2", name: "patch", input: "+x" },
        { type: "function_call_output", call_id: "c1", output: "sent" },
        { type: "custom_tool_call_output", call_id: "c2", output: "patched" },
        { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] } as never,
        { type: "message", role: "user", content: "Thanks" },
      ],
    };
    expect(await bodyOf({ messages: CONVERSATION })).toEqual(expected);
  });

  it("is read by the gateway as the same conversation", async () => {
    const { include: _include, ...body } = (await bodyOf({ messages: CONVERSATION })) ?? {};
    const { messages } = translateResponses(body).body;
    expect(messages).toMatchObject(
      CONVERSATION.map(({ reasoning_details: _details, refusal, ...message }) =>
        refusal === undefined ? message : { role: "assistant" },
      ),
    );
  });

  it("has parameters under its own names", async () => {
    const expected: Partial<ResponseCreateParams> = {
      max_output_tokens: 100,
      reasoning: { effort: "low", summary: "auto" },
      text: { verbosity: "low", format: { type: "json_schema", name: "a", schema: { type: "object" }, strict: true } },
      tools: [
        { type: "function", ...SEND, strict: false },
        { type: "custom", name: "patch", format: { type: "grammar", syntax: "lark", definition: "start: /x/" } },
      ],
      tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "send" }] },
      parallel_tool_calls: false,
      prompt_cache_key: "k",
    };
    const grammar = { syntax: "lark" as const, definition: "start: /x/" };
    const params = {
      max_completion_tokens: 100,
      reasoning_effort: "low",
      reasoning: { summary: "auto" },
      verbosity: "low",
      response_format: { type: "json_schema", json_schema: { name: "a", schema: { type: "object" }, strict: true } },
      tools: [
        { type: "function", function: SEND },
        { type: "custom", custom: { name: "patch", format: { type: "grammar", grammar } } },
      ],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "send" } }] },
      },
      parallel_tool_calls: false,
      prompt_cache_key: "k",
      n: 1,
      seed: 3,
      stop: ["X"],
      temperature: 0.5,
    };
    expect(await bodyOf(ask("Hi", { params }), { parameters: { base_url: "https://api.openai.com" } })).toEqual({
      model: "gpt-5.6",
      input: [{ type: "message", role: "user", content: "Hi" }],
      store: false,
      include: ["reasoning.encrypted_content"],
      ...expected,
    });
  });

  it("leaves out what other models refuse: reasoning, custom tools, the role developer", async () => {
    const messages: readonly ChatMessage[] = [
      { role: "developer", content: "Be kind" },
      { role: "user", content: "Hi" },
    ];
    const params = { max_tokens: 3, temperature: 0, tools: [{ type: "custom", custom: { name: "patch" } }] };
    const config = { model: "llama", parameters: { base_url: "http://localhost:8080/v1" } };
    expect(await bodyOf({ messages, params }, config)).toMatchObject({
      input: [{ role: "system" }, { role: "user" }],
      max_output_tokens: 16,
      temperature: 0,
      tools: [{ type: "function", name: "patch", parameters: { properties: { input: { type: "string" } } } }],
    });
    expect(await bodyOf({ messages, params }, config)).not.toHaveProperty("include");
  });

  it("is answered like any other, whole and streamed", async () => {
    const { choices, usage } = await responsesModel().model.generate(ask());
    expect(choices).toMatchObject([
      {
        content: "Hello",
        toolCalls: [{ id: "c1", function: { name: "send", arguments: '{"to":"Ann"}' } }],
        finishReason: "tool_calls",
      },
    ]);
    expect(usage).toMatchObject({ promptTokens: 5, completionTokens: 3, cachedTokens: 2 });
    const parts = await streamAll(responsesModel().model);
    expect(textOf(parts)).toBe("Hello");
    expect(parts).toContainEqual(expect.objectContaining({ type: "tool-call-delta", id: "c1", name: "send" }));
    expect(parts).toContainEqual({ type: "finish", choice: 0, reason: "tool_calls" });
  });

  it("is made if the URL says so", async () => {
    const { model, calls } = modelAt({ parameters: { base_url: "https://up.test/v1/responses" } });
    await model.generate(ask());
    expect(calls.map(({ path }) => path)).toEqual(["/v1/responses"]);
  });
});

describe("a model that needs the Responses API", () => {
  const refuse = (status: number, message: string): Response =>
    Response.json({ error: { message, type: "invalid_request_error", param: null, code: null } }, { status });

  it.each([
    [
      400,
      "Function tools with reasoning_effort are not supported for gpt-5.6-luna in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
    ],
    [404, "This model is only supported in v1/responses and not in v1/chat/completions."],
  ])("is called over it after a %d that says so, and from then on", async (status, message) => {
    const { model, calls } = modelAt({}, (path) =>
      path.endsWith("/chat/completions") ? refuse(status, message) : undefined,
    );
    expect(textOf(await streamAll(model))).toBe("Hello");
    expect((await model.generate(ask())).choices[0]?.content).toBe("Hello");
    expect(calls.map(({ path }) => path)).toEqual(["/v1/chat/completions", "/v1/responses", "/v1/responses"]);
  });

  it("is not learned from a request that fails there, too", async () => {
    const { model, calls } = modelAt({}, () => refuse(400, "Use /v1/responses"));
    await expect(model.generate(ask())).rejects.toMatchObject({ code: "bad_request" });
    await expect(model.generate(ask())).rejects.toMatchObject({ code: "bad_request" });
    expect(calls.map(({ path }) => path.slice(3))).toEqual([
      "/chat/completions",
      "/responses",
      "/chat/completions",
      "/responses",
    ]);
  });
});
