import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { ApiKeys } from "../../src/server/api-keys.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { chat, errorOf, gatewayOf, jsonRequest, regexRails, scripted, SECRET, USER } from "./gateway.ts";

const hello = scripted({ replies: ["Hello you"] });
const guarded = scripted({ replies: ["Hello you"] }, regexRails());

describe("GET routes", () => {
  const app = createApp({ configs: { b: hello, a: guarded }, defaultConfigId: "a" });

  it("/ lists the routes", async () => {
    const response = await app.request("/");
    expect(await response.json()).toEqual({
      name: "edgerails",
      routes: [
        "POST /v1/chat/completions",
        "POST /v1/responses",
        "POST /v1/messages",
        "POST /v1/checks",
        "POST /v1/guardrail/checks",
        "POST /beta/litellm_basic_guardrail_api",
        "GET /v1/challenges",
        "GET /v1/rails/configs",
        "GET /v1/models",
        "GET /v1/models/{id}",
        "GET /v1/health",
        "GET /healthz",
        "GET /health",
      ],
    });
  });

  it.each(["/healthz", "/health", "/v1/health"])("%s responds pass in its own media type", async (path) => {
    const response = await app.request(path);
    expect(response.headers.get("content-type")).toBe("application/health+json");
    expect(await response.json()).toEqual({ status: "pass" });
  });

  it("/v1/rails/configs lists the configs that a client may name", async () => {
    expect(await (await app.request("/v1/rails/configs")).json()).toEqual([{ id: "b" }, { id: "a" }]);
  });

  it("/v1/rails/config-schema serves the schema of the options, without a key", async () => {
    const gateway = createApp({ configs: { a: guarded }, apiKeys: ["key"], configSchema: { title: "schema" } });
    const response = await gateway.request("/v1/rails/config-schema");
    expect(response.headers.get("content-type")).toBe("application/schema+json");
    expect(await response.json()).toEqual({ title: "schema" });
    const { routes } = (await (await gateway.request("/", { headers: { "x-api-key": "key" } })).json()) as {
      readonly routes: readonly string[];
    };
    expect(routes).toContain("GET /v1/rails/config-schema");
    expect((await app.request("/v1/rails/config-schema")).status).toBe(404);
  });

  it.each([
    ["GET", "/v1/chat/completions", 405, "POST, OPTIONS"],
    ["DELETE", "/v1/checks", 405, "POST, OPTIONS"],
    ["POST", "/healthz", 405, "GET, OPTIONS"],
    ["GET", "/v1/nothing", 404, null],
  ])("%s %s is rejected with %i and an error body", async (method, path, status, allow) => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get("allow")).toBe(allow);
    expect(await errorOf(response)).toMatchObject({ type: "invalid_request_error", param: null });
  });
});

