import { afterEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { scriptedModel } from "../../../src/llm/scripted/scripted.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import {
  ask,
  instantClock,
  modelConfig,
  streamAll,
  streamUntilError,
  textOf,
  runtimeOf,
} from "../../support/model-runtime.ts";

const texts = (parts: readonly StreamPart[]): readonly string[] =>
  parts.flatMap((part) => (part.type === "text-delta" ? [part.text] : []));

const reply = async (script: unknown, request: ModelRequest = ask()): Promise<string> =>
  (await scriptedModel(script).generate(request)).choices[0]?.content ?? "";

const conversation = (turns: number): ModelRequest => {
  const round = (at: number): readonly ChatMessage[] => [
    { role: "user", content: `question ${at}` },
    { role: "assistant", content: "answer" },
  ];
  return {
    messages: [...Array.from({ length: turns }, (_, at) => round(at)).flat(), { role: "user", content: "next" }],
  };
};

afterEach(() => void vi.useRealTimers());

describe("scriptedModel selects its reply", () => {
  it("by the number of assistant turns, the last one repeating", async () => {
    const script = { replies: ["first", "second"] };
    expect(await reply(script, conversation(0))).toBe("first");
    expect(await reply(script, conversation(1))).toBe("second");
    expect(await reply(script, conversation(5))).toBe("second");
  });

  it("by a match in the last user message before anything else", async () => {
    const script = { replies: ["default", { match: "weather", content: "sunny" }] };
    expect(await reply(script, ask("how is the weather?"))).toBe("sunny");
    expect(await reply(script, ask("hello"))).toBe("default");
    expect(await reply(script, conversation(3))).toBe("default");
  });

  it("without state between requests", async () => {
    const model = scriptedModel({ replies: ["first", "second"] });
    await model.generate(ask());
    expect((await model.generate(ask())).choices[0]?.content).toBe("first");
  });

  it("separately for each of several choices, whose deltas alternate", async () => {
    const model = scriptedModel({ replies: ["a b", "c d"] });
    const parts = await streamAll(model, ask("Hi", { params: { n: 2 } }));
    expect(parts.filter(({ type }) => type === "text-delta").map(({ choice }) => choice)).toEqual([0, 1, 0, 1]);
    expect([textOf(parts, 0), textOf(parts, 1)]).toEqual(["a b", "c d"]);
    expect(parts.filter(({ type }) => type === "finish")).toHaveLength(2);
  });
});

describe("scriptedModel splits its text", () => {
  it.each([
    ["word", ["Hello ", "big  ", "wörld 🌍!"].join(""), ["Hello ", "big  ", "wörld ", "🌍!"]],
    ["char", "a🌍b", ["a", "🌍", "b"]],
    [2, "a🌍bcd", ["a🌍", "bc", "d"]],
  ] as const)("by %s", async (chunk, content, pieces) => {
    expect(texts(await streamAll(scriptedModel({ replies: [content], chunk })))).toEqual(pieces);
  });
});

describe("scriptedModel plays every channel", () => {
  it("with reasoning, refusal, tool calls, finish reason and usage", async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    const calls = [
      { name: "f", arguments: { a: 1 } },
      { id: "mine", name: "g" },
    ];
    const full = { content: "text", reasoning: "hm", refusal: "no", tool_calls: calls, finish_reason: "length", usage };
    const response = await scriptedModel({ replies: [full] }).generate(ask());
    expect(response).toMatchObject({
      choices: [
        {
          content: "text",
          reasoning: "hm",
          refusal: "no",
          finishReason: "length",
          toolCalls: [
            { id: "call_0_0", function: { name: "f", arguments: '{"a":1}' } },
            { id: "mine", function: { name: "g", arguments: "{}" } },
          ],
        },
      ],
      usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3, estimated: false },
    });
  });

  it("with finish reason tool_calls if there are some", async () => {
    const { choices } = await scriptedModel({ replies: [{ tool_calls: [{ name: "f" }] }] }).generate(ask());
    expect(choices[0]?.finishReason).toBe("tool_calls");
  });

  it("counts usage from the texts, or reports none", async () => {
    expect((await scriptedModel({ replies: ["one two three"] }).generate(ask("four five"))).usage).toEqual({
      promptTokens: 2,
      completionTokens: 3,
      totalTokens: 5,
      estimated: true,
    });
    expect(await scriptedModel({ usage: false }).generate(ask())).not.toHaveProperty("usage");
  });
});

