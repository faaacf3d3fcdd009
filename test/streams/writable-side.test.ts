import { describe, expect, it } from "vitest";
import { WritableSide } from "../../src/streams/writable-side.ts";
import { settle } from "../support/engine.ts";

const LEFT = new Error("left");

describe("the writable side of a stage", () => {
  it("delivers each chunk once, whether the chunk or its reader comes first", async () => {
    const side = new WritableSide<string>();
    const writer = side.writable.getWriter();
    const first = side.pull();
    await writer.write("a");
    expect(await first).toEqual(["a"]);
    const written = writer.write("b");
    await settle();
    expect(await side.pull()).toEqual(["b"]);
    await written;
    const end = side.pull();
    await writer.close();
    expect([await end, await side.pull()]).toEqual([undefined, undefined]);
  });

  it("ends for a reader that cancels, and fails for its writer", async () => {
    const side = new WritableSide<string>();
    const writer = side.writable.getWriter();
    const [closed, written, later] = [writer.closed, writer.write("a"), writer.write("b")].map((one) =>
      one.then(
        () => "done",
        (error: unknown) => error,
      ),
    );
    await settle();
    await side.cancel(LEFT);
    await side.cancel(new Error("again"));
    expect(await Promise.all([closed, later])).toEqual([LEFT, LEFT]);
    expect(await written).toBe("done");
    expect(await side.pull()).toBeUndefined();
  });

  it("ends a waiting read on cancel", async () => {
    const side = new WritableSide<string>();
    const waiting = side.pull();
    await side.cancel(LEFT);
    expect(await waiting).toBeUndefined();
  });

  it("fails for its reader if the writer aborts, during a read or before it", async () => {
    const side = new WritableSide<string>();
    const waiting = side.pull();
    await Promise.all([expect(waiting).rejects.toBe(LEFT), side.writable.abort(LEFT)]);
    await expect(side.pull()).rejects.toBe(LEFT);
  });
});
