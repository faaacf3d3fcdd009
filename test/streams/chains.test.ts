import { describe, expect, it, vi } from "vitest";
import { collect, collectPull } from "../../src/streams/consumers.ts";
import { FusedPull } from "../../src/streams/fused-pull.ts";
import { LazyPull } from "../../src/streams/lazy-pull.ts";
import { pipeline, pullThrough } from "../../src/streams/pipeline.ts";
import { pullFrom, putBack, toReadable, withSignal } from "../../src/streams/pull.ts";
import { fromIterable, pullOnce } from "../../src/streams/sources.ts";
import type { Pull, Stage } from "../../src/streams/stage.ts";

const plus = (suffix: string): Stage<string, string> => ({
  name: `plus ${suffix}`,
  feed: (chunk, output) => output.enqueue(chunk + suffix),
});

/** Joins the output of one source chunk, and emits an end marker. */
const joined = (): Stage<string, string> => {
  let gathered = "";
  return {
    name: "joined",
    feed: (chunk) => void (gathered += chunk),
    endBatch(output) {
      if (gathered !== "") output.enqueue(`(${gathered})`);
      gathered = "";
    },
    end: (output) => output.enqueue("end"),
  };
};

const failing = (on: string): Stage<string, string> => ({
  name: "failing",
  feed(chunk, output) {
    if (chunk.startsWith(on)) throw new Error(`cannot take ${chunk}`);
    output.enqueue(chunk);
  },
});

/** A pull of batches that counts its calls. */
const batches = (...list: readonly (readonly string[])[]) => {
  const seen = { pulls: 0, cancels: [] as unknown[] };
  const pull: Pull<string> = {
    pull: async () => list[seen.pulls++],
    cancel: async (reason) => void seen.cancels.push(reason),
  };
  return { pull, seen };
};

