import { describe, expect, it } from "vitest";
import {
  type GateDecision,
  type GateWindow,
  checkGate,
  type CheckGateOptions,
  pipeline,
} from "../../../src/streams/index.ts";
import type { StreamPart, Verdict } from "../../../src/types.ts";
import { finish, isDelta, joinParts, reasoning, response, text, textOf, toolCall, usage } from "../parts.ts";

const verdict: Verdict = {
  status: "blocked",
  rail: "judge",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};
const modified: Verdict = { ...verdict, status: "modified" };

/** A check whose answer the test gives. */
interface Asked {
  readonly window: GateWindow;
  readonly signal: AbortSignal;
  decide(decision: GateDecision): void;
  fail(error: unknown): void;
}

/** Lets everything that is ready happen. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
};

type Step = StreamPart | Error | "wait";

/** A source that gives a part per read, waits for ever, or breaks. */
const sourceOf = (steps: readonly Step[]) => {
  const seen = { reads: 0, cancelled: false, reason: undefined as unknown };
  const stream = new ReadableStream<StreamPart>(
    {
      pull(controller) {
        const step = steps[seen.reads++];
        if (step === undefined) return controller.close();
        if (step === "wait") return new Promise(() => {});
        if (step instanceof Error) return controller.error(step);
        return controller.enqueue(step);
      },
      cancel(reason) {
        seen.cancelled = true;
        seen.reason = reason;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
};

/** Puts a gate over a source and leaves its checks to the test, and its output, too. */
const idle = (steps: readonly Step[], options: Partial<CheckGateOptions> = {}) => {
  const asked: Asked[] = [];
  const check = (window: GateWindow, signal: AbortSignal): Promise<GateDecision> =>
    new Promise((decide, fail) => asked.push({ window, signal, decide, fail }));
  const { stream, seen } = sourceOf(steps);
  const gate = checkGate({ chunkSize: 1, contextSize: 0, unit: "delta", streamFirst: false, check, ...options });
  return { asked, seen, reader: pipeline<StreamPart>(stream, [gate]).getReader() };
};

/** Runs a gate over a source and reads all it gives. */
const start = (steps: readonly Step[], options: Partial<CheckGateOptions> = {}) => {
  const { asked, seen, reader } = idle(steps, options);
  const got = { parts: [] as StreamPart[], done: false, error: undefined as unknown };
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) got.parts.push(next.value);
    got.done = true;
  };
  read().catch((error: unknown) => {
    got.error = error;
  });
  const freshOf = (): string[] => asked.map(({ window }) => window.fresh);
  return { asked, seen, got, reader, freshOf };
};

const allow = { outcome: "allow" } as const;
const block = { outcome: "block", verdict } as const;
const kinds = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (isDelta(part) ? part.text : part.type)).join(" ");

