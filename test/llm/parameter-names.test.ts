import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { withOwnNames } from "../../src/llm/parameter-names.ts";
import { createModel } from "../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig, runtimeOf } from "../support/model-runtime.ts";

const read = (parameters: Readonly<Record<string, unknown>>): unknown =>
  withOwnNames(modelConfig({ parameters })).parameters;

const ANSWER = { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] };

describe("parameters under the names of other libraries", () => {
  it.each([
    ["openai_api_base", "base_url"],
    ["api_base", "base_url"],
    ["ollama_base_url", "base_url"],
    ["nim_base_url", "base_url"],
    ["baseURL", "base_url"],
    ["basePath", "base_url"],
    ["anthropicApiUrl", "base_url"],
    ["openai_api_key", "api_key"],
    ["some_provider_api_key", "api_key"],
    ["openAIApiKey", "api_key"],
    ["apiKey", "api_key"],
    ["api-key", "api_key"],
    ["openai_api_version", "api_version"],
    ["azure_api_version", "api_version"],
    ["azureOpenAIApiVersion", "api_version"],
    ["request_timeout", "timeout"],
    ["num_retries", "max_retries"],
    ["maxRetries", "max_retries"],
    ["extra_headers", "default_headers"],
    ["defaultHeaders", "default_headers"],
    ["openai_organization", "organization"],
    ["openai_project", "project"],
  ])("%s has the meaning of %s", (name, own) => {
    expect(read({ [name]: "x" })).toEqual({ [own]: "x" });
  });

  it.each([
    ["azure_openai_endpoint", "azure_endpoint", "https://r.test"],
    ["azureOpenAIEndpoint", "azure_endpoint", "https://r.test"],
    ["azureOpenAIApiKey", "api_key", "k"],
    ["azureOpenAIApiDeploymentName", "azure_deployment", "d"],
    ["deployment_id", "azure_deployment", "d"],
    ["deployment_name", "azure_deployment", "d"],
  ])("%s has the meaning of %s for Azure, and is rejected for engines without it", (name, own, value) => {
    const parameters = { azure_endpoint: "https://r.test", api_version: "1", api_key: "k", [name]: value };
    const create = (engine: string): unknown => createModel(modelConfig({ engine, parameters }), runtimeOf());
    expect(() => create("azure")).not.toThrow();
    expect(() => create("openai")).toThrow(own === "api_key" ? "azure_endpoint" : own);
  });

  it("may name the variable of a key as well as the key", async () => {
    for (const name of ["api_key_env_var", "api_key_env", "openai_api_key_env_var"]) {
      const runtime = capturingRuntime(ANSWER, { MINE: "mine", OPENAI_API_KEY: "other" });
      await createModel(modelConfig({ parameters: { [name]: "MINE" } }), runtime).generate(ask());
      expect(runtime.first().headers.get("authorization")).toBe("Bearer mine");
      expect(Object.keys(runtime.first().body)).not.toContain(name);
    }
  });

  it("set the headers for organization and project", async () => {
    const runtime = capturingRuntime(ANSWER, { OPENAI_API_KEY: "k" });
    const parameters = { openai_organization: "org_1", project: "proj_1" };
    await createModel(modelConfig({ parameters }), runtime).generate(ask());
    const { headers, body } = runtime.first();
    expect([headers.get("openai-organization"), headers.get("openai-project")]).toEqual(["org_1", "proj_1"]);
    expect(Object.keys(body).toSorted()).toEqual(["messages", "model"]);
  });

  it("set a token of Entra ID for Azure", async () => {
    const runtime = capturingRuntime(ANSWER, { AZURE_OPENAI_API_KEY: "k" });
    const parameters = { azure_endpoint: "https://r.test", api_version: "1", azure_ad_token: "entra" };
    await createModel(modelConfig({ engine: "azure", parameters }), runtime).generate(ask());
    const { headers, body } = runtime.first();
    expect([headers.get("authorization"), headers.get("api-key")]).toEqual(["Bearer entra", null]);
    expect(JSON.stringify(body)).not.toContain("entra");
  });

  it("do not send the key of one provider to the URL of another", () => {
    const message = "is a key of another provider than engine";
    for (const [engine, name] of [
      ["openai", "google_api_key"],
      ["openai", "nvidia_api_key"],
      ["nim", "openai_api_key"],
      ["anthropic", "OPENAI_API_KEY"],
    ] as const) {
      expect(() => withOwnNames(modelConfig({ engine, parameters: { [name]: "k" } }))).toThrow(message);
      const at = { [name]: "k", base_url: "http://own.test" };
      expect(withOwnNames(modelConfig({ engine, parameters: at })).parameters).toMatchObject({ api_key: "k" });
    }
    expect(withOwnNames(modelConfig({ engine: "nim", parameters: { nvidia_api_key: "k" } })).parameters).toEqual({
      api_key: "k",
    });
  });

  it("are rejected if they imply another engine", () => {
    const parameters = { openai_api_type: "azure", api_key: "k" };
    expect(() => createModel(modelConfig({ parameters }), runtimeOf())).toThrow("Use engine `azure` instead");
  });

  it("may be set besides the standard name with the same value", () => {
    expect(read({ api_version: "1", openai_api_version: "1" })).toEqual({ api_version: "1" });
    expect(() => read({ base_url: "http://a.test", openai_api_base: "http://b.test" })).toThrow(
      "`openai_api_base` means `base_url`, which is given as well and differs",
    );
  });

  it("apply the URL and key that they name, and are not sent in the body", async () => {
    const parameters = { openai_api_base: "http://localhost:5000/v1", openai_api_key: "own-key", temperature: 0.5 };
    const runtime = capturingRuntime(ANSWER, { OPENAI_API_KEY: "other" });
    await createModel(modelConfig({ parameters }), runtime).generate(ask());
    const { url, headers, body } = runtime.first();
    expect(url).toBe("http://localhost:5000/v1/chat/completions");
    expect(headers.get("authorization")).toBe("Bearer own-key");
    expect(Object.keys(body).toSorted()).toEqual(["messages", "model", "temperature"]);
  });

  it("configure an unknown engine", () => {
    const create = (): unknown =>
      createModel(modelConfig({ engine: "my_server", parameters: { api_base: "http://a.test" } }), runtimeOf());
    expect(create).not.toThrow();
  });
});

