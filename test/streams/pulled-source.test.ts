import { describe, expect, it, vi } from "vitest";
import { ON_DEMAND } from "../../src/streams/pull.ts";
import { isStarted, PulledSource } from "../../src/streams/pulled-source.ts";
import type { Pull } from "../../src/streams/stage.ts";
import { settle } from "../support/engine.ts";

const MAX_AHEAD = 65_536;

/** A pull of numbers in batches, up to an end, and the number of its calls. */
const counting = (batch: number, end = Infinity) => {
  let next = 0;
  const pull = vi.fn<Pull<number>["pull"]>(async () => {
    if (next >= end) return undefined;
    return Array.from({ length: batch }, () => next++);
  });
  return { pull, cancel: vi.fn<Pull<number>["cancel"]>(() => Promise.resolve()) };
};

const streamOf = (pull: Pull<number>) => {
  const source = new PulledSource(pull);
  return { source, reader: new ReadableStream(source, ON_DEMAND).getReader() };
};

/** Waits until nothing is read any more. */
const quiet = async (pull: ReturnType<typeof counting>["pull"]): Promise<void> => {
  let before;
  do {
    before = pull.mock.calls.length;
    await settle();
  } while (pull.mock.calls.length > before);
};

describe("a stream over a pull", () => {
  it("reads nothing before its first read", async () => {
    const source = counting(1);
    const { reader } = streamOf(source);
    await settle();
    expect([source.pull.mock.calls.length, isStarted(source)]).toEqual([0, false]);
    expect((await reader.read()).value).toBe(0);
    expect([source.pull.mock.calls.length, isStarted(source)]).toEqual([1, true]);
  });

  it("can read up to 65,536 chunks ahead, and delivers them all in order", async () => {
    const source = counting(1_024);
    const { source: stream, reader } = streamOf(source);
    stream.readAhead();
    stream.readAhead();
    await quiet(source.pull);
    expect(source.pull).toHaveBeenCalledTimes(MAX_AHEAD / 1_024);
    for (let at = 0; at < MAX_AHEAD + 3; at++) if ((await reader.read()).value !== at) expect.fail(`at ${at}`);
    expect(source.pull).toHaveBeenCalledTimes(MAX_AHEAD / 1_024 + 1);
  });

  it("reads ahead to the end, and no further", async () => {
    const source = counting(2, 4);
    const { source: stream, reader } = streamOf(source);
    stream.readAhead();
    await quiet(source.pull);
    expect(source.pull).toHaveBeenCalledTimes(3);
    for (const value of [0, 1, 2, 3]) expect(await reader.read()).toEqual({ done: false, value });
    expect((await reader.read()).done).toBe(true);
  });

  it("does not read ahead once it has a reader", async () => {
    const source = counting(1);
    const { source: stream, reader } = streamOf(source);
    await reader.read();
    stream.readAhead();
    await quiet(source.pull);
    expect(source.pull).toHaveBeenCalledOnce();
  });

  it("fails if its source fails while reading ahead", async () => {
    const broken = { pull: () => Promise.reject(new Error("broken")), cancel: () => Promise.resolve() };
    const { source, reader } = streamOf(broken);
    source.readAhead();
    await expect(reader.read()).rejects.toThrow("broken");
  });
});
