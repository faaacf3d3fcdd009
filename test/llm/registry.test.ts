import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../../src/config/config-types.ts";
import { ConfigError } from "../../src/errors.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { createModel } from "../../src/llm/registry.ts";
import { ask, modelConfig, runtimeOf } from "../support/model-runtime.ts";

const CANARY = "sk-canary-0123456789";

const create =
  (config: Partial<ModelConfig>, env: Runtime["env"] = {}) =>
  () =>
    createModel(modelConfig(config), runtimeOf(env));

describe("createModel", () => {
  it("prefers the caller's engines to its own", async () => {
    const mine = languageModelFromStream(() => ["mine"]);
    const model = createModel(modelConfig({ engine: "openai" }), runtimeOf(), { openai: () => mine });
    expect((await model.generate(ask())).choices[0]?.content).toBe("mine");
  });

  it("accepts any engine name with a base_url as an OpenAI-compatible server", () => {
    const model = create({ engine: "my_gateway", parameters: { base_url: "https://gw.example/v1" } })();
    expect(model).toMatchObject({ provider: "my_gateway", model: "m-1" });
  });

  it.each([
    ["opnai", 'did you mean "openai"?'],
    ["anthropc", 'did you mean "anthropic"?'],
    ["nonsense", "engines: openai, nim"],
    ["constructor", "Unknown engine"],
    ["__proto__", "Unknown engine"],
    ["vertexai", "OpenAI-compatible endpoint"],
    ["google_genai", "parameters.base_url"],
    ["trt_llm", "parameters.base_url"],
    ["huggingface_pipeline", "edgerails/huggingface"],
    ["self_hosted", "parameters.base_url"],
  ])("rejects the engine %s and says what to do", (engine, cure) => {
    expect(create({ engine })).toThrow(ConfigError);
    expect(create({ engine })).toThrow(cure);
  });

  it.each([
    ["openai", "OPENAI_API_KEY"],
    ["nim", "NVIDIA_API_KEY"],
    ["openrouter", "OPENROUTER_API_KEY"],
    ["anthropic", "ANTHROPIC_API_KEY"],
  ])("rejects %s without its key, naming %s", (engine, name) => {
    expect(create({ engine })).toThrow(name);
    expect(create({ engine }, { [name]: "  " })).toThrow(name);
    expect(create({ engine }, { [name]: CANARY })).not.toThrow();
  });

  it("treats an empty key as missing", () => {
    const parameters = { api_key: "" };
    expect(create({ parameters })).toThrow("OPENAI_API_KEY");
    expect(create({ parameters }, { OPENAI_API_KEY: CANARY })).not.toThrow();
  });

  it("rejects a missing key that the config names, except for a local server", () => {
    const named = { apiKeyEnvVar: "MY_KEY" };
    expect(create({ ...named, parameters: { base_url: "https://gw.example/v1" } })).toThrow("MY_KEY");
    for (const host of ["localhost:1", "127.0.0.1:1", "[::1]:1"]) {
      expect(create({ ...named, parameters: { base_url: `http://${host}/v1` } })).not.toThrow();
    }
  });

  it.each([
    "ftp://x.example/v1",
    "x.example/v1",
    "/v1",
    "file:///etc/passwd",
    "javascript:alert(1)",
    `https://user:${CANARY}@x.example/v1`,
    `https://${CANARY}@x.example/v1`,
    "https://x.example/v1?key=1",
    "https://x.example/v1#a",
    "",
    42,
  ])("rejects the base_url %j without repeating it", (base_url) => {
    const attempt = create({ parameters: { base_url } }, { OPENAI_API_KEY: CANARY });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow("models.parameters.base_url");
    expect(attempt).not.toThrow(CANARY);
  });

  it.each([
    [{ timeout: 0 }, "timeout"],
    [{ timeout: "60" }, "timeout"],
    [{ idle_timeout: -1 }, "idle_timeout"],
    [{ connect_timeout: 1e9 }, "connect_timeout"],
    [{ max_retries: 1.5 }, "max_retries"],
    [{ max_retries: 99 }, "max_retries"],
    [{ default_headers: ["a"] }, "default_headers"],
    [{ default_headers: { "x-a": { b: 1 } } }, "default_headers.x-a"],
    [{ default_headers: { "x-a": "line\nbreak" } }, "x-a"],
    [{ default_headers: { "bad name": "v" } }, "bad name"],
    [{ default_query: "a=1" }, "default_query"],
  ])("rejects the parameters %j, naming %s", (parameters, name) => {
    const attempt = create({ parameters }, { OPENAI_API_KEY: CANARY });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(name);
  });

  it("never shows a key in an error about a header", () => {
    const attempt = create({ parameters: { api_key: `${CANARY}\nx` } });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).not.toThrow(CANARY);
  });
});
