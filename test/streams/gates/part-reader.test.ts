import { describe, expect, it } from "vitest";
import { PartReader } from "../../../src/streams/gates/part-reader.ts";
import type { Pull } from "../../../src/streams/stage.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { text } from "../parts.ts";

const sourceOf = (...steps: readonly (readonly StreamPart[] | Error | Promise<undefined>)[]) => {
  const seen = { pulls: 0, cancels: [] as unknown[] };
  const pull: Pull<StreamPart> = {
    pull: async () => {
      const step = steps[seen.pulls++];
      if (step instanceof Error) throw step;
      return step;
    },
    cancel: async (reason) => void seen.cancels.push(reason),
  };
  return { reader: new PartReader(pull), seen };
};

describe("PartReader", () => {
  it("returns the parts of a batch one at a time, and reads on when they are taken", async () => {
    const { reader } = sourceOf([text("a"), text("b")]);
    expect([reader.canRead, reader.take()]).toEqual([true, undefined]);
    await reader.read();
    expect([reader.canRead, reader.take(), reader.canRead]).toEqual([false, text("a"), false]);
    expect([reader.take(), reader.canRead, reader.over]).toEqual([text("b"), true, false]);
    await reader.read();
    expect([reader.take(), reader.canRead, reader.over]).toEqual([undefined, false, true]);
    reader.throwFailure();
  });

  it("does not read concurrently", async () => {
    const { reader } = sourceOf([text("a")]);
    const read = reader.read();
    expect(reader.canRead).toBe(false);
    await read;
  });

  it("keeps a failure of its source, which it cancels, until the next read", async () => {
    const { reader, seen } = sourceOf(new Error("upstream broke"));
    await reader.read();
    expect([reader.over, reader.canRead, seen.cancels]).toEqual([true, false, [expect.any(Error)]]);
    expect(() => reader.throwFailure()).toThrow("upstream broke");
  });

  it("forgets what was read and what failed on close, and cancels its source once", async () => {
    const { reader, seen } = sourceOf([text("a")]);
    await reader.read();
    reader.fail(new Error("too much"));
    expect([reader.take(), reader.over]).toEqual([undefined, true]);
    expect(() => reader.throwFailure()).toThrow("too much");
    reader.close("gone");
    expect(() => reader.throwFailure()).not.toThrow();
    expect(seen.cancels).toEqual([expect.objectContaining({ message: "too much" })]);
  });

  it("drops the result of a read that ends after close", async () => {
    const late = Promise.withResolvers<undefined>();
    const batch = sourceOf(late.promise.then(() => [text("a")]) as unknown as Promise<undefined>);
    const broken = sourceOf(late.promise.then(() => Promise.reject(new Error("late"))));
    const reads = [batch, broken].map(({ reader }) => {
      const read = reader.read();
      reader.close("gone");
      return read;
    });
    late.resolve(undefined);
    await Promise.all(reads);
    expect([batch.reader.take(), batch.reader.over, batch.seen.cancels]).toEqual([undefined, true, ["gone"]]);
    expect(() => broken.reader.throwFailure()).not.toThrow();
    expect(broken.seen.cancels).toEqual(["gone"]);
  });

  it("passes the reason of a cancel to its source, at most once", async () => {
    const { reader, seen } = sourceOf([text("a")]);
    await reader.read();
    await reader.cancel("gone");
    expect([seen.cancels, reader.over, reader.take()]).toEqual([["gone"], true, undefined]);
  });
});