describe("a parameter that looks like a credential or URL", () => {
  const KEY = "sk-live0123456789abcdef";

  it.each([
    ["openai_proxy", "http://proxy.test"],
    ["auth_token", "x"],
    ["client_secret", "x"],
    ["webhook_url", "x"],
    ["password", "x"],
    ["anything", "https://elsewhere.test/collect"],
    ["something", KEY],
    ["note", `Bearer ${KEY}`],
    ["authToken", "x"],
    ["X-Auth-Token", "x"],
    ["bearer", "x"],
    ["pwd", "x"],
    ["aws_access_key_id", "x"],
    ["vertex_project", "x"],
    ["http_headers", "x"],
    ["configuration", "x"],
    ["ssl_verify", "x"],
  ])("%s: %s is rejected, without its value", (name, value) => {
    for (const parameters of [
      { [name]: value },
      { model_kwargs: { [name]: value } },
      { extra_body: { [name]: value } },
    ]) {
      expect(() => read(parameters)).toThrow(ConfigError);
      expect(() => read(parameters)).toThrow(/it would be sent in the body of every call; use `api_key`/);
      expect(() => read(parameters)).not.toThrow(value.length > 1 ? value : "nothing");
    }
  });

  it.each([
    { configuration: { baseURL: "http://a.test" } },
    { client_options: { api_key: "x" } },
    { client_kwargs: { headers: { a: "x" } } },
    { litellm_params: { api_key: "x" } },
    { auth: { key: "x" } },
    { metadata: { api_key: "x" } },
    { extra_body: { nested: { deep: [{ api_key: "x" }] } } },
    { model_kwargs: { headers: { Authorization: "x" } } },
    { additional_kwargs: { openai_api_key: "x" } },
    { verify: false },
  ])("is rejected at any depth: %j", (parameters) => {
    expect(() => read(parameters)).toThrow(/it would be sent in the body of every call/);
  });

  it("is accepted in the schema of a tool, and as a number", () => {
    const properties = { url: { type: "string" }, api_key: { type: "string" } };
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "object", properties } } }];
    expect(read({ tools, dry_base: 1.75 })).toEqual({ tools, dry_base: 1.75 });
  });

  it("is rejected with its path", () => {
    const issues = (() => {
      try {
        return read({ extra_body: { auth_token: "x" } });
      } catch (error) {
        return (error as ConfigError).issues;
      }
    })();
    expect(issues).toMatchObject([{ path: "models.parameters.extra_body.auth_token" }]);
  });

  it.each(["max_tokens", "prompt_cache_key", "stop_token_ids", "eos_token", "skip_special_tokens", "top_k", "user"])(
    "is accepted: %s",
    (name) => {
      expect(read({ [name]: "x" })).toEqual({ [name]: "x" });
    },
  );

  it.each([{ api_key: "k" }, { base_url: "http://a.test" }])(
    "%j is rejected for a binding, which needs none",
    (parameters) => {
      const env = { AI: { run: () => Promise.resolve({ response: "" }) } };
      expect(() => createModel(modelConfig({ engine: "workers_ai", parameters }), runtimeOf(env))).toThrow(ConfigError);
    },
  );
});
