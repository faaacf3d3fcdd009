import { createHash } from "node:crypto";
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  oneof,
  record,
  subarray,
  tuple,
  uniqueArray,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import type { GatewayKey } from "../../src/server/api-keys.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import { chat, errorOf, gatewayOf, scripted } from "./gateway.ts";

const sha256 = (key: string): string => createHash("sha256").update(key).digest("hex");

const IDS = ["a", "b", "c", "d"] as const;

/** A config that blocks a word, and lets clients choose its model. */
const forbids = (word: string): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model: "m", parameters: { base_url: "http://up.test/v1" } }],
    allowed_models: ["m2"],
    rails: {
      input: { flows: ["regex check input"] },
      config: { regex_detection: { input: { patterns: [`word-${word}`] } } },
    },
  });

const CONFIGS = Object.fromEntries(IDS.map((id) => [id, forbids(id)]));

const gateway = (keys: readonly GatewayKey[], more: Partial<GatewayOptions> = {}) => {
  const asked: string[] = [];
  const app = createApp({
    configs: CONFIGS,
    keys,
    env: { OPENAI_API_KEY: "k" },
    fetch: (_url, init) => {
      asked.push(init?.body as string);
      return Promise.resolve(Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }));
    },
    ...more,
  });
  return { app, asked };
};

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

