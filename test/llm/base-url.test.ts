import { describe, expect, it } from "vitest";
import { createModel } from "../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig, runtimeOf } from "../support/model-runtime.ts";

const ANSWER = { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] };

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
