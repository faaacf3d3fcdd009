import { describe, expect, it } from "vitest";
import { completionPrompt } from "../../../src/llm/openai/completion-prompt.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { ask, bodyOf, modelConfig, runtimeWith, sseResponse, streamAll, textOf } from "../../support/model-runtime.ts";
import { recorded } from "../../support/recorded.ts";
import { send } from "./openai-run.ts";

describe("mode text", () => {
  it("completes a rendered prompt", async () => {
    const messages = [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
      { role: "user", content: [{ type: "text", text: "Bye" }] },
    ] as const;
    const { url, body } = await send({ mode: "text" }, { request: { messages } });
    expect(url).toBe("https://api.openai.com/v1/completions");
    expect(body).toEqual({ model: "m-1", prompt: "Be kind.\nUser: Hi\nAssistant: Hello\nUser: Bye\nAssistant:" });
    expect(completionPrompt([{ role: "user", content: "Alone" }])).toBe("Alone");
  });

  it("reads the stream of completions", async () => {
    const runtime = runtimeWith(() => sseResponse(bodyOf([recorded("completions")])));
    const parts = await streamAll(createModel(modelConfig({ mode: "text" }), runtime));
    expect(textOf(parts)).toBe("Hello, wörld 🌍");
    expect(parts.slice(-2)).toMatchObject([
      { type: "finish", reason: "length" },
      { type: "usage", usage: { totalTokens: 10 } },
    ]);
  });

  it("reads a JSON completion", async () => {
    const runtime = runtimeWith(() =>
      Response.json({ choices: [{ index: 0, text: " four", finish_reason: "length" }] }),
    );
    const { choices } = await createModel(modelConfig({ mode: "text" }), runtime).generate(ask());
    expect(choices).toEqual([{ content: " four", finishReason: "length" }]);
  });
});

describe("openai answers", () => {
  const generate = async (answer: unknown) =>
    createModel(
      modelConfig(),
      runtimeWith(() => Response.json(answer)),
    ).generate(ask());

  it("have separate reasoning, refusal, tool calls and usage", async () => {
    const call = { id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } };
    const message = { content: null, reasoning: "hm", refusal: "no", tool_calls: [call, { ...call, id: "c2" }] };
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 9,
      total_tokens: 14,
      completion_tokens_details: { reasoning_tokens: 4 },
      prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 },
    };
    expect(
      await generate({ id: "x", model: "m-2", choices: [{ message, finish_reason: "tool_calls" }], usage }),
    ).toEqual({
      id: "x",
      model: "m-2",
      choices: [
        {
          content: "",
          reasoning: "hm",
          refusal: "no",
          toolCalls: [call, { ...call, id: "c2" }],
          finishReason: "tool_calls",
        },
      ],
      usage: {
        promptTokens: 5,
        completionTokens: 9,
        totalTokens: 14,
        reasoningTokens: 4,
        cachedTokens: 2,
        cacheWriteTokens: 1,
        estimated: false,
      },
    });
  });

  it("with tool calls and finish_reason stop keep the tool calls", async () => {
    const tool_calls = [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }];
    const { choices } = await generate({
      choices: [{ message: { content: null, tool_calls }, finish_reason: "stop" }],
    });
    expect(choices[0]?.toolCalls).toHaveLength(1);
  });

  it("may have several choices in any order", async () => {
    const choices = [
      { index: 1, message: { content: "b" }, finish_reason: "stop" },
      { index: 0, message: { content: "a" }, finish_reason: "length" },
    ];
    expect((await generate({ choices })).choices.map(({ content }) => content)).toEqual(["a", "b"]);
  });

  it.each([[{}], [{ choices: [] }], [[]], ["text"], [null]])("%j is `malformed`", async (answer) => {
    await expect(generate(answer)).rejects.toMatchObject({ code: "malformed" });
  });

  it("have the reasoning of a stream under either name", async () => {
    const runtime = runtimeWith(() => sseResponse(bodyOf([recorded("ollama")])));
    const parts = await streamAll(createModel(modelConfig(), runtime));
    expect(textOf(parts, 0, "reasoning-delta")).toBe("Greet them.");
  });
});
