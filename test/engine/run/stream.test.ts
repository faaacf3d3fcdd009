import { describe, expect, it, vi } from "vitest";
import { ProviderError, RequestError, StreamingNotSupportedError } from "../../../src/errors.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import type { StreamPart } from "../../../src/types.ts";
import {
  assistant,
  blockedChunk,
  collect,
  collectUntilError,
  finish,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  settle,
  text,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const NOT_STREAMING = "rails:\n  output:\n    flows: [self check output]\n";

const INPUT = "rails:\n  input:\n    flows: [self check input]\n";

describe("streamAsync", () => {
  it("streams the answer as texts, as the page shows", async () => {
    const rails = railsOf("", { llm: says("Hi there") });
    let printed = "";
    for await (const chunk of rails.streamAsync(HELLO)) printed += chunk;
    expect(printed).toBe("Hi there");
  });

  it("takes a prompt instead of messages", async () => {
    const model = new RecordingModel(textParts("x"));
    await collect(railsOf("", { llm: model }).streamAsync({ prompt: "Hello!" }));
    expect(model.requests[0]?.messages).toEqual([user("Hello!")]);
  });

  it("is a ReadableStream one can pipe and make a Response of", async () => {
    const stream = railsOf("", { llm: says("bytes") }).streamAsync(HELLO);
    expect(stream).toBeInstanceOf(ReadableStream);
    expect(await new Response(stream.pipeThrough(new TextEncoderStream())).text()).toBe("bytes");
  });

  it("runs nothing before the first read, and never for a stream nobody reads", async () => {
    const model = new RecordingModel(textParts("x"));
    const asked = vi.fn(() => "No");
    const rails = railsOf(JUDGE_MODELS + INPUT, withJudge(model, judge(asked)));
    const stream = rails.streamAsync(HELLO);
    await settle();
    expect([model.requests.length, asked.mock.calls.length]).toEqual([0, 0]);
    await collect(stream);
    expect([model.requests.length, asked.mock.calls.length]).toEqual([1, 1]);
  });

  it("asks the model only as its reader does", async () => {
    const model = new RecordingModel(textParts("abcdef"));
    const reader = railsOf("", { llm: model }).streamAsync(HELLO).getReader();
    await reader.read();
    await settle();
    expect(model.pulled).toBe(1);
    await reader.cancel();
  });

  it("refuses at once when output rails do not stream, with the message of NeMo Guardrails", () => {
    const rails = railsOf(NOT_STREAMING);
    const message =
      "stream_async() cannot be used when output rails are configured but rails.output.streaming.enabled is False. Either set rails.output.streaming.enabled to True in your configuration, or use generate_async() instead of stream_async().";
    for (const call of [
      () => rails.streamAsync(HELLO),
      () => rails.streamParts(HELLO),
      () => rails.streamAsync({ generator: [] }),
    ]) {
      expect(call).toThrow(StreamingNotSupportedError);
      expect(call).toThrow(message);
    }
  });

  it("leaves generateAsync to configs that do not stream", async () => {
    const rails = railsOf(
      JUDGE_MODELS + NOT_STREAMING,
      withJudge(
        says("fine"),
        judge(() => "No"),
      ),
    );
    expect(await rails.generateAsync(HELLO)).toEqual(assistant("fine"));
  });

  it.each([
    ["neither prompt nor messages", {}, "Either prompt or messages must be provided."],
    ["both", { prompt: "a", messages: [] }, "Only one of prompt or messages can be provided."],
    ["no message", { messages: [] }, "There is no message to answer"],
    [
      "a message of useChat",
      { messages: [{ id: "1", role: "user", parts: [{ type: "text", text: "x" }] }] },
      "as useChat sends them",
    ],
    ["an unknown role", { messages: [{ role: "root", content: "x" }] }, 'Unknown role "root"'],
    ["an unknown option", { prompt: "a", options: { rials: {} } }, 'Unknown option "rials"'],
    ["an unknown category", { prompt: "a", options: { rails: ["ouput"] } }, 'Unknown rail category "ouput"'],
    ["an unknown rail", { prompt: "a", options: { rails: { input: ["x"] } } }, 'There is no input rail "x"'],
    ["a state", { prompt: "a", state: { events: [1] } }, "Only an empty state is supported"],
    [
      "context that is no object",
      { messages: [{ role: "context", content: "x" }, user("a")] },
      "must be an object of variables",
    ],
    [
      "content that is no text",
      { messages: [{ role: "user", content: 5 }] },
      "must be a text, a list of parts, or null",
    ],
    ["a prompt that is no text", { prompt: 5 }, "The prompt must be a text"],
    ["messages that are no list", { messages: "hi" }, "messages must be a list of messages"],
    ["a message that is none", { messages: [null] }, "messages must be a list of messages"],
    ["a part that is none", { messages: [{ role: "user", content: [null] }] }, "parts of a message must be objects"],
    [
      "a broken tool call",
      { messages: [{ role: "assistant", content: null, tool_calls: [{ id: "c" }] }] },
      "tool_calls must be",
    ],
  ])("refuses %s at once", (_name, input, message) => {
    const rails = railsOf("");
    expect(() => rails.streamAsync(input as never)).toThrow(RequestError);
    expect(() => rails.streamAsync(input as never)).toThrow(message);
  });
});

describe("streamAsync with input rails", () => {
  const refused = (yaml: string, colang?: string): Promise<string[]> => {
    const rails = railsOf(
      JUDGE_MODELS + INPUT + yaml,
      withJudge(
        says("never"),
        judge(() => "Yes"),
      ),
      colang,
    );
    return collect(rails.streamAsync(HELLO));
  };

  it("answers a refused question with one chunk", async () => {
    expect(await refused("")).toEqual(["I'm sorry, I can't respond to that."]);
  });

  it("takes the words of the config, from YAML or from Colang", async () => {
    expect(await refused('bot_messages: { refuse to respond: ["Nope."] }')).toEqual(["Nope."]);
    expect(await refused("", 'define bot refuse to respond\n  "Never."\n')).toEqual(["Never."]);
  });

  it("asks the model nothing, and says what became of it", async () => {
    const model = new RecordingModel(textParts("never"));
    const rails = railsOf(
      JUDGE_MODELS + INPUT,
      withJudge(
        model,
        judge(() => "Yes"),
      ),
    );
    const stream = rails.streamAsync(HELLO);
    await collect(stream);
    expect(model.requests).toEqual([]);
    expect(await stream.outcome).toMatchObject({
      status: "blocked",
      rail: "self check input",
      railType: "input",
      code: "content_blocked",
    });
    expect(await stream.usage).toMatchObject({ completionTokens: 0, deliveredTokens: 0, withheldTokens: 0 });
  });

  it("sends the model what input rails rewrote, and calls the answer modified", async () => {
    const model = new RecordingModel(textParts("ok"));
    const rails = railsOf("rails:\n  input:\n    flows: [mask]\n", {
      llm: model,
      rails: [
        defineRail({
          name: "mask",
          reads: "whole",
          transforms: true,
          check: () => ({ outcome: "transform", text: "***" }),
        }),
      ],
    });
    const stream = rails.streamParts(HELLO);
    const parts = await collect(stream);
    expect(model.requests[0]?.messages).toEqual([user("***")]);
    expect(parts.map(({ type }) => type)).toEqual(["verdict", "text-delta", "text-delta", "finish", "usage"]);
    expect(await stream.outcome).toMatchObject({ status: "modified", rail: "mask", railType: "input" });
  });

  it("says what input rails rewrote once, behind what the provider says of its answer", async () => {
    const facts: StreamPart = { type: "response", choice: 0, model: "m-1" };
    const rails = railsOf("rails:\n  input:\n    flows: [mask]\n", {
      llm: new RecordingModel([facts, ...textParts("ok")]),
      rails: [
        defineRail({
          name: "mask",
          reads: "whole",
          transforms: true,
          check: () => ({ outcome: "transform", text: "***" }),
        }),
      ],
    });
    const types = (await collect(rails.streamParts(HELLO))).map(({ type }) => type);
    expect(types).toEqual(["response", "verdict", "text-delta", "text-delta", "finish", "usage"]);
  });

  it("stops the checks when the reader leaves during them", async () => {
    let signal: AbortSignal | undefined;
    const hangs = judge((_prompt, request) => ((signal = request.signal), new Promise(() => {})));
    const model = new RecordingModel(textParts("x"));
    const stream = railsOf(JUDGE_MODELS + INPUT, withJudge(model, hangs)).streamAsync(HELLO);
    const reader = stream.getReader();
    const read = reader.read();
    await settle();
    await reader.cancel(new Error("left"));
    expect(signal?.aborted).toBe(true);
    expect(await read).toEqual({ done: true, value: undefined });
    await expect(stream.outcome).rejects.toThrow("left");
    expect(model.requests).toEqual([]);
  });
});

describe("streamAsync when something breaks", () => {
  const secret = REGEX_OUTPUT("secret");
  const server = new ProviderError("server", "no");

  it("rejects the first read and the outcome when the model fails before its first part", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(server) };
    const stream = railsOf("", { llm: failing }).streamAsync(HELLO);
    await expect(stream.getReader().read()).rejects.toBe(server);
    await expect(stream.outcome).rejects.toBe(server);
    expect(await stream.usage).toMatchObject({ completionTokens: 0 });
  });

  it("gives the text so far, then the error", async () => {
    const truncated = new ProviderError("truncated", "cut");
    const model = new RecordingModel([text("so far"), truncated]);
    const stream = railsOf(secret, { llm: model }).streamAsync(HELLO);
    const { chunks, error } = await collectUntilError(stream);
    expect(chunks.join("")).toBe("so far");
    expect(error).toBe(truncated);
    await expect(stream.outcome).rejects.toBe(truncated);
  });

  it("does not release what still waits for a verdict when the model breaks", async () => {
    const yaml = `${JUDGE_MODELS}\nrails: { output: { flows: [self check output], streaming: { enabled: true, stream_first: false } } }`;
    const model = new RecordingModel([text("bad words"), new ProviderError("truncated", "cut")]);
    const stream = railsOf(
      yaml,
      withJudge(
        model,
        judge(() => "Yes"),
      ),
    ).streamAsync(HELLO);
    const { chunks } = await collectUntilError(stream);
    expect(chunks.join("")).not.toContain("bad");
  });

  it("takes a signal before, during and after", async () => {
    const before = new AbortController();
    before.abort(new Error("early"));
    const model = new RecordingModel(textParts("abc"));
    const early = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: before.signal });
    await expect(early.getReader().read()).rejects.toThrow("early");
    await expect(early.outcome).rejects.toThrow("early");
    expect(model.requests).toEqual([]);

    const during = new AbortController();
    const stream = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: during.signal });
    const reader = stream.getReader();
    await reader.read();
    during.abort(new Error("stop"));
    await expect(reader.read()).rejects.toThrow("stop");
    await expect(stream.outcome).rejects.toThrow("stop");
    expect(model.cancels).toHaveLength(1);

    const after = new AbortController();
    const whole = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: after.signal });
    await collect(whole);
    after.abort(new Error("late"));
    expect((await whole.outcome).status).toBe("passed");
  });

  it("leaves no listener on the caller's signal", async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
    for (const yaml of ["", secret])
      await collect(railsOf(yaml, { llm: says("x secret") }).streamAsync({ ...HELLO, signal }));
    expect(add.mock.calls.length).toBeGreaterThan(0);
    const left = add.mock.calls.filter(([, listener]) => !remove.mock.calls.some(([, gone]) => gone === listener));
    expect(left).toEqual([]);
  });
});

