import { describe, expect, it } from "vitest";
import { LimitError } from "../../src/errors.ts";
import type { Pull } from "../../src/streams/stage.ts";
import { type AnswerEnd, answerBody } from "../../src/wire/answer-body.ts";
import { chatWire } from "../../src/wire/openai/chat-wire.ts";
import { FakeClock, settle } from "../server/gateway.ts";
import { byHand } from "./by-hand.ts";

const HEARTBEAT = ": keep-alive\n";

const open = (pull: Pull<string>, late = false) => {
  const clock = new FakeClock();
  const ends: AnswerEnd[] = [];
  const reader = answerBody(pull, {
    wire: chatWire,
    writer: chatWire.writer({ id: "x", created: 1, model: "m" }),
    clock,
    heartbeatMs: 1_000,
    late,
    failureOf: () => ({ status: 500, error: { message: "m", type: "t", param: null, code: "c" } }),
    onEnd: (end) => ends.push(end),
  }).getReader();
  const read = async (): Promise<string | undefined> => {
    const { done, value } = await reader.read();
    return done ? undefined : new TextDecoder().decode(value);
  };
  return { clock, ends, reader, read };
};

describe("answerBody", () => {
  it("sends a comment for every interval in which a reader waits", async () => {
    const { pull, give } = byHand();
    const { clock, read } = open(pull);
    const first = read();
    await settle();
    clock.advance(999);
    clock.advance(1);
    expect(await first).toBe(HEARTBEAT);
    const second = read();
    clock.advance(1_000);
    expect(await second).toBe(HEARTBEAT);
    const third = read();
    await settle();
    give("a");
    expect(await third).toBe("a");
  });

  it("sends no comment to a reader that does not read, and at most one that is not taken", async () => {
    const { pull, give, seen } = byHand();
    const { clock, read } = open(pull);
    for (let i = 0; i < 3; i += 1) clock.advance(1_000);
    expect(seen.pulls).toBe(0);
    const first = read();
    await settle();
    for (let i = 0; i < 3; i += 1) clock.advance(1_000);
    expect(await first).toBe(HEARTBEAT);
    give("a");
    expect(await read()).toBe(HEARTBEAT);
    expect(await read()).toBe("a");
  });

  it.each([false, true])(
    "fails for a reader that takes nothing, and cancels its source (it has read before: %s)",
    async (hasRead) => {
      const { pull, give, seen } = byHand();
      const { clock, read, ends } = open(pull);
      if (hasRead) {
        const first = read();
        await settle();
        give("a");
        await first;
        await settle();
        clock.advance(1_000);
      }
      for (let i = 0; i < 3; i += 1) clock.advance(1_000);
      expect(ends).toEqual([]);
      clock.advance(1_000);
      expect(ends).toMatchObject([{ cancelled: true, error: expect.any(LimitError) as unknown }]);
      expect(seen.cancelled).toBeInstanceOf(LimitError);
      expect(clock.pending).toBe(0);
      await expect(read()).rejects.toBeInstanceOf(LimitError);
    },
  );

  it("starts with a comment if the headers were late", async () => {
    const { pull } = byHand();
    expect(await open(pull, true).read()).toBe(HEARTBEAT);
  });

  it("uses one timer for any number of chunks, and none after its end", async () => {
    const { pull, give } = byHand();
    const { clock, read, ends } = open(pull);
    for (const text of ["a", "b", "c"]) {
      const next = read();
      await settle();
      give(text);
      expect(await next).toBe(text);
      expect(clock.pending).toBe(1);
    }
    const last = read();
    await settle();
    give();
    expect(await last).toBeUndefined();
    expect(clock.pending).toBe(0);
    expect(ends).toEqual([{ cancelled: false }]);
  });

  it("reports a failure as one event and [DONE], after all earlier output", async () => {
    const failure = new Error("broken");
    let turn = 0;
    const pull: Pull<string> = {
      pull: () => (turn++ === 0 ? Promise.resolve(["a", "b"]) : Promise.reject(failure)),
      cancel: () => Promise.resolve(),
    };
    const { read, ends, clock } = open(pull);
    expect([await read(), await read(), await read(), await read()]).toEqual([
      "a",
      "b",
      'data: {"error":{"message":"m","type":"t","param":null,"code":"c"}}\n\ndata: [DONE]\n\n',
      undefined,
    ]);
    expect(ends).toEqual([{ cancelled: false, error: failure }]);
    expect(clock.pending).toBe(0);
  });

  it("cancels its source when the reader cancels, also during a wait", async () => {
    const { pull, seen, give } = byHand();
    const { reader, ends, clock } = open(pull);
    const pending = reader.read();
    await settle();
    await reader.cancel("gone");
    expect((await pending).done).toBe(true);
    expect(seen.cancelled).toBe("gone");
    expect(ends).toEqual([{ cancelled: true }]);
    expect(clock.pending).toBe(0);
    give("too late");
    await settle();
    clock.advance(5_000);
    expect(ends).toHaveLength(1);
  });

  it("reads nothing ahead", async () => {
    const { pull, seen, give } = byHand();
    const { read, reader } = open(pull);
    await settle();
    expect(seen.pulls).toBe(0);
    const first = read();
    give("a");
    expect(await first).toBe("a");
    await settle();
    expect(seen.pulls).toBe(1);
    await reader.cancel();
  });
});
