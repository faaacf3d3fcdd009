import { describe, expect, it, onTestFinished } from "vitest";
import { iterate } from "../../src/streams/iterate.ts";
import { HELLO, railsOf, says } from "../support/engine.ts";

const native = (stream: ReadableStream<string>, options?: { preventCancel?: boolean }): AsyncIterator<string> =>
  stream[Symbol.asyncIterator](options);

/** A stream of chunks, and the reason of its cancel. */
const streamOf = (...chunks: readonly string[]): { stream: ReadableStream<string>; cancelled: () => boolean } => {
  let isCancelled = false;
  const left = [...chunks];
  const stream = new ReadableStream<string>({
    pull(controller) {
      const chunk = left.shift();
      if (chunk === undefined) controller.close();
      else if (chunk === "broken") controller.error(new Error("broken"));
      else controller.enqueue(chunk);
    },
    cancel() {
      isCancelled = true;
    },
  });
  return { stream, cancelled: () => isCancelled };
};

describe.each([
  ["that of the platform", native],
  ["ours", iterate],
])("a for await loop over a stream: %s", (_name, iterator) => {
  const loop = (stream: ReadableStream<string>, options?: { preventCancel?: boolean }): AsyncIterable<string> => ({
    [Symbol.asyncIterator]: () => iterator(stream, options),
  });

  it("yields every chunk, and releases the stream", async () => {
    const { stream, cancelled } = streamOf("a", "b");
    const chunks: string[] = [];
    for await (const chunk of loop(stream)) chunks.push(chunk);
    expect([chunks, stream.locked, cancelled()]).toEqual([["a", "b"], false, false]);
  });

  it.each([false, true])("cancels the stream on break, unless preventCancel is set: %s", async (preventCancel) => {
    const { stream, cancelled } = streamOf("a", "b");
    for await (const _ of loop(stream, { preventCancel })) break;
    expect([cancelled(), stream.locked]).toEqual([!preventCancel, false]);
  });

  it("rejects if the stream fails", async () => {
    const { stream } = streamOf("a", "broken");
    const chunks: string[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of loop(stream)) chunks.push(chunk);
    };
    await expect(read()).rejects.toThrow("broken");
    expect(chunks).toEqual(["a"]);
  });
});

describe("an answer", () => {
  it("is iterable where ReadableStream is not", async () => {
    const prototype = ReadableStream.prototype as unknown as Record<PropertyKey, unknown>;
    const own = Object.getOwnPropertyDescriptor(prototype, Symbol.asyncIterator) as PropertyDescriptor;
    onTestFinished(() => void Object.defineProperty(prototype, Symbol.asyncIterator, own));
    delete prototype[Symbol.asyncIterator];
    let said = "";
    for await (const chunk of railsOf("", { llm: says("Hi there") }).streamAsync(HELLO)) said += chunk;
    expect(said).toBe("Hi there");
  });
});
