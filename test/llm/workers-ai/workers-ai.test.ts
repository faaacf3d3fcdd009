import { describe, expect, it } from "vitest";
import type { Runtime } from "../../../src/http/runtime.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, bodyOf, modelConfig, streamAll, runtimeOf } from "../../support/model-runtime.ts";
import { recorded } from "../../support/recorded.ts";

type Run = (model: string, inputs: Readonly<Record<string, unknown>>, options?: object) => Promise<unknown>;

const bindingOf = (run: Run, name = "AI"): Runtime => runtimeOf({ [name]: { run } });

const config = (parameters: Readonly<Record<string, unknown>> = {}) =>
  modelConfig({
    engine: "workers_ai",
    model: "@cf/meta/llama-3.1-8b-instruct",
    parameters: { max_retries: 0, ...parameters },
  });

const answering = (answer: unknown) =>
  createModel(
    config(),
    bindingOf(async () => answer),
  );

const USAGE = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };

describe("workers_ai", () => {
  it("calls the binding with the model, the messages and the parameters", async () => {
    const calls: unknown[][] = [];
    const run: Run = async (...call) => {
      calls.push(call);
      return { response: "ok" };
    };
    const parameters = { temperature: 0.3, gateway: { id: "g" }, max_completion_tokens: 9 };
    await createModel(config(parameters), bindingOf(run)).generate(ask("Hi", { params: { seed: 1 } }));
    const inputs = { temperature: 0.3, max_tokens: 9, seed: 1, messages: [{ role: "user", content: "Hi" }] };
    expect(calls).toEqual([["@cf/meta/llama-3.1-8b-instruct", inputs, { gateway: { id: "g" } }]]);
  });

  it("requests a stream when it streams", async () => {
    const seen: unknown[] = [];
    const run: Run = async (_, inputs) => {
      seen.push(inputs["stream"]);
      return bodyOf([recorded("workers-ai")]);
    };
    await streamAll(createModel(config(), bindingOf(run)));
    expect(seen).toEqual([true]);
  });

  it("keeps the binding's `this`", async () => {
    class Binding {
      readonly #answer = "mine";
      run(): Promise<unknown> {
        return Promise.resolve({ response: this.#answer });
      }
    }
    const model = createModel(config(), runtimeOf({ AI: new Binding() }));
    expect((await model.generate(ask())).choices[0]?.content).toBe("mine");
  });

  it("accepts another binding by name, or the object itself", async () => {
    const run: Run = async () => ({ response: "ok" });
    await expect(
      createModel(config({ binding: "OTHER" }), bindingOf(run, "OTHER")).generate(ask()),
    ).resolves.toBeDefined();
    await expect(createModel(config({ binding: { run } }), runtimeOf()).generate(ask())).resolves.toBeDefined();
  });

  it("without a binding is a ConfigError that says what to do", () => {
    expect(() => createModel(config(), runtimeOf())).toThrow('add `[ai] binding = "AI"` to wrangler.toml');
  });

  it("decodes answers, usage and tool calls of older models", async () => {
    const tool_calls = [
      { name: "f", arguments: { a: 1 } },
      { name: "g", arguments: "{}" },
    ];
    expect(await answering({ response: "Hi", tool_calls, usage: USAGE }).generate(ask())).toEqual({
      choices: [
        {
          content: "Hi",
          toolCalls: [
            { id: "", type: "function", function: { name: "f", arguments: '{"a":1}' } },
            { id: "", type: "function", function: { name: "g", arguments: "{}" } },
          ],
          finishReason: "tool_calls",
        },
      ],
      usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10, estimated: false },
    });
  });

  it("decodes streamed tool calls of older models", async () => {
    const { choices } = await answering(bodyOf([recorded("workers-ai-tools")])).generate(ask());
    expect(choices[0]).toMatchObject({
      toolCalls: [{ function: { name: "get_weather", arguments: '{"city":"Köln"}' } }],
      finishReason: "tool_calls",
    });
  });

  it("decodes answers in the OpenAI format", async () => {
    const answer = {
      choices: [{ message: { content: "Hi", reasoning_content: "hm" }, finish_reason: "length" }],
      usage: USAGE,
    };
    expect((await answering(answer).generate(ask())).choices).toEqual([
      { content: "Hi", reasoning: "hm", finishReason: "length" },
    ]);
  });

  it("returns an answer that is an object as JSON", async () => {
    expect((await answering({ response: { safe: true } }).generate(ask())).choices[0]?.content).toBe('{"safe":true}');
  });

  it.each([
    ["3040: Capacity temporarily exceeded", "rate_limit"],
    ["AiError: 5007: No such model @cf/x or task", "bad_request"],
    ["5021: The estimated number of tokens exceeded the context window", "context_window"],
    ["3043: Internal server error", "server"],
  ])("%s is `%s` and reveals nothing of it", async (message, code) => {
    const model = createModel(
      config(),
      bindingOf(() => Promise.reject(new Error(message))),
    );
    const error = await model.stream(ask()).catch((error: unknown) => error);
    expect(error).toMatchObject({ code, detail: message });
    expect((error as Error).message).not.toContain(message);
  });

  it.each([[undefined], [null]])("%s is `empty`", async (answer) => {
    await expect(answering(answer).generate(ask())).rejects.toMatchObject({ code: "empty" });
  });

  it.each([[{}], [42]])("%j is `malformed`", async (answer) => {
    await expect(answering(answer).generate(ask())).rejects.toMatchObject({ code: "malformed" });
  });

  it("times out if a binding never answers, and cancels a late answer", async () => {
    let cancelled = false;
    let arrive: (answer: unknown) => void = () => {};
    const late = new Promise((resolve) => (arrive = resolve));
    const model = createModel(
      config({ timeout: 0.02 }),
      bindingOf(() => late),
    );
    await expect(model.stream(ask())).rejects.toMatchObject({ code: "connect_timeout" });
    arrive(bodyOf([], { stall: true, onCancel: () => (cancelled = true) }));
    await late;
    await Promise.resolve();
    expect(cancelled).toBe(true);
  });
});
