import { describe, expect, it } from "vitest";
import { type GateDecision, checkGate } from "../../../src/streams/index.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, joinParts, reasoning, text, toolCall, usage } from "../parts.ts";
import { modified, settle, idle, start, allow, block, kinds, type Asked } from "./check-gate-run.ts";

it("checkGate has a name", () => {
  const options = { chunkSize: 1, contextSize: 0, streamFirst: true, check: async () => allow };
  expect(checkGate(options).name).toBe("check-gate");
});

describe.each([true, false])("checkGate (streamFirst %s)", (streamFirst) => {
  it("fails the stream if a check rejects, and releases no waiting text", async () => {
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

  it("fails the stream if a check throws synchronously", async () => {
    const check = (): never => {
      throw new Error("a bug at once");
    };
    const { got, seen } = start([text("a"), "wait"], { streamFirst, check });
    await settle();
    expect(got.error).toHaveProperty("message", "a bug at once");
    expect(seen.cancelled).toBe(true);
  });

  it("splits text into windows of C new tokens and K of context, none without new text", async () => {
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

  it("loses nothing, in whatever order checks and reads end", async () => {
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

  it("fails the stream if a check returns an invalid decision", async () => {
    const check = async (): Promise<GateDecision> => ({ outcome: "allowed" }) as unknown as GateDecision;
    const { got, seen } = start([text("a"), finish()], { streamFirst, check });
    await settle();
    expect(got.error).toEqual(new TypeError("A check made no decision"));
    expect([seen.cancelled, kinds(got.parts)]).toEqual([true, ""]);
  });

  it("limits checks instead of windows, but always has one window under check", async () => {
    const letters = Array.from("abcdef").map((unit) => text(unit));
    const pairs = start(letters, { streamFirst, maxExposed: 9, maxInFlight: 5, checksPerWindow: 2 });
    const many = start(letters, { streamFirst, maxExposed: 9, maxInFlight: 2, checksPerWindow: 8 });
    await settle();
    expect([pairs.asked.length, pairs.seen.reads]).toEqual([2, 2]);
    expect([many.asked.length, many.seen.reads]).toEqual([1, 1]);
  });

  it("passes text of other channels, but not before waiting text", async () => {
    const steps = [reasoning("r"), text("a"), reasoning("s"), finish(), usage];
    const { asked, got } = start(steps, { streamFirst, channels: ["text"] });
    await settle();
    expect(kinds(got.parts)).toBe(streamFirst ? "r a s" : "r");
    asked[0]?.decide(allow);
    await settle();
    expect(kinds(got.parts)).toBe("r a s finish usage");
    expect(asked).toHaveLength(1);
  });

  it("passes a verdict of a masking rail in order, without ending a window", async () => {
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

  it("ends the texts of a choice at its finish, and no others", async () => {
    const steps = [text("a", 0), text("b", 1), finish(0), text("c", 1), finish(1)];
    const { freshOf } = start(steps, { streamFirst, chunkSize: 9 });
    await settle();
    expect(freshOf()).toEqual(["a", "bc"]);
  });

  it("ignores a failed check after another has blocked", async () => {
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

  it("fails immediately, even if its source is stalled", async () => {
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

  it("delivers nothing after a cancel, even if more has passed", async () => {
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
