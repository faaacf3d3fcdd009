import { assert, asyncProperty, boolean, constantFrom, dictionary, record, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import { chat, errorOf, jsonRequest, regexRails, USER } from "./gateway.ts";

const config = (model: string, allowed?: readonly string[], rails: object = {}) =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model, parameters: { base_url: "http://up.test/v1" } }],
    ...(allowed === undefined ? {} : { allowed_models: allowed }),
    rails,
  });

const CONFIGS = {
  open: config("small", ["big", "org/big"]),
  guarded: config("small", ["org/big"], regexRails()),
  other: config("other-model"),
};

/** A gateway whose provider records the requested models. */
const gateway = (options: Partial<GatewayOptions> = { defaultConfigId: "guarded" }) => {
  const asked: { readonly model: string }[] = [];
  const app = createApp({
    configs: CONFIGS,
    env: { OPENAI_API_KEY: "k" },
    fetch: (_url, init) => {
      const { model } = JSON.parse(init?.body as string) as { readonly model: string };
      asked.push({ model });
      return Promise.resolve(Response.json({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }));
    },
    ...options,
  });
  return { app, asked };
};

const outcomeOf = async (body: object, options?: Partial<GatewayOptions>) => {
  const { app, asked } = gateway(options);
  const response = await chat(app, body);
  const { guardrails, error } = (await response.json()) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const ids = guardrails?.["config_ids"] ?? (guardrails === undefined ? undefined : [guardrails["config_id"]]);
  return { status: response.status, ids, model: asked[0]?.model, code: error?.["code"] };
};

describe("a model whose name is in a variable", () => {
  const options = { configs: { open: config("${MAIN}", ["${OTHER:-big}", "org/big"]) }, env: { MAIN: "small" } };
  it("is known to clients by its resolved name", async () => {
    const { app } = gateway(options);
    const listed = (await (await app.request("/v1/models")).json()) as { data: readonly { id: string }[] };
    expect(listed.data.map(({ id }) => id)).toEqual(["open", "small", "big", "org/big", "open/big", "open/org/big"]);
    expect(await outcomeOf({ model: "small" }, options)).toMatchObject({ status: 200, model: "small" });
    expect(await outcomeOf({ model: "big" }, options)).toMatchObject({ status: 200, model: "big" });
    expect(await outcomeOf({ model: "${MAIN}" }, options)).toMatchObject({ status: 404 });
  });
});

describe("`model` of a request", () => {
  it.each<readonly [string, object, object]>([
    ["nothing means the default config and its model", {}, { ids: ["guarded"], model: "small" }],
    ["an empty text means nothing", { model: "" }, { ids: ["guarded"], model: "small" }],
    ["`any` leaves the choice to the config", { model: "any" }, { ids: ["guarded"], model: "small" }],
    ["`any` of a named config", { model: "any", config_id: "open" }, { ids: ["open"], model: "small" }],
    ["a config selects it", { model: "open" }, { ids: ["open"], model: "small" }],
    ["the main model of the default config", { model: "small" }, { ids: ["guarded"], model: "small" }],
    ["a model that the default config allows", { model: "org/big" }, { ids: ["guarded"], model: "org/big" }],
    ["config/model", { model: "open/big" }, { ids: ["open"], model: "big" }],
    ["config/model with a slash", { model: "open/org/big" }, { ids: ["open"], model: "org/big" }],
    ["config/model of its own", { model: "other/other-model" }, { ids: ["other"], model: "other-model" }],
    ["a model that the named config allows", { model: "big", config_id: "open" }, { ids: ["open"], model: "big" }],
    [
      "the same in `guardrails`",
      { model: "big", guardrails: { config_ids: ["open"] } },
      { ids: ["open"], model: "big" },
    ],
    [
      "a model that all named configs allow",
      { model: "org/big", config_ids: ["open", "guarded"] },
      { ids: ["guarded", "open"], model: "org/big" },
    ],
    ["a config beside others adds its rails", { model: "guarded", config_id: "open" }, { ids: ["guarded", "open"] }],
  ])("%s", async (_name, body, expected) => {
    expect(await outcomeOf(body)).toMatchObject({ status: 200, ...expected });
  });

  it.each<readonly [string, object]>([
    ["nobody knows", { model: "gpt-99" }],
    ["only another config allows", { model: "big" }],
    ["only one of the named configs allows", { model: "big", config_ids: ["open", "guarded"] }],
    ["its config does not allow", { model: "guarded/big" }],
    ["is a config with nothing behind it", { model: "open/" }],
    ["is a name of every object", { model: "constructor" }],
  ])("that %s is a 404, without a call", async (_name, body) => {
    expect(await outcomeOf(body)).toEqual({
      status: 404,
      ids: undefined,
      model: undefined,
      code: "model_not_found",
    });
  });

  it("that is unknown is an error that lists the known ones", async () => {
    const { message, param } = await errorOf(await chat(gateway().app, { model: "gpt-99" }));
    expect(param).toBe("model");
    expect(message).toBe(
      "There is no such model here. There are: open, guarded, other, small, org/big, open/big, open/org/big, guarded/org/big",
    );
  });

  it("that is unknown selects the default with `anyModel`, while known names keep their meaning", async () => {
    const any = { anyModel: true, defaultConfigId: "guarded" };
    expect(await outcomeOf({ model: "gpt-99" }, any)).toMatchObject({ ids: ["guarded"], model: "small" });
    expect(await outcomeOf({ model: "big", config_id: "guarded" }, any)).toMatchObject({ model: "small" });
    expect(await outcomeOf({ model: "open/big" }, any)).toMatchObject({ ids: ["open"], model: "big" });
  });

  it.each([
    ["/v1/responses", { input: "hi" }],
    ["/v1/messages", { max_tokens: 10, messages: [USER] }],
    ["/v1/checks", { messages: [USER] }],
  ])("has the same meaning at %s", async (path, body) => {
    const { app, asked } = gateway();
    const post = (model: string) => app.request(path, jsonRequest({ ...body, model }));
    expect((await post("open/big")).status).toBe(200);
    if (path !== "/v1/checks") expect(asked).toMatchObject([{ model: "big" }]);
    expect((await post("gpt-99")).status).toBe(404);
  });

  it("does not affect the models of judges", async () => {
    const rails = { input: { flows: ["self check input"] } };
    const judged = RailsConfig.fromObject({
      models: [{ type: "main", engine: "openai", model: "small", parameters: { base_url: "http://up.test/v1" } }],
      allowed_models: ["big"],
      prompts: [{ task: "self_check_input", content: "Is this bad? {{ user_input }}" }],
      rails,
    });
    const asked: string[] = [];
    const app = createApp({
      configs: { judged },
      env: { OPENAI_API_KEY: "k" },
      fetch: (_url, init) => {
        asked.push((JSON.parse(init?.body as string) as { readonly model: string }).model);
        return Promise.resolve(Response.json({ choices: [{ message: { content: "No" }, finish_reason: "stop" }] }));
      },
    });
    expect((await chat(app, { model: "big" })).status).toBe(200);
    expect(asked).toEqual(["small", "big"]);
  });
});