describe("POST /v1/checks", () => {
  const check = async (body: object) => {
    const response = await gatewayOf(guarded).request("/v1/checks", jsonRequest(body));
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const answer = { role: "assistant", content: `It is ${SECRET}.` };

  it.each([
    ["a question that passes", { messages: [USER] }, { status: "passed", content: "hi", rail: null }],
    [
      "a question that is refused",
      { messages: [{ role: "user", content: "forbidden" }] },
      { status: "blocked", rail: "regex check input" },
    ],
    ["an answer that is blocked", { messages: [USER, answer] }, { status: "blocked", rail: "regex check output" }],
    [
      "only the rails that are asked for",
      { messages: [USER, answer], guardrails: { config_id: "main", rail_types: ["input"] } },
      { status: "passed" },
    ],
    ["the same at the top level", { messages: [USER, answer], rail_types: ["input"] }, { status: "passed" }],
  ])("checks %s", async (_name, body, expected) => {
    expect(await check(body)).toMatchObject({ status: 200, body: expected });
  });

  it.each([
    [{ messages: [USER], rail_types: ["dialog"] }, "rail_types.0"],
    [{ messages: [USER], rail_types: [] }, "rail_types"],
    [{ messages: [USER], stream: true }, "stream"],
    [{ rail_types: ["input"] }, "messages"],
  ])("rejects %j", async (body, param) => {
    expect(await check(body)).toMatchObject({ status: 400, body: { error: { param } } });
  });
});

describe("API keys", () => {
  const app = gatewayOf(hello, { apiKeys: ["key-one", "key-two"] });
  const ask = (authorization?: string) => chat(app, {}, authorization === undefined ? {} : { authorization });

  it.each(["Bearer key-one", "bearer key-two", "Bearer  key-two "])("accept %j", async (header) => {
    expect((await ask(header)).status).toBe(200);
  });

  it.each([
    [undefined, "missing_api_key"],
    ["Basic a2V5LW9uZQ==", "missing_api_key"],
    ["Bearer", "missing_api_key"],
    ["Bearer key-on", "invalid_api_key"],
    ["Bearer key-onee", "invalid_api_key"],
    ["Bearer KEY-ONE", "invalid_api_key"],
    ["Bearer key-one,key-two", "invalid_api_key"],
  ])("reject %j", async (header, code) => {
    const response = await ask(header);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await errorOf(response)).toMatchObject({ code });
  });

  it.each(["/", "/v1/models", "/v1/rails/configs", "/v1/nothing"])("protect %s", async (path) => {
    expect((await app.request(path)).status).toBe(401);
  });

  it("are compared in full, not by a part of their digests", async () => {
    const keys = new ApiKeys(["key-one"], undefined);
    const shown = (key: string) => new Request("http://x", { headers: { authorization: `Bearer ${key}` } });
    for (let turn = 0; turn < 2_000; turn += 1) await expect(keys.check(shown(`key-${turn}`))).rejects.toThrow();
    await keys.check(shown("key-one"));
  });

  it("are not required for /healthz", async () => {
    expect((await app.request("/healthz")).status).toBe(200);
  });
});

