import { describe, expect, it } from "vitest";
import { HELLO, railsOf, RecordingModel, says } from "../../support/engine.ts";
import type { StreamPart } from "../../../src/types.ts";

const PARTS: readonly StreamPart[] = [
  ...["one ", "two ", "three ", "four"].map((text): StreamPart => ({ type: "text-delta", choice: 0, text })),
  { type: "finish", choice: 0, reason: "stop" },
];

const textOf = async (stream: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of stream) text += piece;
  return text;
};

describe("what became of an answer, asked for before it is read", () => {
  it("is told once the answer has been read ahead, and the text is still there", async () => {
    const stream = railsOf("models: []", { llm: says("one two three") }).streamAsync(HELLO);
    expect(await stream.outcome).toMatchObject({ status: "passed" });
    expect((await stream.usage).completionTokens).toBeGreaterThan(0);
    expect(await textOf(stream)).toBe("one two three");
  });

  it("is told of a pipe that begins later", async () => {
    const stream = railsOf("models: []", { llm: says("one two three") }).streamAsync(HELLO);
    expect((await stream.usage).completionTokens).toBeGreaterThan(0);
    expect(await stream.toResponse().text()).toBe("one two three");
  });

  it("begins nothing for those who read themselves", async () => {
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

  it("begins nothing for nobody", async () => {
    const model = new RecordingModel(PARTS);
    railsOf("models: []", { llm: model }).streamAsync(HELLO);
    await new Promise((resolve) => setImmediate(resolve));
    expect(model.pulled).toBe(0);
  });

  it("rejects with what broke the answer, and so does the text", async () => {
    const model = new RecordingModel([PARTS[0] as StreamPart, new Error("down")]);
    const stream = railsOf("models: []", { llm: model }).streamAsync(HELLO);
    await expect(stream.outcome).rejects.toThrow("down");
    await expect(textOf(stream)).rejects.toThrow("down");
  });

  it("is told of a stream that is cancelled meanwhile", async () => {
    const model = new RecordingModel(PARTS);
    const stream = railsOf("models: []", { llm: model }).streamAsync(HELLO);
    const { outcome } = stream;
    await stream.cancel(new Error("gone"));
    await expect(outcome).rejects.toThrow("gone");
    expect(model.pulled).toBe(0);
  });
});