describe("keys of which only hashes are stored", () => {
  const { app } = gateway([
    { sha256: sha256("free"), name: "free" },
    { sha256: sha256("bound").toUpperCase(), configs: ["a"], choices: ["b"] },
    { sha256: sha256("picky"), choices: ["c", "d"] },
  ]);
  const ids = async (key: string) => {
    const response = await app.request("/v1/rails/configs", { headers: bearer(key) });
    return ((await response.json()) as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  const used = async (key: string, body: object) => {
    const response = await chat(app, body, bearer(key));
    const { guardrails = {}, error } = (await response.json()) as Readonly<Record<string, Record<string, unknown>>>;
    return error?.["code"] ?? guardrails["config_ids"] ?? [guardrails["config_id"]];
  };

  it("are accepted, and see only the configs that they may name", async () => {
    expect(await ids("free")).toEqual(["a", "b", "c", "d"]);
    expect(await ids("bound")).toEqual(["a", "b"]);
    expect(await ids("picky")).toEqual(["c", "d"]);
    expect((await app.request("/v1/models", { headers: bearer(sha256("free")) })).status).toBe(401);
  });

  it.each<readonly [string, object, unknown]>([
    ["bound", {}, ["a"]],
    ["bound", { config_id: "a" }, ["a"]],
    ["bound", { config_id: "b" }, ["a", "b"]],
    ["bound", { model: "b" }, ["a", "b"]],
    ["bound", { model: "b/m2" }, ["a", "b"]],
    ["bound", { model: "m2" }, ["a"]],
    ["bound", { config_id: "c" }, "config_not_found"],
    ["bound", { model: "c" }, "model_not_found"],
    ["bound", { model: "c/m" }, "model_not_found"],
    ["picky", {}, "config_required"],
    ["picky", { model: "d" }, ["d"]],
    ["picky", { config_ids: ["c", "d"] }, ["c", "d"]],
    ["picky", { config_id: "a" }, "config_not_found"],
    ["free", { config_id: "c" }, ["c"]],
  ])("%s with %j becomes %j", async (key, body, expected) => {
    expect(await used(key, body)).toEqual(expected);
  });

  it("do not learn of configs that they may not name", async () => {
    const { message } = await errorOf(await chat(app, { model: "gpt-99" }, bearer("bound")));
    expect(message).toMatch(/There are: a, b, m, m2, a\/m2, b\/m2$/);
  });

  it.each<readonly [readonly GatewayKey[], RegExp]>([
    [[], /`keys` is empty/],
    [[{ sha256: "plain-key" }], /keys\.0\.sha256: Expected 64 hexadecimal digits/],
    [[{ sha256: sha256("x") }, { sha256: sha256("x").toUpperCase(), configs: ["a"] }], /keys\.1\.sha256: The same key/],
    [[{ sha256: sha256("x"), configs: [] }], /keys\.0: Expected at least one config/],
    [[{ sha256: sha256("x"), configs: ["aa"] }], /no config "aa" for a key/],
    [[{ sha256: sha256("x"), choices: ["aa"] }], /no config "aa" for a key/],
  ])("are rejected if they are invalid: %#", (keys, message) => {
    expect(() => gateway(keys)).toThrow(ConfigError);
    expect(() => gateway(keys)).toThrow(message);
  });

  it("are rejected if their mandatory configs cannot be combined", () => {
    const other = scripted({});
    const options = { configs: { a: forbids("a"), other } };
    expect(() => gateway([{ sha256: sha256("x"), configs: ["a", "other"] }], options)).toThrow(/another main model/);
  });
});

describe("headers that show a key", () => {
  const app = gatewayOf(scripted({ replies: ["hi"] }), { apiKeys: ["one", "two"] });

  it.each<readonly [Record<string, string>, number]>([
    [{ "x-api-key": "one" }, 200],
    [{ "api-key": "two" }, 200],
    [{ "x-api-key": " one " }, 200],
    [{ ...bearer("one"), "x-api-key": "one" }, 200],
    [{ authorization: "Basic eDp5", "x-api-key": "one" }, 200],
    [{ "x-api-key": "three" }, 401],
    [{ "x-api-key": "" }, 401],
    [{ ...bearer("one"), "x-api-key": "two" }, 401],
    [{ "api-key": "two", "x-api-key": "wrong" }, 401],
  ])("%j is %i", async (headers, status) => {
    expect((await chat(app, {}, headers)).status).toBe(status);
  });
});

describe("the mandatory configs of a key", () => {
  const id = constantFrom(...IDS, ...IDS, "e", "", "m2");
  const name = oneof(id, constantFrom("a/m2", "b/m", "c/m2", "d/", "m", "gpt-99", "*"));
  const ids = array(id, { minLength: 1, maxLength: 4 });
  const named = record({ config_id: id, config_ids: ids }, { requiredKeys: [] });
  const forms = [
    constantFrom({}),
    record({ config_id: id }),
    record({ config_ids: ids }),
    record({ guardrails: record({ config_id: id }) }),
    record({ guardrails: record({ config_ids: ids }) }),
    record({ config_ids: ids, guardrails: named }),
  ];
  const body = tuple(oneof(...forms), record({ model: name }, { requiredKeys: [] }));
  // Few of them have a request that is always blocked.
  const extras = oneof(
    { arbitrary: constantFrom({}, { options: { llm_params: { temperature: 0 } } }), weight: 6 },
    { arbitrary: constantFrom({ rails: false }, { options: { rails: { input: false } } }), weight: 1 },
  );
  const headers = dictionary(
    constantFrom(
      "x-config-id",
      "x-guardrails-config",
      "openai-organization",
      "x-api-key",
      "api-key",
      "x-forwarded-key",
    ),
    constantFrom("the-key", "the-key", "free-key", "a", "wrong"),
    { maxKeys: 1 },
  );

  it("run in every answered request, whatever it contains and in any order", async () => {
    let answered = 0;
    await assert(
      asyncProperty(
        subarray([...IDS], { minLength: 1 }),
        subarray([...IDS]),
        uniqueArray(constantFrom(...IDS), { minLength: 4 }),
        body,
        extras,
        headers,
        async (configs, choices, order, [asks, model], extra, shown) => {
          const said = { ...asks, ...model, ...extra };
          const keys = [
            { sha256: sha256("the-key"), configs, ...(choices.length === 0 ? {} : { choices }) },
            { sha256: sha256("free-key") },
          ];
          const ordered = Object.fromEntries(order.map((one) => [one, CONFIGS[one] as RailsConfig]));
          const { app, asked } = gateway(keys, { configs: ordered, anyModel: order[0] === "a" });
          for (const word of configs) {
            const messages = [{ role: "user", content: `the word-${word}` }];
            const response = await chat(app, { ...said, messages }, { ...shown, ...bearer("the-key") });
            await response.text();
          }
          expect(asked).toEqual([]);
          const harmless = await chat(app, { ...said }, { ...shown, ...bearer("the-key") });
          if (harmless.status === 200) answered += 1;
        },
      ),
      { numRuns: 150 },
    );
    // Otherwise, the property would also hold if nothing was ever answered.
    expect(answered).toBeGreaterThan(5);
  });
});