describe("CORS", () => {
  const app = gatewayOf(hello, { corsOrigins: ["https://app.example"] });
  const preflight = (origin: string) =>
    app.request("/v1/chat/completions", {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, x-stainless-os, traceparent",
      },
    });

  it("allows exactly the listed origins", async () => {
    const { status, headers } = await preflight("https://app.example");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(headers.get("access-control-allow-headers")).toBe("authorization,content-type,x-stainless-os,traceparent");
    expect(headers.get("access-control-allow-methods")).toBe("GET,POST,OPTIONS");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await chat(app, {}, { origin: "https://app.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(answer.headers.get("access-control-expose-headers")).toBe("x-request-id,request-id,retry-after");
    expect(answer.headers.get("vary")).toBe("Origin");
  });

  it.each(["https://evil.example", "https://app.example.evil", "http://app.example", "null"])(
    "sends %s no allow header",
    async (origin) => {
      expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
      expect((await chat(app, {}, { origin })).headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  it("is off by default", async () => {
    const { headers } = await chat(gatewayOf(hello), {}, { origin: "https://app.example" });
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("vary")).toBeNull();
  });
});

describe("createApp", () => {
  it.each([
    [undefined, /configs: A gateway needs configs by id, as in createApp/],
    [{ configs: {} }, /configs: A gateway needs configs by id/],
    [{ configs: hello }, /configs: A gateway needs configs by id/],
    [{ configs: { a: Promise.resolve(hello) } }, /configs\.a: Expected a RailsConfig but found a Promise/],
    [{ configs: { a: { models: [] } } }, /configs\.a: Expected a RailsConfig but found an Object/],
    [{ configs: { "a/b": hello } }, /"a\/b" cannot be used/],
    [{ configs: { hello }, defaultConfigId: "helo" }, /did you mean `hello`/],
    [{ configs: { hello }, apiKeys: [] }, /`apiKeys` is empty/],
    [{ configs: { hello }, apiKeys: ["a b"] }, /blank or has spaces/],
    [{ configs: { hello }, heartbeatMs: 0 }, /heartbeatMs: Expected/],
    [{ configs: { hello }, heartbeatMs: Number.NaN }, /heartbeatMs: Expected/],
    [{ configs: { hello }, limits: { maxChoices: -1 } }, /maxChoices: Expected/],
    [
      { configs: { hello }, limits: { maxChoice: 1 } },
      /limits\.maxChoice: There is no such limit, did you mean `maxChoices`/,
    ],
    [{ configs: { hello }, apiKey: ["secret"] }, /apiKey: There is no such option, did you mean `apiKeys`/],
    [{ config: { hello } }, /config: There is no such option, did you mean `configs`/],
    [{ configs: { hello }, corsOrigins: ["*"] }, /corsOrigins/],
    [{ configs: { hello }, corsOrigins: ["https://app.example/"] }, /corsOrigins/],
  ])("rejects invalid options: %#", (options, message) => {
    const create = (): unknown => createApp(options as GatewayOptions);
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });

  it("requires a config id in every request if there are several configs and no default", async () => {
    const app = createApp({ configs: { a: hello, b: guarded } });
    const response = await chat(app);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: "config_required", param: "config_id" });
    expect((await chat(app, { config_id: "b" })).status).toBe(200);
  });

  it("runs the rails of all configs that a request names, in any order", async () => {
    const app = createApp({ configs: { a: hello, b: guarded } });
    for (const config_ids of [
      ["a", "b"],
      ["b", "a", "b"],
    ]) {
      const response = await chat(app, { guardrails: { config_ids }, messages: [{ ...USER, content: "forbidden" }] });
      expect(await response.json()).toMatchObject({
        choices: [{ finish_reason: "content_filter" }],
        guardrails: { status: "blocked", rail: "regex check input", config_ids: ["a", "b"] },
      });
    }
  });

  it("tells clients of an invalid config only to ask the operator", async () => {
    const broken = scripted({}, { output: { flows: ["no such flow"] } });
    const response = await chat(createApp({ configs: { broken } }), { stream: true });
    expect(response.status).toBe(500);
    expect(await errorOf(response)).toEqual({
      message: `The gateway's config cannot serve this request (${response.headers.get("x-request-id")})`,
      type: "internal_error",
      param: null,
      code: "invalid_config",
    });
  });

  it("reports that configs cannot be combined, without their content", async () => {
    const other = RailsConfig.fromObject({ models: [{ type: "main", engine: "scripted", model: "secret-name" }] });
    const events: GatewayEvent[] = [];
    const app = createApp({ configs: { a: hello, b: other }, onEvent: (event) => events.push(event) });
    const response = await chat(app, { config_ids: ["a", "b"] });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('The configs \\"a\\" and \\"b\\" cannot be combined');
    expect(text).not.toContain("secret-name");
    expect(events).toMatchObject([{ status: 400, error: { cause: expect.any(ConfigError) as unknown } }]);
  });

  it("reports every request to the operator, and survives a logger that throws", async () => {
    const events: GatewayEvent[] = [];
    const app = gatewayOf(guarded, {
      onEvent: (event) => {
        events.push(event);
        throw new Error("the log is full");
      },
    });
    const response = await chat(app, { stream: true });
    await response.text();
    await (await chat(app, { messages: [{ ...USER, content: "forbidden" }] })).text();
    await app.request("/healthz");
    expect(events).toMatchObject([
      { status: 200, stream: true, configIds: ["main"], cancelled: false, outcome: { status: "passed" } },
      { status: 200, stream: false, outcome: { status: "blocked", rail: "regex check input" } },
      { status: 200, path: "/healthz", configIds: [] },
    ]);
    expect(events[0]).toHaveProperty("usage.completionTokens", 2);
    expect(events[0]?.requestId).toBe(response.headers.get("x-request-id"));
  });
});
