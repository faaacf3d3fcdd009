import { describe, expect, it } from "vitest";
import {
  collect,
  fromIterable,
  type Stage,
  type StageOutput,
  sseEncoder,
  type ServerSentEvent,
  toTransformStream,
} from "../../src/streams/index.ts";
import { pipeline } from "../../src/streams/pipeline.ts";

/** Emits every chunk twice, and another at its end. */
const twice = (): Stage<number, number> => ({
  name: "twice",
  feed: (chunk, output) => [chunk, chunk].forEach((copy) => output.enqueue(copy)),
  end: (output) => output.enqueue(0),
});

const stopAt = (limit: number): Stage<number, number> => ({
  name: "stop",
  feed(chunk, output) {
    output.enqueue(chunk);
    if (chunk === limit) output.terminate();
  },
});

/** Collects the input of one source chunk. */
const sum = (): Stage<number, string> => {
  let numbers: number[] = [];
  return {
    name: "sum",
    feed: (chunk) => void numbers.push(chunk),
    endBatch(output: StageOutput<string>) {
      if (numbers.length > 0) output.enqueue(numbers.join("+"));
      numbers = [];
    },
  };
};

const failAt = (limit: number): Stage<number, number> => ({
  name: "fail",
  feed(chunk, output) {
    if (chunk === limit) throw new Error("stage broke");
    output.enqueue(chunk);
  },
});

describe("pipeline", () => {
  it("calls endBatch of every stage once per source chunk, in order", async () => {
    expect(await collect(pipeline<string>(fromIterable([1, 2]), [twice(), sum()]))).toEqual(["1+1", "2+2", "0"]);
  });

  it("feeds nothing after a stage has ended the chain, not even chunks that would fail", async () => {
    let fed = 0;
    const count: Stage<number, number> = { name: "count", feed: (chunk, output) => (fed++, output.enqueue(chunk)) };
    const chain = [twice(), count, stopAt(2), sum()];
    expect(await collect(pipeline<string>(fromIterable([1, 2, 3]), chain))).toEqual(["1+1", "2"]);
    expect(fed).toBe(3);
    const late: Stage<number, number> = {
      name: "late",
      feed(chunk, output) {
        output.enqueue(chunk);
        throw new Error("after the end of the chain");
      },
    };
    expect(await collect(pipeline<string>(fromIterable([2, 3]), [late, stopAt(2), sum()]))).toEqual(["2"]);
  });

  it("delivers what later stages collected before a stage failed", async () => {
    const got: string[] = [];
    const burst: Stage<number, number> = {
      name: "burst",
      feed: (chunk, output) => [1, 2, chunk].forEach((n) => output.enqueue(n)),
    };
    const reader = pipeline<string>(fromIterable([3]), [burst, failAt(3), sum()]).getReader();
    got.push((await reader.read()).value ?? "");
    await expect(reader.read()).rejects.toThrow("stage broke");
    expect(got).toEqual(["1+2"]);
  });

  it("extends the stream of another pipeline without losing its queued chunks", async () => {
    const first = pipeline<number>(fromIterable([1, 2]), [twice()]);
    const reader = first.getReader();
    expect((await reader.read()).value).toBe(1);
    reader.releaseLock();
    expect(await collect(pipeline<number>(first, [failAt(9)]))).toEqual([1, 2, 2, 0]);
  });

  it("delivers nothing from a stream that was cancelled before", async () => {
    const stream = fromIterable([1, 2]);
    await stream.cancel();
    expect(await collect(pipeline<number>(stream, [failAt(9)]))).toEqual([]);
  });

  it("stops immediately when its signal aborts, even while it waits", async () => {
    const controller = new AbortController();
    let cancelled: unknown;
    const source = new ReadableStream<number>({ cancel: (reason) => void (cancelled = reason) }, { highWaterMark: 0 });
    const read = pipeline<number>(source, [twice()], { signal: controller.signal }).getReader().read();
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(read).rejects.toBe(reason);
    expect(cancelled).toBe(reason);
  });

  it("delivers all events of a source chunk as one chunk of bytes", async () => {
    const events: Stage<number, ServerSentEvent> = {
      name: "events",
      feed: (n, output) => ["a", "b"].forEach((data) => output.enqueue({ data: `${data}${n}` })),
    };
    const chunks = await collect(pipeline<Uint8Array>(fromIterable([1, 2]), [events, sseEncoder()]));
    expect(chunks.map((chunk) => new TextDecoder().decode(chunk))).toEqual([
      "data: a1\n\ndata: b1\n\n",
      "data: a2\n\ndata: b2\n\n",
    ]);
  });

  it("calls abort of each stage once, on a cancel, an error of the source, or a failing stage", async () => {
    const told: unknown[] = [];
    const keeper = (): Stage<number, number> => ({
      name: "keeper",
      feed: (chunk, output) => output.enqueue(chunk),
      abort: (reason) => void told.push(reason),
    });
    const cancelled = pipeline<number>(fromIterable([1, 2]), [keeper()]).getReader();
    await cancelled.read();
    await cancelled.cancel("gone");
    await cancelled.cancel("gone again");
    expect(told.splice(0)).toEqual(["gone"]);
    const broken = new ReadableStream<number>({ pull: (controller) => controller.error("broken") });
    await expect(collect(pipeline<number>(broken, [keeper()]))).rejects.toBe("broken");
    expect(told.splice(0)).toEqual(["broken"]);
    await expect(collect(pipeline<number>(fromIterable([1]), [keeper(), failAt(1)]))).rejects.toThrow();
    expect(told.splice(0)).toEqual([expect.objectContaining({ message: "stage broke" })]);
    await collect(pipeline<number>(fromIterable([1]), [keeper()]));
    expect(told).toEqual([]);
  });
});

