import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { ProviderError } from "../../../src/errors.ts";
import { defineAction } from "../../../src/rails/action.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import {
  assistant,
  blockedChunk,
  collect,
  finish,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  text,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";

describe("generateAsync", () => {
  it("answers messages with a message and a prompt with its text", async () => {
    const rails = railsOf("", { llm: says("Hi") });
    expect(await rails.generateAsync(HELLO)).toEqual(assistant("Hi"));
    expect(await rails.generateAsync({ prompt: "Hello!" })).toBe("Hi");
    expect(await rails.generate({ prompt: "Hello!" })).toBe("Hi");
  });

  it("answers with a full response if there are options or a state", async () => {
    const rails = railsOf("", { llm: says("Hi") });
    const full = await rails.generateAsync({ ...HELLO, state: {} });
    expect(full).toMatchObject({ response: [assistant("Hi")], outcome: { status: "passed" } });
    expect((await rails.generateAsync({ prompt: "Hello!", options: {} })).response).toBe("Hi");
  });

  it("returns a refusal of the model separately from its text", async () => {
    const refuses: readonly StreamPart[] = [{ type: "refusal-delta", choice: 0, text: "I won't" }, finish()];
    const rails = railsOf("", { llm: new RecordingModel(refuses) });
    expect(await rails.generateAsync(HELLO)).toEqual({ ...assistant(""), refusal: "I won't" });
    expect(await rails.generateAsync({ ...HELLO, options: {} })).toMatchObject({
      response: [{ content: "", refusal: "I won't" }],
      refusal: "I won't",
    });
    expect(await collect(rails.streamAsync(HELLO))).toEqual([]);
  });

  it("returns no refusal if the model did not refuse", async () => {
    expect(await railsOf("", { llm: says("Hi") }).generateAsync({ ...HELLO, options: {} })).not.toHaveProperty(
      "refusal",
    );
  });

  it("accepts messages with null fields, as OpenAI clients send them", async () => {
    const model = new RecordingModel(textParts("x"));
    const messages = [
      user("a"),
      { role: "assistant", content: null, tool_calls: null, refusal: null },
      user("b"),
    ] as const;
    await railsOf("", { llm: model }).generateAsync({ messages });
    expect(model.requests[0]?.messages).toEqual([user("a"), { role: "assistant", content: null }, user("b")]);
  });

  it("runs tool input rails on tool results", async () => {
    const model = new RecordingModel(textParts("x"));
    const rails = railsOf("rails:\n  tool_input:\n    flows: [no paths]\n", {
      llm: model,
      actions: [defineAction("no paths", (_params, { userMessage }) => !userMessage.includes("/etc"))],
    });
    const ask = (content: string): Promise<unknown> =>
      rails.generateAsync({ messages: [user("/etc"), assistant(""), { role: "tool", tool_call_id: "c", content }] });
    expect(await ask("fine")).toEqual(assistant("x"));
    expect(await ask("root in /etc/passwd")).toEqual(assistant(REFUSAL));
    expect(model.requests).toHaveLength(1);
  });

  it("passes an action the parameters of its flow", async () => {
    const seen: unknown[] = [];
    const act = defineAction("check it", (params) => (seen.push(params), true));
    const rails = railsOf('rails: { output: { flows: ["check it $level=high"] } }', { llm: says("x"), actions: [act] });
    await rails.generateAsync(HELLO);
    expect(seen).toEqual([{ level: "high" }]);
  });

  it("answers a blocked request and a blocked answer with only the refusal", async () => {
    const input = railsOf(
      `${JUDGE_MODELS}rails: { input: { flows: [self check input] } }`,
      withJudge(
        says("x"),
        judge(() => "Yes"),
      ),
    );
    expect(await input.generateAsync(HELLO)).toEqual(assistant(REFUSAL));
    const output = railsOf(
      `${REGEX_OUTPUT("secret", "{ enabled: false }")}\nbot_messages: { refuse to respond: ["No."] }`,
      { llm: says("a secret") },
    );
    expect(await output.generateAsync(HELLO)).toEqual(assistant("No."));
  });

  it("answers with an exception if the config enables exceptions", async () => {
    const yaml = `${JUDGE_MODELS}enable_rails_exceptions: true\nrails: { input: { flows: [self check input] } }`;
    const rails = railsOf(
      yaml,
      withJudge(
        says("x"),
        judge(() => "Yes"),
      ),
    );
    expect(await rails.generateAsync(HELLO)).toEqual({
      role: "exception",
      content: {
        type: "InputRailException",
        message: "Input not allowed. The input was blocked by the 'self check input' flow.",
      },
    });
  });

  it("rejects with the provider's error", async () => {
    const model = new RecordingModel([text("a"), new ProviderError("truncated", "cut")]);
    await expect(railsOf("", { llm: model }).generateAsync(HELLO)).rejects.toMatchObject({ code: "truncated" });
  });

  it("returns tool calls, even if their names arrive late or in another order", async () => {
    const call = (index: number, more: object): StreamPart => ({
      type: "tool-call-delta",
      choice: 0,
      index,
      text: "",
      ...more,
    });
    const model = new RecordingModel([
      call(1, { id: "b" }),
      call(1, { name: "g", text: "{}" }),
      call(0, { id: "a", name: "f", text: "[]" }),
      finish(),
    ]);
    expect(await railsOf("", { llm: model }).generateAsync(HELLO)).toEqual({
      ...assistant(""),
      tool_calls: [
        { id: "a", type: "function", function: { name: "f", arguments: "[]" } },
        { id: "b", type: "function", function: { name: "g", arguments: "{}" } },
      ],
    });
  });

  it("stops when its signal aborts", async () => {
    const abort = new AbortController();
    abort.abort(new Error("stop"));
    await expect(railsOf("").generateAsync({ ...HELLO, signal: abort.signal })).rejects.toThrow("stop");
  });

  it("puts the config's instructions before the conversation, except with passthrough", async () => {
    const yaml = "instructions: [{ type: general, content: Be brief. }]\n";
    const model = new RecordingModel(textParts("x"));
    await railsOf(yaml, { llm: model }).generateAsync(HELLO);
    await railsOf(`${yaml}passthrough: true`, { llm: model }).generateAsync(HELLO);
    expect(model.requests.map(({ messages }) => messages)).toEqual([
      [{ role: "system", content: "Be brief." }, user("Hello!")],
      [user("Hello!")],
    ]);
  });
});

