import { describe, expect, it, vi } from "vitest";
import { deferred } from "../../src/engine/deferred.ts";
import { pullThrough } from "../../src/streams/pipeline.ts";
import { withSignal } from "../../src/streams/pull.ts";
import type { Pull, Stage } from "../../src/streams/stage.ts";

const LEFT = new Error("left");

const setup = () => {
  const abort = new AbortController();
  const cancel = vi.fn<Pull<string>["cancel"]>(() => Promise.resolve());
  const pull = vi.fn<Pull<string>["pull"]>();
  return { abort, cancel, pull, guarded: withSignal({ pull, cancel }, abort.signal) };
};

const same = (): Stage<string, string> => ({ name: "same", feed: (text, output) => output.enqueue(text) });

describe("a pull with a signal", () => {
  it.each([
    ["by itself", (pull: Pull<string>) => pull],
    ["with stages behind it", (pull: Pull<string>) => pullThrough<string>(pull, [same(), same()])],
  ])("rejects while it waits for its source, which it cancels, %s", async (_, behind) => {
    const { abort, cancel, pull, guarded } = setup();
    pull.mockReturnValueOnce(Promise.resolve(["a"])).mockReturnValue(deferred<undefined>().promise);
    const read = behind(guarded);
    expect(await read.pull()).toEqual(["a"]);
    const next = read.pull();
    abort.abort(LEFT);
    await expect(next).rejects.toBe(LEFT);
    await expect(read.pull()).rejects.toBe(LEFT);
    expect(cancel.mock.calls).toEqual([[LEFT]]);
  });

  it("reads nothing if the signal has aborted before", async () => {
    const abort = new AbortController();
    abort.abort(LEFT);
    const { pull, cancel } = setup();
    await expect(withSignal({ pull, cancel }, abort.signal).pull()).rejects.toBe(LEFT);
    expect(pull).not.toHaveBeenCalled();
    expect(cancel.mock.calls).toEqual([[LEFT]]);
  });

  it.each<[string, (read: ReturnType<typeof setup>) => Promise<unknown>]>([
    ["has ended", ({ pull, guarded }) => (pull.mockResolvedValue(undefined), guarded.pull())],
    ["has failed", ({ pull, guarded }) => (pull.mockRejectedValue(LEFT), guarded.pull().catch(() => {}))],
  ])("does not cancel a source that %s when the signal aborts", async (_, read) => {
    const one = setup();
    await read(one);
    one.abort.abort(LEFT);
    expect(one.cancel).not.toHaveBeenCalled();
  });

  it("continues after chunks, and cancels its source once", async () => {
    const { abort, cancel, pull, guarded } = setup();
    pull.mockResolvedValue(["a"]);
    for (let read = 0; read < 3; read++) expect(await guarded.pull()).toEqual(["a"]);
    await guarded.cancel("done");
    abort.abort(LEFT);
    expect(cancel.mock.calls).toEqual([["done"]]);
  });

  it("rejects with the failure of its source", async () => {
    const { pull, guarded } = setup();
    pull.mockRejectedValue(new Error("broken"));
    await expect(guarded.pull()).rejects.toThrow("broken");
  });
});