describe("toTransformStream", () => {
  it("delivers the output before an error, then the error", async () => {
    const reader = fromIterable([1, 2])
      .pipeThrough(toTransformStream(twice()))
      .pipeThrough(toTransformStream(failAt(2)))
      .getReader();
    expect([(await reader.read()).value, (await reader.read()).value]).toEqual([1, 1]);
    await expect(reader.read()).rejects.toThrow("stage broke");
  });

  it("cancels its source when its stage fails", async () => {
    let reason: unknown;
    const source = new ReadableStream<number>({
      start: (controller) => controller.enqueue(2),
      cancel: (why) => void (reason = why),
    });
    await expect(collect(source.pipeThrough(toTransformStream(failAt(2))))).rejects.toThrow("stage broke");
    expect(reason).toHaveProperty("message", "stage broke");
  });

  it("reads at most one chunk ahead of its reader", async () => {
    const { readable, writable } = toTransformStream(twice());
    const writer = writable.getWriter();
    let written = 0;
    const writes = [1, 2].map((chunk) => writer.write(chunk).then(() => written++));
    const reader = readable.getReader();
    expect((await reader.read()).value).toBe(1);
    expect((await reader.read()).value).toBe(1);
    expect(written).toBe(1);
    expect((await reader.read()).value).toBe(2);
    await Promise.all([...writes, reader.read(), writer.close()]);
    expect(await reader.read()).toMatchObject({ value: 0 });
    expect(await reader.read()).toMatchObject({ done: true });
  });

  it("passes an abort to the reader and a cancel to the writer, even while a chunk waits", async () => {
    const first = toTransformStream(twice());
    const read = first.readable.getReader().read();
    await first.writable.abort("enough");
    await expect(read).rejects.toBe("enough");
    const second = toTransformStream(twice());
    const writer = second.writable.getWriter();
    const write = writer.write(1);
    await Promise.resolve();
    await second.readable.cancel("gone");
    await write.catch(() => {});
    await expect(writer.closed).rejects.toBe("gone");
  });
});
