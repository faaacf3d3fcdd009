import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import { sleep, withDeadline } from "../../src/http/timers.ts";

const late = (): Error => new Error("late");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("withDeadline", () => {
  it("returns the result and clears its timer", async () => {
    await expect(withDeadline({ clock: SYSTEM_CLOCK, ms: 1000, late }, async () => 7)).resolves.toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps the error of the operation and clears its timer", async () => {
    const error = new Error("own");
    await expect(withDeadline({ clock: SYSTEM_CLOCK, ms: 1000, late }, () => Promise.reject(error))).rejects.toBe(
      error,
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it("times out, even if the operation ignores its signal", async () => {
    let inner: AbortSignal | undefined;
    const work = withDeadline({ clock: SYSTEM_CLOCK, ms: 1000, late }, (signal) => {
      inner = signal;
      return new Promise<never>(() => {});
    });
    const outcome = expect(work).rejects.toThrow("late");
    await vi.advanceTimersByTimeAsync(1000);
    await outcome;
    expect(inner?.aborted).toBe(true);
  });

  it("never times out with more milliseconds than a runtime supports", async () => {
    const work = withDeadline({ clock: SYSTEM_CLOCK, ms: 2 ** 31, late }, async () => {
      await sleep(SYSTEM_CLOCK, 1000);
      return 7;
    });
    await vi.advanceTimersByTimeAsync(1000);
    await expect(work).resolves.toBe(7);
  });

  it("does not start if the signal has aborted", async () => {
    const work = vi.fn(async () => 1);
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(withDeadline({ clock: SYSTEM_CLOCK, ms: 1000, late, signal }, work)).rejects.toThrow("gone");
    expect(work).not.toHaveBeenCalled();
  });
});

describe("withDeadline and sleep", () => {
  const gone = new Error("gone");
  const works: readonly (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
    ["sleep", (signal) => sleep(SYSTEM_CLOCK, 1000, signal)],
    [
      "withDeadline",
      (signal) => withDeadline({ clock: SYSTEM_CLOCK, ms: 1000, late, signal }, () => new Promise(() => {})),
    ],
  ];

  it.each(works)("end with the reason of an aborting signal, and keep no timer: %s", async (_, work) => {
    await expect(work(AbortSignal.abort(gone))).rejects.toBe(gone);
    expect(vi.getTimerCount()).toBe(0);
    const abort = new AbortController();
    const outcome = expect(work(abort.signal)).rejects.toBe(gone);
    expect(vi.getTimerCount()).toBe(1);
    abort.abort(gone);
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("sleep", () => {
  it("removes its listener when it is over", async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, "removeEventListener");
    const nap = sleep(SYSTEM_CLOCK, 10, signal);
    await vi.advanceTimersByTimeAsync(10);
    await nap;
    expect(removed).toHaveBeenCalledOnce();
  });
});