/** In OpenAI's format and in Anthropic's. */
const listed = (id: string, owner: string): object => ({
  id,
  object: "model",
  created: 0,
  owned_by: owner,
  type: "model",
  display_name: id,
  created_at: "1970-01-01T00:00:00.000Z",
});

describe("GET /v1/models", () => {
  const list = async () => {
    const response = await gateway().app.request("/v1/models");
    return (await response.json()) as { readonly data: readonly { readonly id: string; readonly owned_by: string }[] };
  };

  it("lists configs and models without calling them", async () => {
    expect(await list()).toEqual({
      object: "list",
      data: [
        ["open", "edgerails"],
        ["guarded", "edgerails"],
        ["other", "edgerails"],
        ["small", "openai"],
        ["org/big", "openai"],
        ["open/big", "openai"],
        ["open/org/big", "openai"],
        ["guarded/org/big", "openai"],
      ].map(([id = "", owner = ""]) => listed(id, owner)),
      has_more: false,
      first_id: "open",
      last_id: "guarded/org/big",
    });
  });

  it("{id} is found with its slashes escaped or not, otherwise a 404", async () => {
    const { app } = gateway();
    for (const path of ["open%2Forg%2Fbig", "open/org/big"]) {
      expect(await (await app.request(`/v1/models/${path}`)).json()).toEqual(listed("open/org/big", "openai"));
    }
    for (const path of ["gpt-99", "%E0%A4%A", "open/", "guarded%2Fbig"]) {
      const response = await app.request(`/v1/models/${path}`);
      expect(response.status).toBe(404);
      expect(await errorOf(response)).toMatchObject({ code: "model_not_found", param: "model" });
    }
  });

  it("lists only names that a request may use, for any configs", async () => {
    const name = constantFrom("a", "b", "c", "a/b", "b/c", "x");
    const configs = dictionary(
      constantFrom("a", "b", "c"),
      record({ model: name, allowed: uniqueArray(name, { maxLength: 3 }) }),
      { minKeys: 1 },
    );
    await assert(
      asyncProperty(configs, boolean(), async (described, hasDefault) => {
        const made = Object.entries(described).map(([id, { model, allowed }]) => [id, config(model, allowed)]);
        const [first = ""] = Object.keys(described);
        const options = { configs: Object.fromEntries(made) as GatewayOptions["configs"] };
        const { app } = gateway({ ...options, ...(hasDefault ? { defaultConfigId: first } : {}) });
        const { data } = (await (await app.request("/v1/models")).json()) as {
          readonly data: readonly { readonly id: string }[];
        };
        for (const { id } of data) {
          expect((await chat(app, { model: id })).status).toBe(200);
          expect((await app.request(`/v1/models/${encodeURIComponent(id)}`)).status).toBe(200);
        }
      }),
      { numRuns: 40 },
    );
  });
});
