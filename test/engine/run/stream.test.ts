import { describe, expect, it, vi } from "vitest";
import { RequestError, StreamingNotSupportedError } from "../../../src/errors.ts";
import {
  assistant,
  collect,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  says,
  settle,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const NOT_STREAMING = "rails:\n  output:\n    flows: [self check output]\n";

const INPUT = "rails:\n  input:\n    flows: [self check input]\n";

describe("streamAsync", () => {
  it("streams the answer as strings, as documented", async () => {
    const rails = railsOf("", { llm: says("Hi there") });
    let printed = "";
    for await (const chunk of rails.streamAsync(HELLO)) printed += chunk;
    expect(printed).toBe("Hi there");
  });

  it("accepts a prompt instead of messages", async () => {
    const model = new RecordingModel(textParts("x"));
    await collect(railsOf("", { llm: model }).streamAsync({ prompt: "Hello!" }));
    expect(model.requests[0]?.messages).toEqual([user("Hello!")]);
  });

  it("is a ReadableStream that can be piped or put into a Response", async () => {
    const stream = railsOf("", { llm: says("bytes") }).streamAsync(HELLO);
    expect(stream).toBeInstanceOf(ReadableStream);
    expect(await new Response(stream.pipeThrough(new TextEncoderStream())).text()).toBe("bytes");
  });

  it("runs nothing before the first read", async () => {
    const model = new RecordingModel(textParts("x"));
    const asked = vi.fn(() => "No");
    const rails = railsOf(JUDGE_MODELS + INPUT, withJudge(model, judge(asked)));
    const stream = rails.streamAsync(HELLO);
    await settle();
    expect([model.requests.length, asked.mock.calls.length]).toEqual([0, 0]);
    await collect(stream);
    expect([model.requests.length, asked.mock.calls.length]).toEqual([1, 1]);
  });

  it("reads the model only as fast as its reader", async () => {
    const model = new RecordingModel(textParts("abcdef"));
    const reader = railsOf("", { llm: model }).streamAsync(HELLO).getReader();
    await reader.read();
    await settle();
    expect(model.pulled).toBe(1);
    await reader.cancel();
  });

  it("rejects immediately if output rails do not stream, with the message of NeMo Guardrails", () => {
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

  it("leaves configs that do not stream to generateAsync", async () => {
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
  ])("rejects %s immediately", (_name, input, message) => {
    const rails = railsOf("");
    expect(() => rails.streamAsync(input as never)).toThrow(RequestError);
    expect(() => rails.streamAsync(input as never)).toThrow(message);
  });
});