describe("checkGate, where text waits for its verdict,", () => {
  it("releases windows in order, whatever order their checks end in", async () => {
    const { asked, got } = start([text("a"), text("b"), text("c"), finish()]);
    await settle();
    asked[1]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[2]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b c finish");
    expect(got.done).toBe(true);
  });

  it("checks as many windows at once as allowed and stops reading meanwhile", async () => {
    const { asked, seen, got } = start(
      Array.from("abcdef").map((unit) => text(unit)),
      { maxInFlight: 2 },
    );
    await settle();
    expect([asked.length, seen.reads]).toEqual([2, 2]);
    asked[0]?.decide(allow);
    await settle();
    expect([asked.length, seen.reads, kinds(got.parts)]).toEqual([3, 3, "a"]);
  });

  it("queues the windows of one long delta behind those in flight", async () => {
    const { asked, seen, freshOf } = start([text("日本語文字"), finish()], { maxInFlight: 2, unit: "token" });
    await settle();
    expect([freshOf(), seen.reads]).toEqual([["日", "本"], 1]);
    asked[0]?.decide(allow);
    asked[1]?.decide(allow);
    await settle();
    expect(freshOf()).toEqual(["日", "本", "語", "文"]);
  });

  it("holds a block until the windows before it are decided, and lets their text go", async () => {
    const { asked, seen, got } = start([text("a"), text("b"), text("c"), "wait"]);
    await settle();
    asked[1]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a"), { type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
    expect(got.done).toBe(true);
    expect(asked[2]?.signal.aborted).toBe(true);
  });

  it("cancels its source in the tick in which a block is known", async () => {
    const { asked, seen } = start([text("a"), "wait"]);
    await settle();
    asked[0]?.decide(block);
    await Promise.resolve();
    await Promise.resolve();
    expect(seen.cancelled).toBe(true);
  });

  it("keeps finish and usage behind the last check", async () => {
    const { asked, got } = start([response, text("a"), finish(), usage]);
    await settle();
    expect(got.parts).toEqual([response]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([response, text("a"), finish(), usage]);
  });

  it("keeps a block of an earlier rail behind the text before it", async () => {
    const earlier: StreamPart = { type: "verdict", choice: 0, verdict: { ...verdict, rail: "patterns" } };
    const { asked, got } = start([text("a"), text("b"), earlier, finish(0, "content_filter")], { chunkSize: 9 });
    await settle();
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("ab"), earlier, finish(0, "content_filter")]);
  });

  it("replaces the text of a window, and says so before it", async () => {
    const { asked, got } = start([text("a"), text("b"), finish()]);
    await settle();
    asked[0]?.decide({ outcome: "transform", text: "***", verdict: modified });
    asked[1]?.decide({ outcome: "transform", text: "", verdict: modified });
    await settle();
    const changed: StreamPart = { type: "verdict", choice: 0, verdict: modified };
    expect(got.parts).toEqual([changed, text("***"), changed, finish()]);
  });

  it("checks and releases the text before an error of the source, then passes the error", async () => {
    const { asked, got } = start([text("a"), text("b"), new Error("upstream broke")], { chunkSize: 3 });
    await settle();
    expect(asked.map(({ window }) => [window.fresh, window.final])).toEqual([["ab", true]]);
    expect(got.error).toBeUndefined();
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("ab");
    expect(got.error).toHaveProperty("message", "upstream broke");
  });

  it("ends with the block, not with the error, when the text before the error is blocked", async () => {
    const { asked, got } = start([text("a"), new Error("upstream broke")]);
    await settle();
    asked[0]?.decide(block);
    await settle();
    expect(kinds(got.parts)).toBe("verdict finish");
    expect([got.done, got.error]).toEqual([true, undefined]);
  });

  it("asks once about the whole text when the chunk size is endless, also when channels alternate", async () => {
    const steps = [text("a"), toolCall("{}", { id: "c", name: "f" }), text("b"), finish()];
    const { asked, got } = start(steps, { chunkSize: Infinity });
    await settle();
    expect(asked.map(({ window }) => [window.channel, window.fresh, window.final])).toEqual([
      ["text", "ab", true],
      ["tool-call", "{}", true],
    ]);
    for (const one of asked) one.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("ab");
  });

  it("fails with a LimitError when more text waits than may, after what waits is checked", async () => {
    const { asked, got, seen } = start([text("abc"), text("defg"), "wait"], { chunkSize: 9, maxHeld: 6 });
    await settle();
    expect(seen.cancelled).toBe(true);
    asked[0]?.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("abc");
    expect(got.error).toHaveProperty("code", "limit_exceeded");
  });

  it("counts text as held only until it is released", async () => {
    const { asked, got } = start([text("abc"), text("def"), finish()], { maxHeld: 3, maxInFlight: 1 });
    await settle();
    asked[0]?.decide(allow);
    await settle();
    asked[1]?.decide(allow);
    await settle();
    expect(textOf(got.parts)).toBe("abcdef");
  });

  it.each([{ id: "c1", name: "look" }, { name: "look" }, { id: "c1" }])(
    "sends the opening of a tool call (%o) with its first arguments, after their check",
    async (opening) => {
      const { asked, got } = start([toolCall("", opening), toolCall('{"a"'), toolCall(":1}"), finish()]);
      await settle();
      expect(got.parts).toEqual([]);
      for (const one of asked) one.decide(allow);
      await settle();
      expect(got.parts).toEqual([toolCall('{"a"', opening), toolCall(":1}"), finish()]);
    },
  );

  it("joins an opening that comes in two deltas, and checks a call without arguments once", async () => {
    const { asked, got } = start([toolCall("", { id: "c1" }), toolCall("", { name: "look" }), finish()]);
    await settle();
    expect(asked.map(({ window }) => [window.toolName, window.fresh, window.final])).toEqual([["look", "", true]]);
    expect(got.parts).toEqual([]);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([toolCall("", { id: "c1", name: "look" }), finish()]);
  });

  it("never lets a refused call without arguments leave", async () => {
    const { asked, got } = start([toolCall("", { id: "c1", name: "delete_all" }), finish()]);
    await settle();
    asked[0]?.decide(block);
    await settle();
    expect(got.parts.map(({ type }) => type)).not.toContain("tool-call-delta");
  });

  it("names the tool on every window of its arguments", async () => {
    const { asked } = start([toolCall("{}", { id: "c1", name: "look" }), finish()]);
    await settle();
    expect(asked.map(({ window }) => [window.toolName, window.fresh])).toEqual([["look", "{}"]]);
  });

  it("cuts every choice by itself, releases all in one order, and one block ends all", async () => {
    const { asked, got } = start([text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)]);
    await settle();
    expect(asked.map(({ window }) => [window.choice, window.fresh])).toEqual([
      [0, "a"],
      [1, "b"],
      [1, "c"],
    ]);
    asked[2]?.decide(allow);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a", 0)]);
    asked[1]?.decide(block);
    await settle();
    expect(got.parts.slice(1)).toEqual([
      { type: "verdict", choice: 1, verdict },
      finish(0, "content_filter"),
      finish(1, "content_filter"),
    ]);
  });

  it("ends with the first of two blocks, whichever is known first", async () => {
    const { asked, got } = start([text("a"), text("b"), text("c"), finish()]);
    await settle();
    asked[2]?.decide({ ...block, verdict: { ...verdict, rail: "later" } });
    asked[1]?.decide(block);
    asked[0]?.decide(allow);
    await settle();
    expect(got.parts).toEqual([text("a"), { type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
  });

  it("asks about nothing more once a block is known, also not about what it still held", async () => {
    const { asked, got } = start([text("ab"), text("c"), "wait"], { chunkSize: 2, unit: "token" });
    await settle();
    expect(asked).toHaveLength(0);
    const more = start([text("日本語"), "wait"], { unit: "token", maxInFlight: 2 });
    await settle();
    more.asked[1]?.decide(block);
    await settle();
    more.asked[0]?.decide(allow);
    await settle();
    expect(more.freshOf()).toEqual(["日", "本"]);
    expect(kinds(more.got.parts)).toBe("日 verdict finish");
    expect(got.done).toBe(false);
  });

  it("closes the window of a channel once, when the model goes on to another", async () => {
    const steps = [reasoning("r1"), text("a"), reasoning("r2"), text("b"), reasoning("r3"), finish()];
    const { asked } = start(steps, { chunkSize: 9 });
    await settle();
    expect(asked.map(({ window }) => [window.channel, window.fresh, window.final])).toEqual([
      ["reasoning", "r1", false],
      ["text", "a", false],
      ["reasoning", "r2r3", true],
      ["text", "b", true],
    ]);
  });

  it("tells its source and its checks when its reader leaves", async () => {
    const { asked, seen, got, reader } = start([text("a"), text("b"), "wait"]);
    await settle();
    await reader.cancel("gone");
    expect(seen).toMatchObject({ cancelled: true, reason: "gone" });
    expect(asked.map(({ signal }) => [signal.aborted, signal.reason as unknown])).toEqual([
      [true, "gone"],
      [true, "gone"],
    ]);
    for (const one of asked) one.decide(allow);
    await settle();
    expect(got).toEqual({ parts: [], done: true, error: undefined });
  });

  it("drops text that comes after the finish of its choice", async () => {
    const { asked, got, freshOf } = start([text("a"), finish(), text("late"), reasoning("late")]);
    await settle();
    asked[0]?.decide(allow);
    await settle();
    expect(freshOf()).toEqual(["a"]);
    expect(got.parts).toEqual([text("a"), finish()]);
  });

  it("passes an answer without text", async () => {
    const { asked, got } = start([response, finish(), usage]);
    await settle();
    expect(asked).toEqual([]);
    expect(got.parts).toEqual([response, finish(), usage]);
  });
});

describe("checkGate, where text leaves at once,", () => {
  const ahead = { streamFirst: true } as const;

  it("gives text before its check, and finish and usage after the last one", async () => {
    const { asked, got } = start([text("a"), text("b"), finish(), usage], ahead);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[1]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b finish usage");
  });

  it("does not wait for earlier windows to block", async () => {
    const { asked, seen, got } = start([text("a"), text("b"), "wait"], ahead);
    await settle();
    asked[1]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(kinds(got.parts)).toBe("a b verdict finish");
    expect(got.done).toBe(true);
  });

  it("stops reading while as many checks run as may", async () => {
    const { seen, got } = start(
      Array.from("abcdef").map((unit) => text(unit)),
      { ...ahead, maxInFlight: 2 },
    );
    await settle();
    expect([seen.reads, kinds(got.parts)]).toEqual([2, "a b"]);
  });

  it("cannot rewrite what has left, and says so", async () => {
    const { asked, got, seen } = start([text("a"), "wait"], ahead);
    await settle();
    asked[0]?.decide({ outcome: "transform", text: "b", verdict: modified });
    await settle();
    expect(got.error).toHaveProperty("message", expect.stringContaining("stream_first"));
    expect(seen.cancelled).toBe(true);
  });

  it("keeps back text that nobody asked for yet, though it might have left", async () => {
    const { asked, reader, seen } = idle([text("a"), text("b"), text("c"), "wait"], { ...ahead, maxExposed: 1 });
    expect((await reader.read()).value).toEqual(text("a"));
    const second = reader.read();
    await settle();
    asked[0]?.decide(allow);
    expect((await second).value).toEqual(text("b"));
    asked[1]?.decide(allow);
    await settle();
    asked[2]?.decide(block);
    await settle();
    expect(seen.cancelled).toBe(true);
    const rest: (StreamPart | undefined)[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) rest.push(next.value);
    expect(rest).toEqual([{ type: "verdict", choice: 0, verdict }, finish(0, "content_filter")]);
  });

  it("does not let a finish overtake the checks of another choice, nor text overtake the finish", async () => {
    const { asked, got } = start([text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)], {
      ...ahead,
      maxExposed: 9,
    });
    await settle();
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b");
    asked[1]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a b finish c");
  });
});

