import { describe, expect, it } from "vitest";
import { deferred } from "../../src/engine/deferred.ts";
import type { RailDecision } from "../../src/rails/rail.ts";
import { settle } from "../support/engine.ts";
import { ALLOW, type Check, rail, setup, turnOver, watchRejections } from "./run-rails-setup.ts";

const BROKEN: readonly (readonly [string, Check])[] = [
  [
    "throws",
    () => {
      throw new Error("boom");
    },
  ],
  [
    "throws no error",
    () => {
      throw "boom";
    },
  ],
  [
    "throws undefined",
    () => {
      throw undefined;
    },
  ],
  ["rejects with undefined", () => Promise.reject()],
  ["rejects", () => Promise.reject(new Error("boom"))],
  ["answers undefined", () => undefined as unknown as RailDecision],
  ["answers null", () => null as unknown as RailDecision],
  ["answers {}", () => ({}) as RailDecision],
  ["answers an unknown outcome", () => ({ outcome: "maybe" }) as unknown as RailDecision],
  ['answers "ok"', () => "ok" as unknown as RailDecision],
  ["answers true", () => true as unknown as RailDecision],
  ["answers NaN", () => Number.NaN as unknown as RailDecision],
  ["answers a transform without text", () => ({ outcome: "transform" }) as unknown as RailDecision],
  ["answers a transform with a number", () => ({ outcome: "transform", text: 5 }) as unknown as RailDecision],
  ["answers a reason that is no text", () => ({ outcome: "allow", reason: {} }) as unknown as RailDecision],
  ["rewrites where it may not", () => ({ outcome: "transform", text: "x" })],
  ["has a judge that fails", async (_input, { judge }) => (await judge("t", {}), ALLOW)],
];

describe.each([false, true])("runRails fails closed, parallel: %s", (parallel) => {
  it.each(BROKEN)("blocks with rail_execution_failure if a rail %s", async (_name, check) => {
    const { run, runs } = setup();
    const result = await run([rail("broken", check), rail("fine", () => ALLOW)], parallel);
    expect(result.blocked).toMatchObject({ status: "blocked", rail: "broken", code: "rail_execution_failure" });
    expect(result.text).toBe("");
    expect(runs.find((one) => one.rail === "broken")?.error).toBeDefined();
  });

  it("blocks at its time limit if a rail never answers", async () => {
    const { run, clock } = setup();
    let signal: AbortSignal | undefined;
    const hangs: Check = (_input, context) => ((signal = context.signal), new Promise(() => {}));
    const result = run([rail("slow", hangs, { timeoutMs: 250 }), rail("fine", () => ALLOW)], parallel);
    await settle();
    clock.advance(249);
    await settle();
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect((await result).blocked).toMatchObject({ rail: "slow", code: "rail_execution_failure" });
    expect((await result).blocked?.reason).toBe('Rail "slow" gave no verdict within 250 ms');
    expect(signal?.reason).toMatchObject({ code: "rail_timeout" });
    expect(clock.pending).toBe(0);
  });

  it("waits 10 seconds by default", async () => {
    const { run, clock } = setup();
    let done = false;
    const result = run([rail("slow", () => new Promise(() => {})), rail("fine", () => ALLOW)], parallel);
    void result.then(() => (done = true));
    await settle();
    clock.advance(9_999);
    await settle();
    expect(done).toBe(false);
    clock.advance(1);
    expect((await result).blocked?.rail).toBe("slow");
  });

  it.each([Infinity, 2 ** 31])(
    "sets no timer for a time limit of %d ms, which runtimes cannot count to",
    async (timeoutMs) => {
      const { run, clock } = setup();
      const slow = deferred<RailDecision>();
      const result = run([rail("slow", () => slow.promise, { timeoutMs })], parallel);
      await settle();
      expect(clock.pending).toBe(0);
      slow.resolve(ALLOW);
      expect((await result).blocked).toBeUndefined();
    },
  );

  it("ignores the answer of a rail after its time limit, without an unhandled rejection", async () => {
    const seen = watchRejections();
    const { run, clock } = setup();
    const late = deferred<RailDecision>();
    const result = run([rail("late", () => late.promise.then((value) => value)), rail("fine", () => ALLOW)], parallel);
    await settle();
    clock.advance(10_000);
    expect((await result).blocked?.rail).toBe("late");
    late.reject(new Error("far too late"));
    await turnOver();
    expect(seen).toEqual([]);
  });

  it("passes a failed rail only if it has on_error allow, and logs it", async () => {
    const { run, runs } = setup();
    const fails: Check = () => {
      throw new Error("boom");
    };
    const result = await run([rail("lax", fails, { onError: "allow" }), rail("fine", () => ALLOW)], parallel);
    expect(result).toEqual({ text: "fresh", verdicts: [], blocked: undefined });
    const lax = runs.find((one) => one.rail === "lax");
    expect(lax).toMatchObject({ decision: { outcome: "allow" }, error: new Error("boom") });
  });

  it("still blocks for a failed strict rail beside a lax one", async () => {
    const { run } = setup();
    const fails: Check = () => Promise.reject(new Error("boom"));
    const result = await run([rail("lax", fails, { onError: "allow" }), rail("strict", fails)], parallel);
    expect(result.blocked).toMatchObject({ rail: "strict", code: "rail_execution_failure" });
  });

  it("rejects with the signal's reason when it aborts, before and during a check", async () => {
    const before = setup();
    before.abort.abort(new Error("gone"));
    await expect(
      before.run([rail("a", () => new Promise(() => {})), rail("b", () => ALLOW)], parallel),
    ).rejects.toThrow("gone");
    const during = setup();
    const result = during.run([rail("a", () => new Promise(() => {})), rail("b", () => ALLOW)], parallel);
    await settle();
    during.abort.abort(new Error("left"));
    await expect(result).rejects.toThrow("left");
    expect(during.clock.pending).toBe(0);
  });

  it("does not report a lax rail as allowed if the request was aborted", async () => {
    const { run, abort } = setup();
    const result = run(
      [rail("lax", () => new Promise(() => {}), { onError: "allow" }), rail("b", () => ALLOW)],
      parallel,
    );
    await settle();
    abort.abort(new Error("left"));
    await expect(result).rejects.toThrow("left");
  });

  it("includes the reason and the channel of a block", async () => {
    const { run } = setup();
    const result = await run(
      [rail("no", () => ({ outcome: "block", reason: "bad" })), rail("b", () => ALLOW)],
      parallel,
    );
    expect(result.verdicts).toEqual([
      { status: "blocked", rail: "no", railType: "output", code: "content_blocked", channel: "text", reason: "bad" },
    ]);
  });
});
