import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import { chat, errorOf, gatewayOf, remote, scripted, USER } from "./gateway.ts";
import { type Body, ask, namesOf } from "./sent-fields.ts";

describe("a field in passFields", () => {
  const passFields = ["guided_json", "store", "service_tier"];

  it("reaches the provider unchanged", async () => {
    const fields = { guided_json: { type: "object" }, store: true, service_tier: "priority" };
    expect((await ask(fields, { passFields })).sent).toMatchObject(fields);
  });

  it("is checked by input rails", async () => {
    const { response, sent } = await ask({ guided_json: { description: "forbidden" } }, { passFields });
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked", rail: "regex check input" } });
    expect(sent).toBeUndefined();
  });

  it("is allowed alone: others are rejected, and null is ignored", async () => {
    expect((await ask({ guided_regex: "a" }, { passFields })).response.status).toBe(400);
    expect((await ask({ guided_json: null }, { passFields })).sent).not.toHaveProperty("guided_json");
  });
});

describe("a field in dropFields", () => {
  it("is removed from the request to the provider, in any place and with any value", async () => {
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

describe("fields that label a request", () => {
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
  ])("are checked by input rails: %j", async (body) => {
    const { response, sent } = await ask(body);
    expect(await response.json()).toMatchObject({ guardrails: { status: "blocked", rail: "regex check input" } });
    expect(sent).toBeUndefined();
  });

  it("are masked if nothing refers to them", async () => {
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

describe("fields of servers other than OpenAI's", () => {
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
  ])("for reasoning and cost limits reach the provider: %j", async (fields) => {
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
  ])("are rejected with other values: %s", async (param, body) => {
    const { response, sent } = await ask(body);
    expect([response.status, sent]).toEqual([400, undefined]);
    expect((await errorOf(response)).param).toBe(param);
  });

  it("cannot select a model that the config does not allow", async () => {
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

describe("usage", () => {
  it("is reported if requested in OpenRouter's way", async () => {
    const { response } = await ask({ stream: true, usage: { include: true } });
    expect(await response.text()).toContain('"usage":{');
    expect(await (await ask({ stream: true, usage: { include: false } })).response.text()).not.toContain('"usage":{');
  });
});

describe("fields about retention and price", () => {
  it("are dropped if they have no effect", async () => {
    const { sent } = await ask({ store: false, service_tier: "auto" });
    expect(namesOf(sent)).toEqual(["messages", "model"]);
  });

  it("are rejected with the field and the solution", async () => {
    const error = await errorOf((await ask({ store: true })).response);
    expect(error).toMatchObject({ param: "store", code: "invalid_request" });
    expect(error.message).toContain("`passFields`");
  });
});

describe("invalid names in passFields and dropFields", () => {
  it.each([
    [{ passFields: ["messages"] }, "the gateway itself reads"],
    [{ dropFields: ["guardrails"] }, "the gateway itself reads"],
    [{ passFields: ["rails"] }, "no gateway passes"],
    [{ passFields: ["prediction"] }, "no gateway passes"],
    [{ dropFields: ["two words"] }, "no name of a field"],
  ])("are errors at the start: %j", (options, message) => {
    const create = (): unknown => createApp({ configs: { main: remote("http://up.test/v1") }, ...options });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});

describe("fields without effect", () => {
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
  ])("%s is accepted, and not sent to the provider", async (_name, body) => {
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
  ])("%j is rejected by name, with its own message", async (body, param, message) => {
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
