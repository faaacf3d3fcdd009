import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { gatewayOf, jsonRequest, regexRails, SECRET, USER } from "./gateway.ts";

type Json = Readonly<Record<string, unknown>>;

const guarded = RailsConfig.fromObject({ rails: regexRails() });
const post = async (path: string, body: object, config = guarded, events?: GatewayEvent[]) => {
  const app = gatewayOf(config, events === undefined ? {} : { onEvent: (event) => events.push(event) });
  const response = await app.request(path, jsonRequest(body));
  return { status: response.status, body: (await response.json()) as Json };
};

const bad = { role: "assistant", content: `It is ${SECRET}.` };
const WEATHER = {
  type: "function",
  function: { name: "get_weather", parameters: { properties: { city: {} }, required: ["city"] } },
};
const called = (name: string) => ({
  role: "assistant",
  content: null,
  tool_calls: [
    { id: "call_0", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } },
    { id: "call_1", type: "function", function: { name, arguments: "{}" } },
  ],
});
/** The kind and the call of each violation. */
const found = (body: Json) =>
  (body["tool_violations"] as readonly Json[]).map((one) =>
    ["violation_type", "tool_call_id", "tool_name", "index"].map((key) => one[key]),
  );
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "18 C" });
const TOOLS = RailsConfig.fromObject({
  rails: { tool_output: { flows: ["tool call validation"] }, tool_input: { flows: ["tool result validation"] } },
});

describe("POST /v1/checks, as in NeMo Guardrails 0.25", () => {
  it("checks tool calls against the tools of the request, and names the invalid one", async () => {
    const body = {
      messages: [USER, called("delete_files")],
      tools: [WEATHER],
      guardrails: { rail_types: ["tool_call"] },
    };
    expect((await post("/v1/checks", body, TOOLS)).body).toEqual({
      status: "blocked",
      content: "I'm sorry, I can't respond to that.",
      rail: "tool call validation",
      tool_violations: [
        {
          kind: "tool_call",
          violation_type: "tool_not_allowed",
          reason: "tool not allowed",
          tool_call_id: "call_1",
          tool_name: "delete_files",
          index: 1,
        },
      ],
    });
  });

  it("reports the errors of every call and of every result", async () => {
    const calls = [
      { id: "a", type: "function", function: { name: "delete_files", arguments: "{}" } },
      { id: "b", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } },
      { id: "c", type: "function", function: { name: "get_weather", arguments: "{}" } },
      { id: "d", type: "function", function: { name: "get_weather", arguments: "Paris" } },
    ];
    const turn = { role: "assistant", content: "I am on it.", tool_calls: calls };
    const ofCalls = await post("/v1/checks", { messages: [USER, turn], tools: [WEATHER] }, TOOLS);
    expect(found(ofCalls.body)).toEqual([
      ["tool_not_allowed", "a", "delete_files", 0],
      ["arguments_invalid", "c", "get_weather", 2],
      ["arguments_not_json", "d", "get_weather", 3],
    ]);
    const messages = [USER, turn, result("b"), result("z"), result("b")];
    expect(found((await post("/v1/checks", { messages, tools: [WEATHER] }, TOOLS)).body)).toEqual([
      ["unknown_tool_call", "z", undefined, undefined],
      ["duplicate_tool_result", "b", "get_weather", undefined],
    ]);
  });

  it.each([
    ["a call with its arguments", [USER, called("get_weather")], "tool_call", "arguments_invalid"],
    ["a result", [USER, called("get_weather"), result("call_9")], "tool_result", "unknown_tool_call"],
  ])("checks %s", async (_, messages, type, violation) => {
    const { body } = await post("/v1/checks", { messages, tools: [WEATHER], rail_types: [type] }, TOOLS);
    expect(body).toMatchObject({ status: "blocked", tool_violations: [{ violation_type: violation }] });
  });

  it("passes valid texts, and runs only the requested rails", async () => {
    const messages = [{ role: "user", content: "forbidden" }, called("get_weather").tool_calls[0]];
    const fine = { role: "assistant", content: SECRET, tool_calls: [messages[1]] };
    const asked = { messages: [messages[0], fine], tools: [WEATHER], rail_types: ["tool_call"] };
    const both = RailsConfig.combine([guarded, TOOLS]);
    expect((await post("/v1/checks", asked, both)).body).toMatchObject({ status: "passed" });
  });

  it("ignores fields about the model and its call, and requires only a config", async () => {
    const body = { model: "gpt-5.1", messages: [USER], top_p: 1, guardrails: { config_id: "main" } };
    expect(await post("/v1/checks", body)).toMatchObject({ status: 200, body: { status: "passed" } });
    expect((await post("/v1/checks", { ...body, top_p: "1" })).status).toBe(400);
  });

  it("passes the context to rails", async () => {
    const config = RailsConfig.fromObject({
      rails: { input: { flows: ["for children"] } },
      colang: {
        files: [
          {
            file: "rails.co",
            content: "define subflow for children\n  if $age < 12\n    bot refuse to respond\n    stop\n",
          },
        ],
      },
    });
    const ask = async (age: number) =>
      (await post("/v1/checks", { messages: [USER], guardrails: { context: { age } } }, config)).body["status"];
    expect([await ask(11), await ask(12)]).toEqual(["blocked", "passed"]);
  });

  it.each([
    [{ messages: [USER], rail_types: ["tool_call"] }, "rail_types"],
    [{ messages: [USER], rail_types: ["tool_result"] }, "rail_types"],
    [{ messages: [USER], tools: [{ type: "web_search" }] }, "tools.0.type"],
  ])("rejects %j", async (body, param) => {
    expect(await post("/v1/checks", body, TOOLS)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it("reports a failed rail to the operator", async () => {
    const events: GatewayEvent[] = [];
    const config = RailsConfig.fromObject({
      models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["perhaps"] } }],
      rails: { input: { flows: ["self check input"] } },
    });
    const { body } = await post("/v1/checks", { messages: [USER] }, config, events);
    expect(body).toMatchObject({ status: "blocked", rail: "self check input" });
    expect(JSON.stringify(body)).not.toContain("read");
    expect(events).toMatchObject([{ railFailures: [{ rail: "self check input", reason: /could not read/ }] }]);
  });
});

