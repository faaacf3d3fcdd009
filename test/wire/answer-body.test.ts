import { describe, expect, it } from "vitest";
import { LimitError } from "../../src/errors.ts";
import type { Pull } from "../../src/streams/stage.ts";
import { type AnswerEnd, answerBody } from "../../src/wire/answer-body.ts";
import { chatWire } from "../../src/wire/openai/chat-wire.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { StartingPull } from "../../src/server/starting-pull.ts";
import { defineRail } from "../../src/rails/rail.ts";
import { chat, FakeClock, gatewayOf, scripted, settle } from "../server/gateway.ts";

const HEARTBEAT = ": keep-alive\n";

/** A source that is fed by hand. */
const byHand = () => {
  const waiting: ((batch: readonly string[] | undefined) => void)[] = [];
  const seen = { pulls: 0, cancelled: undefined as unknown };
  const pull: Pull<string> = {
    pull: () => {
      seen.pulls += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
    cancel: async (reason) => {
      seen.cancelled = reason ?? "yes";
    },
  };
  const give = (text?: string): void => waiting.shift()?.(text === undefined ? undefined : [text]);
  return { pull, seen, give };
};

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

describe("StartingPull", () => {
  it("cancels a source that arrives after it was cancelled", async () => {
    const { pull, seen } = byHand();
    let arrive: (source: Pull<string>) => void = () => {};
    const source = new StartingPull(
      () => new Promise<Pull<string>>((resolve) => (arrive = resolve)),
      () => {},
    );
    const first = source.pull();
    await source.cancel("left");
    arrive(pull);
    expect(await first).toBeUndefined();
    expect(seen).toEqual({ pulls: 0, cancelled: "left" });
  });

  it("rejects with a failure before the first chunk", async () => {
    const clock = new FakeClock();
    const pull = new StartingPull(
      () => Promise.reject(new Error("no")),
      () => {},
    );
    await expect(pull.begins(clock, 1_000)).rejects.toThrow("no");
    expect(clock.pending).toBe(0);
  });

  it("returns the first chunk once", async () => {
    const { pull, give } = byHand();
    const starting = new StartingPull(
      async () => pull,
      () => {},
    );
    const begins = starting.begins(new FakeClock(), 1_000);
    await settle();
    give("a");
    expect(await begins).toBe(true);
    expect((await starting.pull())?.length).toBe(1);
    const next = starting.pull();
    give();
    expect(await next).toBeUndefined();
  });

  it("stops waiting on a cancel, and aborts the start", async () => {
    const clock = new FakeClock();
    const aborted: unknown[] = [];
    const starting = new StartingPull<string>(
      () => new Promise(() => {}),
      (reason) => aborted.push(reason),
    );
    const begins = starting.begins(clock, 1_000);
    clock.advance(1_000);
    expect(await begins).toBe(false);
    await starting.cancel("gone");
    expect(aborted).toEqual(["gone"]);
  });
});

describe("a gateway with slow rails", () => {
  /** An input rail that waits for its turn. */
  const slowGateway = (heartbeatMs: number) => {
    const clock = new FakeClock();
    const events: GatewayEvent[] = [];
    const seen = { aborted: false };
    let allow: (outcome: "allow" | "fail") => void = () => {};
    const slow = defineRail({
      name: "slow",
      reads: "whole",
      timeoutMs: 1e9,
      check: async (_input, { signal }) => {
        signal.addEventListener("abort", () => {
          seen.aborted = true;
        });
        const outcome = await new Promise<"allow" | "fail">((resolve) => {
          allow = resolve;
        });
        return { outcome: outcome === "allow" ? "allow" : "block" };
      },
    });
    const config = scripted({ replies: ["Hi you"], fault: { truncate_after: 2 } }, { input: { flows: ["slow"] } });
    const app = gatewayOf(config, { clock, heartbeatMs, rails: [slow], onEvent: (event) => events.push(event) });
    return { app, clock, events, seen, allow: () => allow("allow"), refuse: () => allow("fail") };
  };

  it("sends headers and comments after a while, and then failures as events", async () => {
    const { app, clock, allow, events } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    clock.advance(1_000);
    const response = await answer;
    expect(response.status).toBe(200);
    const text = response.text();
    await settle();
    clock.advance(1_000);
    await settle();
    allow();
    const lines = await text;
    expect(lines.startsWith(`${HEARTBEAT}${HEARTBEAT}data: {"id"`)).toBe(true);
    expect(lines).toContain('"type":"upstream_truncated"');
    expect(lines.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(events).toMatchObject([{ status: 200, durationMs: 2_000, cancelled: false }]);
  });

  it("aborts the rail if the client disconnects before the model is called", async () => {
    const { app, clock, events, seen } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    clock.advance(1_000);
    await (await answer).body?.cancel("gone");
    await settle();
    expect(seen.aborted).toBe(true);
    expect(events).toMatchObject([{ status: 200, cancelled: true }]);
  });

  it.each([true, false])(
    "aborts the rail if the request is aborted before the headers (stream: %s)",
    async (stream) => {
      const { app, events, seen } = slowGateway(1_000);
      const abort = new AbortController();
      const answer = app.request("/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ messages: [{ role: "user", content: "hi" }], stream }),
        signal: abort.signal,
      });
      await settle();
      await settle();
      abort.abort();
      expect((await answer).status).toBe(499);
      expect(seen.aborted).toBe(true);
      expect(events).toMatchObject([{ status: 499, cancelled: true }]);
    },
  );

  it("leaves no timer behind", async () => {
    const { app, clock, allow } = slowGateway(1_000);
    const answer = chat(app, { stream: true });
    await settle();
    await settle();
    allow();
    await (await answer).text();
    expect(clock.pending).toBe(0);
  });
});