describe("scriptedModel waits", () => {
  it("before the first part and before each delta", async () => {
    const waits: number[] = [];
    const clock = instantClock(waits);
    await streamAll(scriptedModel({ replies: ["a b c"], first_delay_ms: 100, delay_ms: 20 }, { clock }));
    expect(waits).toEqual([100, 20, 20, 20]);
  });

  it("only when it is read: nothing is created ahead of the reader", async () => {
    const waits: number[] = [];
    const clock = instantClock(waits);
    const reader = (await scriptedModel({ replies: ["a b c"], delay_ms: 20 }, { clock }).stream(ask())).getReader();
    expect(waits).toEqual([]);
    await reader.read();
    await reader.read();
    expect(waits).toEqual([20]);
    await reader.cancel();
  });

  it("no longer than its stream: cancelling clears the timer", async () => {
    vi.useFakeTimers();
    const reader = (await scriptedModel({ replies: ["a b"], delay_ms: 1000 }).stream(ask())).getReader();
    await reader.read();
    const pending = reader.read();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    await reader.cancel();
    await pending;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("no longer than its request: an abort clears the timer", async () => {
    vi.useFakeTimers();
    const abort = new AbortController();
    const reason = new Error("gone");
    const pending = scriptedModel({ first_delay_ms: 1000 }).generate(ask("Hi", { signal: abort.signal }));
    expect(vi.getTimerCount()).toBe(1);
    abort.abort(reason);
    await expect(pending).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("scriptedModel fails as scripted", () => {
  const failing = (fault: object) => scriptedModel({ replies: ["a b c"], fault }, { clock: instantClock() });

  it.each([
    [{ truncate_after: 2 }, "truncated", "a b "],
    [{ truncate_after: 3 }, "truncated", "a b c"],
    [{ error_after: 1 }, "server", "a "],
    [{ stall_after: 1 }, "idle_timeout", "a "],
    [{ status: 500 }, "server", ""],
    [{ status: 429, retry_after: 3 }, "rate_limit", ""],
  ])("%j is `%s` after %j", async (fault, code, text) => {
    const { parts, error } = await streamUntilError(failing(fault));
    expect(error).toMatchObject({ code });
    expect(textOf(parts)).toBe(text);
  });

  it("with the status and wait of the script", async () => {
    await expect(failing({ status: 429, retry_after: 3 }).stream(ask())).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 3000,
    });
  });

  it("for one reply only, if the fault is part of it", async () => {
    const model = scriptedModel({ replies: ["fine", { match: "break", content: "x", fault: { status: 503 } }] });
    await expect(model.generate(ask("break it"))).rejects.toMatchObject({ status: 503 });
    await expect(model.generate(ask("go on"))).resolves.toBeDefined();
  });
});

describe("engine scripted", () => {
  it("reads its script from the parameters and ignores other parameters", async () => {
    const parameters = { replies: ["from yaml"], temperature: 0.1, idle_timeout: 5 };
    const model = createModel(modelConfig({ engine: "scripted", model: "demo", parameters }), runtimeOf());
    expect(model).toMatchObject({ provider: "scripted", model: "demo" });
    expect((await model.generate(ask())).choices[0]?.content).toBe("from yaml");
  });

  it.each([
    [{ replies: [] }, "models.parameters.replies"],
    [{ replies: "text" }, "models.parameters.replies"],
    [{ replies: [{ contents: "typo" }] }, "models.parameters.replies"],
    [{ chunk: 0 }, "models.parameters.chunk"],
    [{ chunk: "line" }, "models.parameters.chunk"],
    [{ fault: { explode: 1 } }, "models.parameters.fault"],
    [{ delay_ms: -1 }, "models.parameters.delay_ms"],
  ])("rejects %j, naming the key", (parameters, path) => {
    const create = (): unknown => createModel(modelConfig({ engine: "scripted", parameters }), runtimeOf());
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(path);
  });
});
