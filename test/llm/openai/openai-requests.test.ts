import { describe, expect, it } from "vitest";
import { isReasoningModel } from "../../../src/llm/openai/reasoning-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig } from "../../support/model-runtime.ts";
import { send } from "./openai-run.ts";

describe("openai requests", () => {
  it("go to the engine's own URL with its own key", async () => {
    const { url, headers } = await send({});
    expect(url).toBe("https://api.openai.com/v1/chat/completions");
    expect(headers.get("authorization")).toBe("Bearer sk-test");
    expect(headers.get("content-type")).toBe("application/json");
  });

  it.each([
    ["nim", { NVIDIA_API_KEY: "k" }, "https://integrate.api.nvidia.com/v1/chat/completions", "Bearer k"],
    [
      "nvidia_ai_endpoints",
      { NVIDIA_API_KEY: "k" },
      "https://integrate.api.nvidia.com/v1/chat/completions",
      "Bearer k",
    ],
    ["openrouter", { OPENROUTER_API_KEY: "k" }, "https://openrouter.ai/api/v1/chat/completions", "Bearer k"],
    ["ollama", {}, "http://localhost:11434/v1/chat/completions", null],
    ["vllm_openai", {}, "http://localhost:8000/v1/chat/completions", null],
  ])("of engine %s go to their URLs", async (engine, env, url, authorization) => {
    const seen = await send({ engine }, { env });
    expect(seen.url).toBe(url);
    expect(seen.headers.get("authorization")).toBe(authorization);
  });

  it("have the parameters of the config, overridden by those of the request", async () => {
    const parameters = {
      temperature: 0.2,
      max_tokens: 100,
      seed: 7,
      extra_body: { top_k: 5 },
      timeout: 10,
      stream: true,
    };
    const { body } = await send(
      { parameters },
      { request: ask("Hi", { params: { temperature: 0.9, n: 2, base_url: "http://evil" } }) },
    );
    expect(body).toEqual({
      model: "m-1",
      messages: [{ role: "user", content: "Hi" }],
      temperature: 0.9,
      max_tokens: 100,
      seed: 7,
      top_k: 5,
      n: 2,
    });
  });

  it("cannot change model, messages or streaming through request parameters", async () => {
    const params = { model: "gpt-expensive", messages: [], stream: true, prompt: "x" };
    const { body } = await send({}, { request: ask("Hi", { params }) });
    expect(body).toEqual({ model: "m-1", messages: [{ role: "user", content: "Hi" }] });
  });

  it("request usage when they stream, unless disabled", async () => {
    const asking = await send({}, { stream: true });
    expect(asking.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    const silent = await send({ parameters: { include_usage_in_stream: false } }, { stream: true });
    expect(silent.body).not.toHaveProperty("stream_options");
    expect(silent.body).not.toHaveProperty("include_usage_in_stream");
  });

  it("have custom headers and query parameters", async () => {
    const parameters = {
      base_url: "https://gw.example/v1/",
      default_headers: { "x-team": "a" },
      default_query: { v: 2 },
    };
    const { url, headers } = await send({ parameters });
    expect(url).toBe("https://gw.example/v1/chat/completions?v=2");
    expect(headers.get("x-team")).toBe("a");
  });

  it("to a base_url without key carry no Authorization", async () => {
    const { headers } = await send({ parameters: { base_url: "https://gw.example/v1" } }, { env: {} });
    expect(headers.has("authorization")).toBe(false);
  });

  it("take their key from api_key, then from api_key_env_var", async () => {
    const env = { OPENAI_API_KEY: "sk-test", MY_KEY: "mine" };
    const named = await send({ apiKeyEnvVar: "MY_KEY" }, { env });
    expect(named.headers.get("authorization")).toBe("Bearer mine");
    const written = await send({ apiKeyEnvVar: "MY_KEY", parameters: { api_key: "written" } }, { env });
    expect(written.headers.get("authorization")).toBe("Bearer written");
    expect(written.body).not.toHaveProperty("api_key");
  });

  it.each(["o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5-mini", "gpt-5.1", "openai/gpt-5"])(
    "to the reasoning model %s have no temperature and no stop",
    async (model) => {
      const request = ask("Hi", { params: { temperature: 0, stop: ["x"], max_tokens: 5 } });
      const { body } = await send({ model }, { request });
      expect(body).toEqual({ model, messages: [{ role: "user", content: "Hi" }], max_completion_tokens: 5 });
    },
  );

  it.each(["gpt-4o", "gpt-5-chat-latest", "o1x", "olmo-2", "gpt-3.5-turbo", "llama-3-o1"])(
    "isReasoningModel is false for %s",
    (model) => {
      expect(isReasoningModel(model)).toBe(false);
    },
  );
});

describe("fields without effect", () => {
  const bodyOf = async (params: object, messages = ask().messages): Promise<Readonly<Record<string, unknown>>> => {
    const runtime = capturingRuntime({ choices: [{ message: { content: "ok" }, finish_reason: "stop" }] });
    const parameters = { base_url: "http://localhost:1/v1" };
    await createModel(modelConfig({ parameters }), runtime).generate({ messages, params: { ...params } });
    return runtime.first().body;
  };

  it("are omitted: empty lists of tools, stop sequences and calls", async () => {
    const messages = [{ role: "assistant", content: "a", tool_calls: [] }, ...ask().messages] as const;
    const body = await bodyOf({ tools: [], stop: [], tool_choice: "auto", parallel_tool_calls: true }, messages);
    expect(Object.keys(body).toSorted()).toEqual(["messages", "model"]);
    expect(body["messages"]).toEqual([{ role: "assistant", content: "a" }, ...ask().messages]);
  });

  const THOUGHT = { role: "assistant", content: null, reasoning_content: "hm" };
  const REFUSED = { role: "assistant", content: null, refusal: "no" };
  const EMPTY = { role: "assistant", content: "" };

  it.each([
    ["a turn in which nothing is said", { role: "assistant", content: null }, []],
    ["a turn without parts", { role: "assistant", content: [] }, []],
    ["a turn of thoughts", { ...THOUGHT, content: [] }, [THOUGHT]],
    ["a refusal", REFUSED, [REFUSED]],
    ["an empty text", EMPTY, [EMPTY]],
    ["a question without parts", { role: "user", content: [] }, [{ role: "user", content: "" }]],
    ["instructions without parts", { role: "system", content: [] }, [{ role: "system", content: "" }]],
  ])("do not make turns that strict servers reject: %s", async (_, turn, left) => {
    const body = await bodyOf({}, [turn as never, ...ask().messages]);
    expect(body["messages"]).toEqual([...left, ...ask().messages]);
  });

  it("are kept if they have an effect", async () => {
    const tools = [{ type: "function", function: { name: "f" } }];
    expect(await bodyOf({ tools, tool_choice: "auto", stop: ["x"] })).toMatchObject({
      tools,
      tool_choice: "auto",
      stop: ["x"],
    });
  });
});