describe("streamAsync with metadata", () => {
  const metadata = {
    response_metadata: { finish_reason: "stop", model_name: "scripted" },
    usage_metadata: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
    usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
  };
  const model = says({ content: "ab", usage: { prompt_tokens: 7, completion_tokens: 2 } });

  it.each([
    ["without", ""],
    ["with", REGEX_OUTPUT("secret")],
  ])("gives frames and one last with figures, %s output rails", async (_name, yaml) => {
    const frames = await collect(railsOf(yaml, { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames).toEqual([{ text: "a" }, { text: "b" }, { text: "", metadata }]);
  });

  it("tells how the first choice ended, whatever the others did", async () => {
    const llm = new RecordingModel([text("a"), finish(), { type: "finish", choice: 1, reason: "length" }]);
    const frames = await collect(railsOf("", { llm }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("stop");
  });

  it("tells of a block in both ways", async () => {
    const frames = await collect(
      railsOf(REGEX_OUTPUT("b"), { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }),
    );
    expect(frames.slice(0, 2)).toEqual([{ text: "a" }, { text: blockedChunk("regex check output") }]);
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("content_filter");
  });

  it("takes the old option name and warns once", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const rails = railsOf("", { llm: model });
    for (let i = 0; i < 3; i++) {
      const frames = await collect(rails.streamAsync({ ...HELLO, includeGenerationMetadata: true }));
      expect(frames.at(-1)).toMatchObject({ metadata });
    }
    expect(warn.mock.calls).toEqual([["edgerails: includeGenerationMetadata is deprecated: use includeMetadata"]]);
    warn.mockRestore();
  });
});
