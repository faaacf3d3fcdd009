import { describe, expect, it } from "vitest";
import { StreamingHandler } from "../../../src/engine/results/streaming-handler.ts";
import { AlreadyReadError } from "../../../src/errors.ts";
import { uiMessageResponse } from "../../../src/integrations/ai/index.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { HELLO, railsOf, says } from "../../support/engine.ts";

const rails = railsOf("models: []", { llm: says("one two three") });
const drain = async <T>(stream: AsyncIterable<T>): Promise<readonly T[]> => {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

type Read = (stream: ReadableStream<string>) => Promise<unknown>;

const READS: readonly (readonly [name: string, read: Read])[] = [
  ["for await", drain],
  ["values()", async (stream) => drain(stream.values())],
  ["getReader()", async (stream) => collect(stream)],
  ["pipeTo()", async (stream) => stream.pipeTo(new WritableStream())],
  ["pipeThrough()", async (stream) => drain(stream.pipeThrough(new TransformStream()))],
  ["tee()", async (stream) => Promise.all(stream.tee().map(drain))],
];

describe.each(READS)("an answer that was read by %s", (_, first) => {
  it.each(READS)("rejects %s", async (_name, second) => {
    const stream = rails.streamAsync(HELLO);
    await first(stream);
    await expect(second(stream)).rejects.toThrow(AlreadyReadError);
    expect(await stream.outcome).toMatchObject({ status: "passed" });
  });

  it("rejects toResponse()", async () => {
    const stream = rails.streamAsync(HELLO);
    await first(stream);
    expect(() => stream.toResponse()).toThrow("An answer can be read once: call `tee()` before the first read");
  });
});

describe("an answer", () => {
  it("rejects a second reader while it is read", () => {
    const stream = rails.streamAsync(HELLO);
    stream.toResponse();
    expect(() => stream.toResponse()).toThrow(AlreadyReadError);
    expect(() => stream.tee()).toThrow(AlreadyReadError);
  });

  it("can be read once as parts of streamParts and startStream", async () => {
    const { parts } = await rails.startStream(HELLO);
    for (const stream of [rails.streamParts(HELLO), parts]) {
      await uiMessageResponse(stream).text();
      expect(() => uiMessageResponse(stream)).toThrow(AlreadyReadError);
    }
  });

  it("can be read on after a reader has released it", async () => {
    const stream = rails.streamAsync(HELLO);
    const reader = stream.getReader();
    const { value = "" } = await reader.read();
    reader.releaseLock();
    expect(value + (await drain(stream)).join("")).toBe("one two three");
  });

  it("without text can be read after its outcome", async () => {
    const stream = railsOf("models: []", { llm: says("") }).streamAsync(HELLO);
    await stream.outcome;
    expect(await drain(stream)).toEqual([]);
  });

  it("that failed throws its error at every read", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(new Error("down")) };
    const stream = railsOf("models: []", { llm: failing }).streamAsync(HELLO);
    await expect(drain(stream)).rejects.toThrow("down");
    await expect(drain(stream)).rejects.toThrow("down");
  });
});

describe("a StreamingHandler", () => {
  it("can be iterated to its end once", async () => {
    const streamingHandler = new StreamingHandler();
    await railsOf("models: []", { llm: says("one") }).generateAsync({ ...HELLO, streamingHandler });
    expect((await drain(streamingHandler)).join("")).toBe("one");
    await expect(drain(streamingHandler)).rejects.toThrow(AlreadyReadError);
  });
});