it("checkGate is named in a row", () => {
  const options = { chunkSize: 1, contextSize: 0, streamFirst: true, check: async () => allow };
  expect(checkGate(options).name).toBe("check-gate");
});

describe.each([true, false])("checkGate (streamFirst %s)", (streamFirst) => {
  it("breaks the stream when a check rejects, and releases nothing that waits", async () => {
    const { asked, got, seen } = start([text("a"), text("b"), "wait"], { streamFirst });
    await settle();
    const before = got.parts.length;
    asked[1]?.fail(new Error("a bug"));
    await settle();
    asked[0]?.decide(allow);
    await settle();
    expect(got.error).toHaveProperty("message", "a bug");
    expect(got.parts).toHaveLength(before);
    expect(seen.cancelled).toBe(true);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it("breaks the stream when a check throws before it returns", async () => {
    const check = (): never => {
      throw new Error("a bug at once");
    };
    const { got, seen } = start([text("a"), "wait"], { streamFirst, check });
    await settle();
    expect(got.error).toHaveProperty("message", "a bug at once");
    expect(seen.cancelled).toBe(true);
  });

  it("makes exactly the windows of its text: C new, K of context, none without new text", async () => {
    const { asked, freshOf } = start([text("abcd"), text("ef"), text("gh"), text("i"), finish()], {
      streamFirst,
      chunkSize: 2,
      contextSize: 1,
    });
    await settle();
    expect(freshOf()).toEqual(["abcdef", "ghi"]);
    expect(asked.map(({ window: { context, start } }) => [context, start])).toEqual([
      ["", 0],
      ["ef", 6],
    ]);
  });

  it("loses nothing when checks and reads end in any order", async () => {
    const { asked, got } = start(
      [text("a"), reasoning("b"), toolCall("c", { id: "1", name: "f" }), text("d"), finish()],
      {
        streamFirst,
      },
    );
    for (let turn = 0; turn < 10; turn++) {
      await settle();
      asked.at(-1 - (turn % Math.max(1, asked.length)))?.decide(allow);
    }
    for (const one of asked) one.decide(allow);
    await settle();
    expect(joinParts(got.parts).texts).toEqual({
      "0 text-delta": "ad",
      "0 reasoning-delta": "b",
      "0 tool-call-delta 0": "c",
    });
    expect(got.done).toBe(true);
  });

  it("breaks the stream when a check answers what is no decision", async () => {
    const check = async (): Promise<GateDecision> => ({ outcome: "allowed" }) as unknown as GateDecision;
    const { got, seen } = start([text("a"), finish()], { streamFirst, check });
    await settle();
    expect(got.error).toEqual(new TypeError("A check made no decision"));
    expect([seen.cancelled, kinds(got.parts)]).toEqual([true, ""]);
  });

  it("counts checks and not windows, but has one window under check at least", async () => {
    const letters = Array.from("abcdef").map((unit) => text(unit));
    const pairs = start(letters, { streamFirst, maxExposed: 9, maxInFlight: 5, checksPerWindow: 2 });
    const many = start(letters, { streamFirst, maxExposed: 9, maxInFlight: 2, checksPerWindow: 8 });
    await settle();
    expect([pairs.asked.length, pairs.seen.reads]).toEqual([2, 2]);
    expect([many.asked.length, many.seen.reads]).toEqual([1, 1]);
  });

  it("passes text of other channels, but not past what waits", async () => {
    const steps = [reasoning("r"), text("a"), reasoning("s"), finish(), usage];
    const { asked, got } = start(steps, { streamFirst, channels: ["text"] });
    await settle();
    expect(kinds(got.parts)).toBe(streamFirst ? "r a s" : "r");
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("r a s finish usage");
    expect(asked).toHaveLength(1);
  });

  it("takes a verdict of a masking rail in its place, which ends no window", async () => {
    const masked: StreamPart = { type: "verdict", choice: 0, verdict: modified };
    const steps = [text("a"), masked, text("b"), finish()];
    const { asked, got } = start(steps, { streamFirst });
    await settle();
    for (const one of asked) one.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("a verdict b finish");
    const { freshOf } = start(steps, { streamFirst, chunkSize: 9 });
    await settle();
    expect(freshOf()).toEqual(["ab"]);
  });

  it("ends the texts of a choice with its finish, and no others", async () => {
    const steps = [text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)];
    const { freshOf } = start(steps, { streamFirst, chunkSize: 9 });
    await settle();
    expect(freshOf()).toEqual(["a", "bc"]);
  });

  it("takes no notice of a check that fails once another has blocked", async () => {
    const { asked, reader } = idle([text("a"), text("b"), "wait"], { streamFirst });
    const first = reader.read();
    await settle();
    if (streamFirst) expect((await first).value).toEqual(text("a"));
    const next = streamFirst ? reader.read() : first;
    await settle();
    if (streamFirst) expect((await next).value).toEqual(text("b"));
    asked[0]?.decide(block);
    asked[1]?.fail(new Error("aborted, and late to say so"));
    await settle();
    const rest: (StreamPart | undefined)[] = streamFirst ? [] : [(await first).value];
    for (let one = await reader.read(); !one.done; one = await reader.read()) rest.push(one.value);
    expect(rest.map((part) => part?.type)).toEqual(["verdict", "finish"]);
  });

  it("breaks at once although its source answers no more", async () => {
    const parts = [[text("a")], [text("b")]];
    const asked: Asked[] = [];
    const gate = checkGate({
      chunkSize: 1,
      contextSize: 0,
      unit: "delta",
      streamFirst,
      check: (window, signal) => new Promise((decide, fail) => asked.push({ window, signal, decide, fail })),
    }).attach({ pull: async () => parts.shift() ?? new Promise(() => {}), cancel: async () => {} });
    if (streamFirst) await gate.pull();
    if (streamFirst) await gate.pull();
    const pending = gate.pull();
    await settle();
    asked[0]?.fail(new Error("a bug"));
    await expect(pending).rejects.toThrow("a bug");
  });

  it("gives nothing once it was cancelled, though more has passed", async () => {
    const asked: Asked[] = [];
    const parts = [[text("a"), text("b")]];
    const gate = checkGate({
      chunkSize: 1,
      contextSize: 0,
      unit: "delta",
      streamFirst,
      maxExposed: 1,
      check: (window, signal) => new Promise((decide, fail) => asked.push({ window, signal, decide, fail })),
    }).attach({ pull: async () => parts.shift() ?? new Promise(() => {}), cancel: async () => {} });
    const first = gate.pull();
    await settle();
    if (!streamFirst) asked[0]?.decide(allow);
    expect(await first).toEqual([text("a")]);
    asked[streamFirst ? 0 : 1]?.decide(allow);
    await settle();
    await gate.cancel();
    expect(await gate.pull()).toBeUndefined();
  });
});