/** Counts the calls of all chains while a stream is read to its end. */
const chainPulls = async (read: () => Promise<unknown>): Promise<number> => {
  const spy = vi.spyOn(FusedPull.prototype, "pull");
  try {
    await read();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
};

describe("a chain", () => {
  it("takes in the stages of a later pipeline, with one call per chunk", async () => {
    const pulls = await chainPulls(async () => {
      const first = pipeline<string>(fromIterable(["a", "b"]), [plus("1")]);
      expect(await collect(pipeline<string>(first, [plus("2"), plus("3")]))).toEqual(["a123", "b123"]);
    });
    expect(pulls).toBe(3);
  });

  it("takes in stages after its first batch was put back, and passes that batch through them", async () => {
    const { pull, seen } = batches(["a", "b"], ["c"]);
    const chain = pullThrough<string>(pull, [plus("1")]);
    const first = (await chain.pull()) ?? [];
    const again = pullThrough<string>(pullThrough(putBack(chain, first), [joined()]), [plus("2")]);
    expect(seen.pulls).toBe(1);
    expect(await chainPulls(async () => expect(await collectPull(again)).toEqual(["(a1b1)2", "(c1)2", "end2"]))).toBe(
      4,
    );
  });

  it("delivers a batch that was put back once, even if no stages were added", async () => {
    const chain = pullThrough<string>(batches(["a"], ["b"]).pull, [plus("1")]);
    expect(await collectPull(putBack(chain, (await chain.pull()) ?? []))).toEqual(["a1", "b1"]);
  });

  it("reads on if the added stages emit nothing for the batch that was put back", async () => {
    const chain = pullThrough<string>(batches(["a"], ["b"]).pull, [plus("1")]);
    const none: Stage<string, string> = {
      name: "none",
      feed: (chunk, output) => void (chunk === "b1" && output.enqueue(chunk)),
    };
    expect(await collectPull(pullThrough(putBack(chain, (await chain.pull()) ?? []), [none]))).toEqual(["b1"]);
  });

  it("fails and cancels its source if an added stage throws on the batch that was put back", async () => {
    const { pull, seen } = batches(["a", "b"], ["c"]);
    const chain = pullThrough<string>(pull, [plus("1")]);
    const again = pullThrough<string>(putBack(chain, (await chain.pull()) ?? []), [joined(), failing("(")]);
    await expect(again.pull()).rejects.toThrow("cannot take (a1b1)");
    expect(seen.cancels).toEqual([expect.objectContaining({ message: "cannot take (a1b1)" })]);
  });

  it("that has ended is read like any other source: first the batch that was put back, then the end or error", async () => {
    const twice: Stage<string, string> = {
      name: "twice",
      feed(chunk, output) {
        output.enqueue(chunk);
        throw new Error("broke behind it");
      },
    };
    const { pull, seen } = batches(["a"], ["b"]);
    const chain = pullThrough<string>(pull, [twice]);
    const again = pullThrough<string>(putBack(chain, (await chain.pull()) ?? []), [plus("2")]);
    expect(await again.pull()).toEqual(["a2"]);
    await expect(again.pull()).rejects.toThrow("broke behind it");
    await again.cancel("gone");
    expect(seen.cancels).toContain("gone");
  });

  it("takes in stages through a stream with an abort signal", async () => {
    const controller = new AbortController();
    const { pull, seen } = batches(["a"], ["b"]);
    const chain = toReadable(pullThrough<string>(pull, [plus("1")]), { signal: controller.signal });
    const again = pullThrough<string>(pullFrom(chain), [plus("2")]);
    expect(await chainPulls(async () => expect(await again.pull()).toEqual(["a12"]))).toBe(1);
    controller.abort("enough");
    await expect(again.pull()).rejects.toBe("enough");
    expect(seen.cancels).toEqual(["enough"]);
  });

  it("does not call end on a stage that ended the chain during the end of the stages before it", async () => {
    const ends: string[] = [];
    const last: Stage<string, string> = {
      name: "last",
      feed: (chunk, output) => output.enqueue(chunk),
      end: (output) => output.enqueue("one more"),
    };
    const stops: Stage<string, string> = {
      name: "stops",
      feed(chunk, output) {
        output.enqueue(chunk);
        if (chunk === "one more") output.terminate();
      },
      endBatch: () => void (ends.at(-1) !== "endBatch" && ends.push("endBatch")),
      end: () => void ends.push("end"),
    };
    expect(await collect(pipeline(fromIterable(["a"]), [last, stops]))).toEqual(["a", "one more"]);
    expect(ends).toEqual(["endBatch"]);
  });
});

describe("a chain that is over", () => {
  /** A stage that says what is done to it, and holds a text until an end. */
  const witness = (seen: string[]): Stage<string, string> => ({
    name: "witness",
    feed: (chunk, output) => (seen.push(`feed ${chunk}`), output.enqueue(chunk)),
    end: (output) => (seen.push("end"), output.enqueue("held")),
    endAfterError: (output) => (seen.push("endAfterError"), output.enqueue("held")),
    abort: (reason) => void seen.push(`abort ${String(reason)}`),
  });

  /** A source whose read waits until the test settles it. */
  const waiting = () => {
    const read = Promise.withResolvers<readonly string[] | undefined>();
    const pull: Pull<string> = { pull: () => read.promise, cancel: async () => {} };
    return { pull, read };
  };

  it("by its end reads nothing more, and a cancel does not call abort", async () => {
    const { pull, seen } = batches([]);
    const told: string[] = [];
    const chain = pullThrough<string>(pull, [witness(told)]);
    expect(await collectPull(chain)).toEqual(["held"]);
    const { pulls } = seen;
    expect(await chain.pull()).toBeUndefined();
    expect(seen).toEqual({ pulls, cancels: [] });
    await chain.cancel("late");
    expect(told).toEqual(["end"]);
  });

  it("by its end calls end on stages that are added after it", async () => {
    const chain = pullThrough<string>(batches(["a"]).pull, [witness([])]);
    expect([await chain.pull(), await chain.pull()]).toEqual([["a"], ["held"]]);
    expect(await collectPull(pullThrough<string>(chain, [joined()]))).toEqual(["end"]);
  });

  it("by a stage that ends it cancels its source for no reason and calls no abort, even if a stage before it then fails", async () => {
    const { pull, seen } = batches(["a"], ["b"]);
    const told: string[] = [];
    const late: Stage<string, string> = {
      name: "late",
      feed(chunk, output) {
        output.enqueue(chunk);
        throw new Error("after the end of the chain");
      },
    };
    const last: Stage<string, string> = { name: "last", feed: (_, output) => output.terminate() };
    expect(await collectPull(pullThrough<string>(pull, [witness(told), late, last]))).toEqual([]);
    expect([seen.cancels, told]).toEqual([[undefined], ["feed a"]]);
  });

  it("by a cancel gives nothing and reads nothing, not even what was put back", async () => {
    const { pull, seen } = batches(["a"], ["b"]);
    const chain = pullThrough<string>(pull, [plus("1")]);
    putBack(chain, (await chain.pull()) ?? []);
    await chain.cancel("gone");
    expect(await chain.pull()).toBeUndefined();
    expect(seen).toEqual({ pulls: 1, cancels: ["gone"] });
  });

  it("by a cancel gives no error, although its source has failed before", async () => {
    const broken: Pull<string> = { pull: () => Promise.reject(new Error("broke")), cancel: async () => {} };
    const chain = pullThrough<string>(broken, [witness([])]);
    expect(await chain.pull()).toEqual(["held"]);
    await chain.cancel("gone");
    expect(await chain.pull()).toBeUndefined();
  });

  it("by a cancel during a read feeds and ends no stage, whether the read then succeeds, ends or fails", async () => {
    for (const settle of [
      ({ resolve }: PromiseWithResolvers<readonly string[] | undefined>) => resolve(["a"]),
      ({ resolve }: PromiseWithResolvers<readonly string[] | undefined>) => resolve(undefined),
      ({ reject }: PromiseWithResolvers<readonly string[] | undefined>) => reject(new Error("aborted")),
    ]) {
      const { pull, read } = waiting();
      const told: string[] = [];
      const chain = pullThrough<string>(pull, [witness(told)]);
      const reading = chain.pull();
      await chain.cancel("gone");
      settle(read);
      expect(await reading).toBeUndefined();
      expect(told).toEqual(["abort gone"]);
    }
  });

  it("is cancelled as soon as its source is, and fails to if its source does", async () => {
    const cancelled = Promise.withResolvers<void>();
    const chain = pullThrough<string>({ pull: async () => ["a"], cancel: () => cancelled.promise }, [plus("1")]);
    let isDone = false;
    const done = chain.cancel("gone").finally(() => (isDone = true));
    await Promise.resolve();
    expect(isDone).toBe(false);
    cancelled.reject(new Error("cannot cancel"));
    await expect(done).rejects.toThrow("cannot cancel");
  });
});

describe("a chain with a stage whose abort throws", () => {
  const told: unknown[] = [];
  const bad: Stage<string, string> = {
    name: "bad",
    feed: (chunk, output) => output.enqueue(chunk),
    abort() {
      throw new Error("the books are lost");
    },
  };
  const good: Stage<string, string> = { ...plus(""), abort: (reason) => void told.push(reason) };

  it("cancels its source and informs the other stages on cancel, then rejects with the thrown error", async () => {
    const { pull, seen } = batches(["a"]);
    const chain = pullThrough<string>(pull, [bad, good]);
    await expect(chain.cancel("gone")).rejects.toThrow("the books are lost");
    expect([seen.cancels, told.splice(0)]).toEqual([["gone"], ["gone"]]);
  });

  it("passes the error of its source", async () => {
    const broken: Pull<string> = { pull: () => Promise.reject(new Error("upstream broke")), cancel: async () => {} };
    await expect(pullThrough(broken, [bad, good]).pull()).rejects.toThrow("upstream broke");
    expect(told.splice(0)).toEqual([expect.objectContaining({ message: "upstream broke" })]);
  });

  it("passes the error of another stage, and cancels its source", async () => {
    const { pull, seen } = batches(["a"]);
    await expect(pullThrough(pull, [bad, good, failing("a")]).pull()).rejects.toThrow("cannot take a");
    expect(seen.cancels).toEqual([expect.objectContaining({ message: "cannot take a" })]);
    expect(told.splice(0)).toHaveLength(1);
  });
});

describe("a source whose cancel throws synchronously", () => {
  const bad: Pull<string> = {
    pull: async () => ["a"],
    cancel() {
      throw new Error("cannot cancel");
    },
  };

  it("rejects the cancel of its chain, which does not throw", async () => {
    await expect(pullThrough(bad, [plus("1")]).cancel("gone")).rejects.toThrow("cannot cancel");
  });

  it("does not replace the error of a stage or the reason of a signal", async () => {
    await expect(pullThrough(bad, [failing("a")]).pull()).rejects.toThrow("cannot take a");
    const controller = new AbortController();
    const heard = withSignal(bad, controller.signal);
    controller.abort("enough");
    await expect(heard.pull()).rejects.toBe("enough");
  });
});

describe("a LazyPull", () => {
  it("starts at the first pull, and then costs no more than the chain it has become", async () => {
    let starts = 0;
    const late = new LazyPull({
      start: async () => (starts++, pullThrough<string>(batches(["a"], ["b"]).pull, [plus("1")])),
      abort() {},
    });
    const chain = pullThrough<string>(late, [plus("2")]);
    expect(starts).toBe(0);
    expect(await chainPulls(async () => expect(await collectPull(chain)).toEqual(["a12", "b12"]))).toBe(3);
    expect(starts).toBe(1);
  });

  it("never starts if it is cancelled before, and informs the added stages", async () => {
    const told: unknown[] = [];
    const aborted: unknown[] = [];
    const late = new LazyPull<string>({
      start: () => Promise.reject(new Error("must not start")),
      abort: (reason) => void aborted.push(reason),
    });
    const chain = pullThrough(late, [{ ...plus("1"), abort: (reason: unknown) => void told.push(reason) }]);
    await chain.cancel("gone");
    expect([aborted, told, await chain.pull()]).toEqual([["gone"], ["gone"], undefined]);
  });

  it("aborts the start if it is cancelled meanwhile, and cancels the stream that the start returns anyway", async () => {
    const { pull, seen } = batches(["a"]);
    const started = Promise.withResolvers<Pull<string>>();
    const late = new LazyPull({ start: () => started.promise, abort: () => started.resolve(pull) });
    const read = late.pull();
    await late.cancel("gone");
    expect(seen.cancels).toEqual(["gone"]);
    await read;
  });

  it("rejects with the error of its start, also on a later cancel", async () => {
    const late = new LazyPull<string>({ start: () => Promise.reject(new Error("no model")), abort() {} });
    await expect(late.pull()).rejects.toThrow("no model");
    await expect(late.cancel()).resolves.toBeUndefined();
  });
});

describe("collecting", () => {
  it("accepts batches of any size", async () => {
    const many = Array.from({ length: 300_000 }, (_, at) => at);
    expect(await collectPull(pullOnce(many))).toHaveLength(many.length);
    expect(await collect(toReadable(pullOnce(many)))).toHaveLength(many.length);
  });
});
