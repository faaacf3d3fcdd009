import { describe, expect, it, vi } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import { KeepingPull, type KeepItems } from "../../../src/server/items/keeping-pull.ts";
import type { Pull } from "../../../src/streams/stage.ts";
import type { WireItem } from "../../../src/wire/wire.ts";

const ITEMS = [{ id: "msg_1" }] as unknown as readonly WireItem[];

const setup = () => {
  const written = { over: false, items: ITEMS };
  const pull = vi.fn<Pull<string>["pull"]>();
  const cancel = vi.fn<Pull<string>["cancel"]>(() => Promise.resolve());
  const stored = deferred<void>();
  const keep = vi.fn<KeepItems>(() => stored.promise);
  return { written, pull, cancel, stored, keep, keeping: new KeepingPull({ pull, cancel }, written, keep) };
};

/** Whether a promise is settled once everything that is ready has happened. */
const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe("the stored items of an answer", () => {
  it("are stored once, before its last chunk is delivered", async () => {
    const { written, pull, stored, keep, keeping } = setup();
    pull.mockResolvedValueOnce(["a"]).mockResolvedValueOnce(["b"]).mockResolvedValue(undefined);
    expect(await keeping.pull()).toEqual(["a"]);
    expect(keep).not.toHaveBeenCalled();
    written.over = true;
    const last = keeping.pull();
    expect([await isSettled(last), await isSettled(keeping.done)]).toEqual([false, false]);
    stored.resolve();
    expect(await last).toEqual(["b"]);
    expect(await keeping.pull()).toBeUndefined();
    await keeping.done;
    expect(keep.mock.calls).toEqual([[ITEMS]]);
  });

  it("are stored at its end if no event announced it", async () => {
    const { pull, stored, keep, keeping } = setup();
    pull.mockResolvedValue(undefined);
    stored.resolve();
    expect(await keeping.pull()).toBeUndefined();
    expect(keep).toHaveBeenCalledOnce();
  });

  it.each<[string, (one: ReturnType<typeof setup>) => Promise<unknown>]>([
    ["breaks off", ({ pull, keeping }) => (pull.mockRejectedValue(new Error("broken")), keeping.pull())],
    ["is left", ({ keeping }) => keeping.cancel("left")],
  ])("are stored as far as they were written if it %s", async (_, stop) => {
    const one = setup();
    const stopped = stop(one).catch((error: unknown) => error);
    expect(await isSettled(stopped)).toBe(false);
    one.stored.resolve();
    await Promise.all([stopped, one.keeping.done]);
    expect(one.keep.mock.calls).toEqual([[ITEMS]]);
  });

  it("do not hide a failure of the answer, and its source is cancelled", async () => {
    const { pull, cancel, stored, keeping } = setup();
    stored.resolve();
    pull.mockRejectedValue(new Error("broken"));
    await expect(keeping.pull()).rejects.toThrow("broken");
    await keeping.cancel("left");
    expect(cancel.mock.calls).toEqual([["left"]]);
  });
});
