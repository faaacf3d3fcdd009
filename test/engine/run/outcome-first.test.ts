import { describe, expect, it } from "vitest";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { HELLO, railsOf, RecordingModel, says } from "../../support/engine.ts";

const PARTS: readonly StreamPart[] = [
  ...["one ", "two ", "three ", "four"].map((text): StreamPart => ({ type: "text-delta", choice: 0, text })),
  { type: "finish", choice: 0, reason: "stop" },
];

const textOf = async (stream: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of stream) text += piece;
  return text;
};

describe("the outcome of an answer that is not being read", () => {
  it("resolves after reading ahead, and the text is still available", async () => {
    const stream = railsOf("models: []", { llm: says("one two three") }).streamAsync(HELLO);
    expect(await stream.outcome).toMatchObject({ status: "passed" });
    expect((await stream.usage).completionTokens).toBeGreaterThan(0);
    expect(await textOf(stream)).toBe("one two three");
  });

  it("resolves for a pipe that starts later", async () => {
    const stream = railsOf("models: []", { llm: says("one two three") }).streamAsync(HELLO);
    expect((await stream.usage).completionTokens).toBeGreaterThan(0);
    expect(await stream.toResponse().text()).toBe("one two three");
  });

  it("does not read ahead if the stream is being read", async () => {
    const model = new RecordingModel(PARTS);
    const stream = railsOf("models: []", { llm: model }).streamAsync(HELLO);
    const { outcome } = stream;
    const reader = stream.getReader();
    expect(await reader.read()).toEqual({ done: false, value: "one " });
    await Promise.resolve();
    expect(model.pulled).toBeLessThan(PARTS.length);
    reader.releaseLock();
    expect(await textOf(stream)).toBe("two three four");
    expect(await outcome).toMatchObject({ status: "passed" });
  });

  it("does not read if nobody awaits it", async () => {
    const model = new RecordingModel(PARTS);
    railsOf("models: []", { llm: model }).streamAsync(HELLO);
    await new Promise((resolve) => setImmediate(resolve));
    expect(model.pulled).toBe(0);
  });

  it("rejects with the error of the answer, and so does the text", async () => {
    const model = new RecordingModel([PARTS[0] as StreamPart, new Error("down")]);
    const stream = railsOf("models: []", { llm: model }).streamAsync(HELLO);
    await expect(stream.outcome).rejects.toThrow("down");
    await expect(textOf(stream)).rejects.toThrow("down");
  });

  it("resolves for a stream that is cancelled meanwhile", async () => {
    const model = new RecordingModel(PARTS);
    const stream = railsOf("models: []", { llm: model }).streamAsync(HELLO);
    const { outcome } = stream;
    await stream.cancel(new Error("gone"));
    await expect(outcome).rejects.toThrow("gone");
    expect(model.pulled).toBe(0);
  });
});
