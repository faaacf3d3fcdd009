import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { chat, gatewayOf, regexRails, scripted, SECRET, USER } from "./gateway.ts";

const app = gatewayOf(scripted({ replies: [`It is ${SECRET}.`] }, regexRails()));

const reversed = { b: 1, a: 2 };

const toolOf = (name: string): object => ({ type: "function", function: { name } });

describe("a request is accepted that", () => {
  it.each<readonly [string, object]>([
    ["has the page's body", { config_id: "main" }],
    ["names its config twice and alike", { config_id: "main", guardrails: { config_id: "main" } }],
    ["names the config as its model", { model: "main" }],
    ["says null for what it does not mean", { temperature: null, tools: null, guardrails: null, stop: null }],
    ["says no to logprobs", { logprobs: false, top_logprobs: null }],
    [
      "sends defaults of options along",
      { options: { log: { llm_calls: false }, llm_output: false, output_vars: null } },
    ],
    ["has an empty state", { state: {}, options: {} }],
    ["has context values", { context: { user_name: "Ann", age: 3, vip: true, none: null } }],
    [
      "sends an answer back as it came",
      {
        messages: [
          USER,
          { role: "assistant", content: "x", refusal: null, annotations: [], reasoning_content: "so" },
          USER,
        ],
      },
    ],
    [
      "has parts",
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "hi" },
              { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
            ],
          },
        ],
      },
    ],
    ["has the tools of many servers", { tools: Array.from({ length: 1_024 }, (_, index) => toolOf(`f_${index}`)) }],
    [
      "has tools and their results",
      {
        tools: [{ type: "function", function: { name: "f", parameters: reversed } }],
        tool_choice: { type: "function", function: { name: "f" } },
        messages: [
          USER,
          {
            role: "assistant",
            content: null,
            tool_calls: [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }],
          },
          { role: "tool", tool_call_id: "call_1", content: "1" },
        ],
      },
    ],
    [
      "sets everything there is",
      {
        temperature: 0,
        top_p: 1,
        max_tokens: 5,
        max_completion_tokens: 5,
        stop: ["zzz"],
        n: 1,
        seed: -4,
        presence_penalty: -2,
        frequency_penalty: 2,
        logit_bias: { "50256": -100 },
        parallel_tool_calls: true,
        response_format: { type: "json_object" },
        reasoning_effort: "low",
        verbosity: "low",
        user: "u",
        safety_identifier: "s",
        prompt_cache_key: "k",
        metadata: { a: "b" },
        service_tier: "auto",
        store: false,
        top_k: 20,
        top_a: 0,
        min_p: 0.05,
        typical_p: 1,
        min_tokens: 0,
        repetition_penalty: 1.1,
        reasoning: { effort: "low", exclude: true, enabled: true, max_tokens: 5 },
        thinking: { type: "enabled", budget_tokens: 5 },
        enable_thinking: false,
        thinking_budget: 0,
        include_reasoning: true,
        chat_template_kwargs: { enable_thinking: false, reasoning_effort: "high", budget: 5 },
      },
    ],
    ["sends what it left empty along", { parsed: null, extra: {}, list: [] }],
    [
      "hints at a cache",
      {
        tools: [
          {
            type: "function",
            function: { name: "f", cache_control: { type: "ephemeral" } },
            cache_control: { type: "ephemeral" },
          },
        ],
      },
    ],
    [
      "repeats what a parse helper made of an answer",
      {
        messages: [USER, { role: "assistant", content: "{}", parsed: {}, refusal: null, audio: null, odd: null }, USER],
      },
    ],
  ])("%s", async (_name, body) => {
    const response = await chat(app, body);
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked", config_id: "main" } });
  });
});

describe("the request to the provider", () => {
  const ask = async (body: object, headers: Record<string, string> = {}) => {
    const seen: Request[] = [];
    const answer = { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] };
    const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: "fixed" }] });
    const own = gatewayOf(config, {
      env: { OPENAI_API_KEY: "sk-own" },
      fetch: async (input, init) => {
        seen.push(new Request(input, init));
        return Response.json(answer);
      },
    });
    expect((await chat(own, body, headers)).status).toBe(200);
    const [request] = seen;
    return { headers: request?.headers, body: (await request?.json()) as Readonly<Record<string, unknown>> };
  };

  it("has only allowed fields, and the model of the config that the client names", async () => {
    const { body } = await ask({
      model: "main",
      temperature: 0.5,
      stop: ["x"],
      user: "u",
      context: { a: 1 },
      options: { llm_params: { temperature: 1, seed: 7 } },
      messages: [{ ...USER, refusal: null, reasoning_content: "unread", parsed: { a: "unread" } }],
    });
    expect(body).toMatchObject({ model: "fixed", temperature: 0.5, stop: ["x"], user: "u", seed: 7, messages: [USER] });
    expect(JSON.stringify(body)).not.toMatch(/unread|"main"|context|config_id/);
  });

  it("has none of the client's headers (G7)", async () => {
    const { headers } = await ask(
      {},
      {
        authorization: "Bearer client-key",
        cookie: "a=b",
        "x-forwarded-for": "1.2.3.4",
        "x-authorization": "Bearer x",
      },
    );
    expect(headers?.get("authorization")).toBe("Bearer sk-own");
    for (const name of ["cookie", "x-forwarded-for", "x-authorization"]) expect(headers?.get(name)).toBeNull();
  });
});