describe("POST /v1/guardrail/checks, as in NVIDIA's microservice", () => {
  const ask = (messages: readonly object[]) =>
    post("/v1/guardrail/checks", { model: "gpt-5.1", messages, guardrails: { config_id: "main" } });

  it.each([
    [[USER], "success", {}],
    [[{ role: "user", content: "forbidden" }], "blocked", { "regex check input": { status: "blocked" } }],
    [[USER, bad], "blocked", { "regex check output": { status: "blocked" } }],
  ])("%j: %s", async (messages, status, rails) => {
    expect((await ask(messages)).body).toEqual({ status, rails_status: rails, guardrails_data: null });
  });

  it("accepts no config from a client", async () => {
    const body = { model: "m", messages: [USER], guardrails: { config: { rails: {} } } };
    expect((await post("/v1/guardrail/checks", body)).body).toMatchObject({ error: { param: "guardrails.config" } });
  });
});

describe("POST /beta/litellm_basic_guardrail_api", () => {
  const rails = {
    input: { flows: ["regex check input", "mask sensitive data on input"] },
    output: { flows: ["regex check output", "mask sensitive data on output"], streaming: { enabled: true } },
    tool_output: { flows: ["tool call validation"] },
    config: {
      ...(regexRails() as { config: object }).config,
      sensitive_data_detection: { input: { entities: ["EMAIL_ADDRESS"] }, output: { entities: ["EMAIL_ADDRESS"] } },
    },
  };
  const config = RailsConfig.fromObject({ rails });
  /** The fields that LiteLLM 1.108 sends besides the texts. */
  const facts = {
    request_data: { user_api_key_hash: "h" },
    request_headers: { "content-type": "application/json", "user-agent": "[present]" },
    litellm_version: "1.108.7",
    litellm_call_id: "1",
    litellm_trace_id: null,
    structured_messages: [{ role: "user", content: "what texts are made of" }],
    images: null,
    tools: null,
    tool_calls: null,
    model: "m",
    additional_provider_specific_params: {},
  };
  const ask = (body: object, one = config) => post("/beta/litellm_basic_guardrail_api", { ...facts, ...body }, one);

  it.each([
    ["passes", "request", ["hi", "there"], { action: "NONE" }],
    [
      "blocks",
      "request",
      ["hi", "forbidden"],
      { action: "BLOCKED", blocked_reason: "Blocked by regex check input rails." },
    ],
    [
      "finds what was cut in two",
      "request",
      ["forb", "idden"],
      { action: "BLOCKED", blocked_reason: "Blocked by regex check input rails." },
    ],
    [
      "masks",
      "request",
      ["hi", "I am ann@example.com."],
      { action: "GUARDRAIL_INTERVENED", texts: ["hi", "I am <EMAIL_ADDRESS>."] },
    ],
    ["passes", "response", ["Fine! "], { action: "NONE" }],
    [
      "blocks",
      "response",
      ["fine", SECRET],
      { action: "BLOCKED", blocked_reason: "Blocked by regex check output rails." },
    ],
    [
      "masks",
      "response",
      ["ask ann@example.com", "fine"],
      { action: "GUARDRAIL_INTERVENED", texts: ["ask <EMAIL_ADDRESS>", "fine"], stream_holdback_chars: [15, 4] },
    ],
  ])("%s a %s: %j", async (_, input_type, texts, told) => {
    expect(await ask({ input_type, texts })).toEqual({ status: 200, body: told });
  });

  it("returns how much of a stream to hold back, so that delivered text is never rewritten", async () => {
    const text = "Write to ann@example.com or to bob@example.org, not to me@ home.";
    let sent = "";
    for (let length = 1; length <= text.length; length++) {
      const { body } = await ask({ input_type: "response", texts: [text.slice(0, length)] });
      const { texts = [text.slice(0, length)], stream_holdback_chars: held = [0] } = body as Record<string, never[]>;
      const [told = "", kept = 0] = [texts[0], held[0]];
      expect(told.startsWith(sent)).toBe(true);
      sent = told.slice(0, Math.max(sent.length, told.length - kept));
    }
    expect(sent).toBe("Write to <EMAIL_ADDRESS> or to <EMAIL_ADDRESS>, not to me@ ");
  });

  it("checks tool calls in an answer", async () => {
    const body = { input_type: "response", texts: [], tool_calls: called("get_weather").tool_calls.slice(0, 1) };
    expect((await ask({ ...body, tools: [WEATHER] })).body).toEqual({ action: "NONE" });
    expect((await ask(body)).body).toEqual({
      action: "BLOCKED",
      blocked_reason: "Blocked by tool call validation rails.",
    });
  });

  it("blocks images if the config does", async () => {
    const strict = RailsConfig.fromObject({ rails: { input: { flows: [], media: "refuse" } } });
    const body = { input_type: "request", texts: ["what is this?"], images: ["iVBORw0KGgoAAAANSUhEUg=="] };
    expect((await ask(body)).body).toEqual({ action: "NONE" });
    expect((await ask(body, strict)).body["action"]).toBe("BLOCKED");
  });

  it("runs the configs that LiteLLM's own config names", async () => {
    const app = (await import("../../src/server/app.ts")).createApp({
      configs: { open: RailsConfig.fromObject({}), strict: config },
      defaultConfigId: "open",
    });
    const said = async (params: object) => {
      const body = {
        ...facts,
        input_type: "request",
        texts: ["forbidden"],
        additional_provider_specific_params: params,
      };
      return (await (await app.request("/beta/litellm_basic_guardrail_api", jsonRequest(body))).json()) as Json;
    };
    expect(await said({ threshold: 0.8 })).toEqual({ action: "NONE" });
    expect(await said({ config_id: "strict", threshold: 0.8 })).toMatchObject({ action: "BLOCKED" });
    expect(await said({ config_ids: ["open", "strict"] })).toMatchObject({ action: "BLOCKED" });
    expect(await said({ config_id: "nobody" })).toMatchObject({ error: { code: "config_not_found" } });
  });

  it.each([
    [{ texts: ["a"] }, "input_type"],
    [{ texts: "a", input_type: "request" }, "texts"],
    [{ texts: [], input_type: "request" }, "texts"],
    [{ texts: Array.from({ length: 65 }, () => "a"), input_type: "response" }, "texts"],
  ])("rejects %j", async (body, param) => {
    expect(await ask(body)).toMatchObject({ status: 400, body: { error: { param } } });
  });
});

describe("other routes of NeMo Guardrails' server", () => {
  it("exist: health and challenges", async () => {
    const app = gatewayOf(guarded, { apiKeys: ["k"] });
    const health = await app.request("/v1/health");
    expect([health.status, health.headers.get("content-type"), await health.json()]).toEqual([
      200,
      "application/health+json",
      { status: "pass" },
    ]);
    expect((await app.request("/v1/challenges")).status).toBe(401);
    const headers = { authorization: "Bearer k" };
    expect(await (await app.request("/v1/challenges", { headers })).json()).toEqual([]);
  });
});
