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
    ["openai_api_key", "api_key"],
    ["nvidia_api_key", "api_key"],
    ["some_provider_api_key", "api_key"],
    ["openai_api_version", "api_version"],
    ["azure_openai_endpoint", "azure_endpoint"],
    ["request_timeout", "timeout"],
    ["extra_headers", "default_headers"],
  ])("%s is %s", (name, own) => {
    expect(read({ [name]: "x" })).toEqual({ [own]: "x" });
  });

  it("may stand beside the own name as long as they say the same", () => {
    expect(read({ api_version: "1", openai_api_version: "1" })).toEqual({ api_version: "1" });
    expect(() => read({ base_url: "http://a.test", openai_api_base: "http://b.test" })).toThrow(
      "`openai_api_base` means `base_url`, which is given as well and differs",
    );
  });

  it("lead to the address and the key they name, and stand in no body", async () => {
    const parameters = { openai_api_base: "http://localhost:5000/v1", openai_api_key: "own-key", temperature: 0.5 };
    const runtime = capturingRuntime(ANSWER, { OPENAI_API_KEY: "other" });
    await createModel(modelConfig({ parameters }), runtime).generate(ask());
    const { url, headers, body } = runtime.first();
    expect(url).toBe("http://localhost:5000/v1/chat/completions");
    expect(headers.get("authorization")).toBe("Bearer own-key");
    expect(Object.keys(body).toSorted()).toEqual(["messages", "model", "temperature"]);
  });

  it("make an engine that nothing is known of work", () => {
    const create = (): unknown =>
      createModel(modelConfig({ engine: "my_server", parameters: { api_base: "http://a.test" } }), runtimeOf());
    expect(create).not.toThrow();
  });
});

describe("a parameter that looks like a credential or an address", () => {
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
  ])("%s: %s is refused, without its value", (name, value) => {
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

  it("is refused in the place where it stands", () => {
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
    "%s is none",
    (name) => {
      expect(read({ [name]: "x" })).toEqual({ [name]: "x" });
    },
  );

  it.each([{ api_key: "k" }, { base_url: "http://a.test" }])(
    "%j is refused where a binding needs none",
    (parameters) => {
      const env = { AI: { run: () => Promise.resolve({ response: "" }) } };
      expect(() => createModel(modelConfig({ engine: "workers_ai", parameters }), runtimeOf(env))).toThrow(ConfigError);
    },
  );
});

describe("a base URL as people write it", () => {
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
    [
      "azure",
      "https://r.openai.azure.com/openai/deployments/d/chat/completions",
      "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
    ],
    ["anthropic", "https://api.test/v1/messages", "https://api.test/v1/messages"],
    ["anthropic", "https://api.test/v1", "https://api.test/v1/messages"],
    ["anthropic", "https://api.test", "https://api.test/v1/messages"],
  ])("%s at %s is asked at %s", async (engine, base_url, address) => {
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
});
