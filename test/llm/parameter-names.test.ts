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

describe("a base URL as users write it", () => {
  it.each([
    ["ollama", "http://localhost:11434", "http://localhost:11434/v1/chat/completions"],
    ["ollama", "http://localhost:11434/", "http://localhost:11434/v1/chat/completions"],
    ["ollama", "http://localhost:11434/api/generate", "http://localhost:11434/v1/chat/completions"],
    ["ollama", "http://localhost:11434/api", "http://localhost:11434/v1/chat/completions"],
    ["ollama", "http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"],
    ["vllm", "http://gpu.test:8000", "http://gpu.test:8000/v1/chat/completions"],
    ["nim", "https://nim.test/", "https://nim.test/v1/chat/completions"],
    ["openai", "https://api.test/v1/chat/completions", "https://api.test/v1/chat/completions"],
    ["openai", "https://api.test/v1/", "https://api.test/v1/chat/completions"],
    [
      "openai",
      "https://api.test/openai/deployments/d/completions",
      "https://api.test/openai/deployments/d/chat/completions",
    ],
    ["openai", "https://api.test", "https://api.test/chat/completions"],
    ["openai", "https://api.openai.com", "https://api.openai.com/v1/chat/completions"],
    ["openai", "https://api.test//v1//", "https://api.test/v1/chat/completions"],
    ["openai", "https://api.test/v1/chat", "https://api.test/v1/chat/completions"],
    ["openai", "https://api.test/api", "https://api.test/api/chat/completions"],
    ["openai", "https://api.test/v1beta/openai/", "https://api.test/v1beta/openai/chat/completions"],
    ["openrouter", "https://openrouter.ai", "https://openrouter.ai/api/v1/chat/completions"],
    ["openrouter", "https://openrouter.ai/api", "https://openrouter.ai/api/v1/chat/completions"],
    ["ollama", "http://localhost:11434/api/chat", "http://localhost:11434/v1/chat/completions"],
    ["azure", "https://r.test/openai", "https://r.test/openai/deployments/m-1/chat/completions?api-version=1"],
    ["azure", "https://r.test/openai/v1", "https://r.test/openai/v1/chat/completions?api-version=1"],
    ["azure", "https://r.test/models", "https://r.test/models/chat/completions?api-version=1"],
    [
      "azure",
      "https://r.test/openai/deployments/d/chat/completions?api-version=2",
      "https://r.test/openai/deployments/d/chat/completions?api-version=2",
    ],
    [
      "azure",
      "https://r.openai.azure.com/openai/deployments/d/chat/completions",
      "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
    ],
    ["anthropic", "https://api.test/v1/messages", "https://api.test/v1/messages"],
    ["anthropic", "https://api.test/v1", "https://api.test/v1/messages"],
    ["anthropic", "https://api.test", "https://api.test/v1/messages"],
  ])("%s at %s is called at %s", async (engine, base_url, address) => {
    const runtime = capturingRuntime(ANSWER, {
      OPENAI_API_KEY: "k",
      ANTHROPIC_API_KEY: "k",
      AZURE_OPENAI_API_KEY: "k",
      OPENAI_API_VERSION: "1",
    });
    const model = createModel(modelConfig({ engine, parameters: { base_url, max_retries: 0 } }), runtime);
    await model.generate(ask()).catch(() => {});
    expect(runtime.first().url).toBe(address);
  });

  it("has no API version if Azure needs none", async () => {
    const runtime = capturingRuntime(ANSWER, { AZURE_OPENAI_API_KEY: "k", OPENAI_API_VERSION: "2024-10-21" });
    const parameters = { azure_endpoint: "https://r.test/openai/v1" };
    await createModel(modelConfig({ engine: "azure", parameters }), runtime).generate(ask());
    expect(runtime.first().url).toBe("https://r.test/openai/v1/chat/completions");
  });

  it.each([
    ["openai", "OPENAI_BASE_URL", "http://own.test/v1/chat/completions"],
    ["openai", "OPENAI_API_BASE", "http://own.test/v1/chat/completions"],
    ["ollama", "OLLAMA_BASE_URL", "http://own.test/v1/chat/completions"],
    ["nim", "NVIDIA_BASE_URL", "http://own.test/v1/chat/completions"],
    ["anthropic", "ANTHROPIC_BASE_URL", "http://own.test/v1/messages"],
  ])("%s is called where %s says, unless the config overrides it", async (engine, variable, address) => {
    const env = { [variable]: "http://own.test/v1" };
    const askAt = async (parameters: object): Promise<string> => {
      const runtime = capturingRuntime(ANSWER, env);
      await createModel(modelConfig({ engine, parameters: { max_retries: 0, ...parameters } }), runtime)
        .generate(ask())
        .catch(() => {});
      return runtime.first().url;
    };
    expect(await askAt({})).toBe(address);
    expect(await askAt({ base_url: "http://written.test/v1" })).toContain("http://written.test/v1/");
  });

  it.each<[string, Response]>([
    ["a 404", new Response("not found", { status: 404 })],
    ["LM Studio's error", Response.json({ error: "Unexpected endpoint or method. (POST /chat/completions)" })],
  ])("is tried with /v1 if %s says that there is no API at its root", async (_, nothing) => {
    const urls: string[] = [];
    const runtime = {
      ...runtimeOf(),
      fetch: (url: string | URL | Request): Promise<Response> => {
        urls.push(new Request(url).url);
        return Promise.resolve(urls.length === 1 ? nothing : Response.json(ANSWER));
      },
    };
    const model = createModel(
      modelConfig({ parameters: { base_url: "http://localhost:1234", max_retries: 0 } }),
      runtime,
    );
    await model.generate(ask());
    await model.generate(ask());
    expect(urls.map((url) => new URL(url).pathname)).toEqual([
      "/chat/completions",
      "/v1/chat/completions",
      "/v1/chat/completions",
    ]);
  });

  it("is called at its root again if there is no API below /v1 either", async () => {
    const paths: string[] = [];
    const runtime = {
      ...runtimeOf(),
      fetch: (url: string | URL | Request): Promise<Response> => {
        paths.push(new URL(new Request(url).url).pathname);
        return Promise.resolve(new Response("model not found", { status: 404 }));
      },
    };
    const model = createModel(
      modelConfig({ parameters: { base_url: "http://localhost:1234", max_retries: 0 } }),
      runtime,
    );
    await expect(model.generate(ask())).rejects.toThrow("has no such model");
    await expect(model.generate(ask())).rejects.toThrow("has no such model");
    expect(paths).toEqual(["/chat/completions", "/v1/chat/completions", "/chat/completions", "/v1/chat/completions"]);
  });
});
