import { describe, expect, it } from "vitest";
import { StartingPull } from "../../src/server/starting-pull.ts";
import type { Pull } from "../../src/streams/stage.ts";
import { byHand } from "../wire/by-hand.ts";
import { FakeClock, settle } from "./gateway.ts";

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
