import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { guardBody } from "../../src/http/body-guard.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import { modelUpstream } from "../../src/http/upstream-error.ts";
import type { Pull } from "../../src/streams/stage.ts";

const CHUNK = Uint8Array.of(1);

interface Source extends Pull<Uint8Array> {
  /** Resolves the pending pull. */
  send(batch: readonly Uint8Array[] | undefined): void;
  cancelled: unknown[];
}

const source = (): Source => {
  let pending: (batch: readonly Uint8Array[] | undefined) => void = () => {};
  const cancelled: unknown[] = [];
  return {
    cancelled,
    pull: () => new Promise((resolve) => (pending = resolve)),
    cancel(reason) {
      cancelled.push(reason);
      pending(undefined);
      return Promise.resolve();
    },
    send: (batch) => pending(batch),
  };
};

const guard = (upstream: Pull<Uint8Array>, signal?: AbortSignal): Pull<Uint8Array> =>
  guardBody({ upstream: modelUpstream("openai"), idleMs: 1000, clock: SYSTEM_CLOCK, signal }).attach(upstream);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("guardBody", () => {
  it("fails a read that waits longer than the limit, by at most a quarter", async () => {
    const upstream = source();
    const outcome = guard(upstream)
      .pull()
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1000);
    expect(upstream.cancelled).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(250);
    expect(upstream.cancelled).toHaveLength(1);
    expect(await outcome).toMatchObject({ code: "idle_timeout" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("restarts the time limit with every chunk", async () => {
    const upstream = source();
    const body = guard(upstream);
    for (let at = 0; at < 5; at += 1) {
      const read = body.pull();
      await vi.advanceTimersByTimeAsync(900);
      upstream.send([CHUNK]);
      expect(await read).toEqual([CHUNK]);
    }
  });

  it("does not measure time while nobody reads, and keeps no timer then", async () => {
    const upstream = source();
    const body = guard(upstream);
    const first = body.pull();
    upstream.send([CHUNK]);
    await first;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
    const second = body.pull();
    upstream.send([CHUNK]);
    expect(await second).toEqual([CHUNK]);
  });

  it("leaves no timer and no listener, however it ends", async () => {
    const abort = new AbortController();
    const removed = vi.spyOn(abort.signal, "removeEventListener");
    const upstream = source();
    const body = guard(upstream, abort.signal);
    const end = body.pull();
    upstream.send(undefined);
    expect(await end).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalled();
    const second = guard(source(), abort.signal);
    void second.pull();
    await second.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("cancels its source in the tick in which the signal aborts, read or not", async () => {
    const abort = new AbortController();
    const upstream = source();
    const body = guard(upstream, abort.signal);
    const reason = new Error("gone");
    abort.abort(reason);
    expect(upstream.cancelled).toEqual([reason]);
    await expect(body.pull()).rejects.toBe(reason);
  });
});

describe("guardBody after a complete answer", () => {
  const complete = (upstream: Pull<Uint8Array>): Pull<Uint8Array> =>
    guardBody({ upstream: modelUpstream("openai"), idleMs: 1000, clock: SYSTEM_CLOCK, isComplete: () => true }).attach(
      upstream,
    );

  it("reads the body to its end instead of cancelling it", async () => {
    const upstream = source();
    const drained = complete(upstream).cancel();
    upstream.send(undefined);
    await drained;
    expect(upstream.cancelled).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops waiting after a second", async () => {
    const upstream = source();
    void complete(upstream).cancel();
    await vi.advanceTimersByTimeAsync(1000);
    expect(upstream.cancelled).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops reading after eight chunks", async () => {
    const upstream = source();
    const drained = complete(upstream).cancel();
    for (let at = 0; at < 20; at += 1) {
      upstream.send([CHUNK]);
      await vi.advanceTimersByTimeAsync(0);
    }
    await drained;
    expect(upstream.cancelled).toHaveLength(1);
  });

  it("cancels immediately if it is cancelled again", async () => {
    const upstream = source();
    const body = complete(upstream);
    void body.cancel();
    await body.cancel("now");
    expect(upstream.cancelled).toEqual(["now"]);
  });
});