describe("registerAction", () => {
  it("replaces the action of that name for later requests", async () => {
    const yaml = "rails: { output: { flows: [check words], streaming: { enabled: true } } }";
    const rails = railsOf(yaml, { llm: says("x"), actions: [{ name: "check words", run: () => true }] });
    const before = rails.streamAsync(HELLO);
    const first = before.getReader();
    await first.read();
    rails.registerAction(defineAction("check words", () => false));
    expect(await first.read()).toEqual({ done: true, value: undefined });
    expect(await collect(rails.streamAsync(HELLO))).toContain(blockedChunk("check words"));
  });
});

describe("LLMRails with invalid input", () => {
  it.each([
    [Promise.resolve(railsOf("").config), "a Promise (is an `await` missing?)"],
    [{ models: [] }, "an Object"],
    [undefined, "undefined"],
  ])("rejects what is not a config: %#", (config, found) => {
    expect(() => new LLMRails(config as never)).toThrow(`Expected a RailsConfig but found ${found}`);
  });

  it("rejects an unknown option", () => {
    expect(() => new LLMRails(railsOf("").config, { telemtry: {} } as never)).toThrow(
      "telemtry: There is no such option, did you mean `telemetry`?",
    );
  });

  it.each([["hi"], [[user("hi")]], [undefined]])("rejects arguments that are not an object: %j", async (input) => {
    const rails = railsOf("");
    await expect(rails.generateAsync(input as never)).rejects.toThrow("Pass an object, such as { messages: […] }");
    await expect(rails.checkAsync(input as never)).rejects.toThrow("Pass an object");
    expect(() => rails.streamAsync(input as never)).toThrow("Pass an object");
  });

  it("rejects an unknown argument", async () => {
    const typo = { messages: [user("hi")], option: { rails: [] } };
    await expect(railsOf("").generateAsync(typo as never)).rejects.toThrow(
      'Unknown argument "option", did you mean `options`?',
    );
  });
});
