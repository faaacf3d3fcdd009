import { describe, expect, it } from "vitest";
import { ReleaseQueue } from "../../../src/streams/gates/release-queue.ts";
import type { DeltaPart } from "../../../src/types/stream-part.ts";
import { finish, text } from "../parts.ts";

const delta = (length: number): DeltaPart => ({ type: "text-delta", choice: 0, text: "x".repeat(length) });

describe("ReleaseQueue", () => {
  it("releases in order: no part overtakes a waiting one", () => {
    const queue = new ReleaseQueue(99);
    queue.put(text("a"), 0);
    queue.put(text("b"), 2);
    queue.put(finish(), 1);
    expect(queue.take(1)).toEqual([text("a")]);
    expect([queue.take(1), queue.isEmpty]).toEqual([[], false]);
    expect([queue.take(2), queue.isEmpty]).toEqual([[text("b"), finish()], true]);
  });

  it("releases text that was rewritten while it waited", () => {
    const queue = new ReleaseQueue(99);
    const held = queue.put(text("a"), 1);
    held.parts = [text("x"), text("y")];
    expect(queue.take(1)).toEqual([text("x"), text("y")]);
  });

  it("counts text from arrival to release, by its length at arrival", () => {
    const queue = new ReleaseQueue(5);
    queue.admit(delta(5));
    const held = queue.put(text("abc"), 1);
    held.parts = [text("a much longer text")];
    expect(() => queue.admit(delta(1))).toThrow(/more than 5 characters/);
    queue.take(1);
    queue.admit(delta(3));
    expect(() => queue.admit(delta(1))).toThrow();
  });

  it("counts only text", () => {
    const queue = new ReleaseQueue(2);
    queue.admit(delta(2));
    queue.put(finish(), 0);
    queue.take(0);
    expect(() => queue.admit(delta(1))).toThrow();
  });

  it("keeps the parts that may be released at a cut, and drops the others for good", () => {
    const queue = new ReleaseQueue(99);
    queue.put(text("a"), 1);
    queue.put(text("b"), 2);
    queue.put(text("c"), 0);
    queue.cut(1);
    expect([queue.isEmpty, queue.take(0), queue.take(9)]).toEqual([false, [text("a")], []]);
    queue.put(text("d"), 0);
    queue.clear();
    expect([queue.isEmpty, queue.take(9)]).toEqual([true, []]);
  });
});
