import { describe, expect, it } from "vitest";
import { GateTail } from "../../../src/streams/gates/gate-tail.ts";
import type { DeltaPart } from "../../../src/types.ts";
import { finish, text } from "../parts.ts";

const delta = (length: number): DeltaPart => ({ type: "text-delta", choice: 0, text: "x".repeat(length) });

describe("GateTail", () => {
  it("lets go in order: nothing overtakes what waits in front of it", () => {
    const tail = new GateTail(99);
    tail.put(text("a"), 0);
    tail.put(text("b"), 2);
    tail.put(finish(), 1);
    expect(tail.take(1)).toEqual([text("a")]);
    expect([tail.take(1), tail.isEmpty]).toEqual([[], false]);
    expect([tail.take(2), tail.isEmpty]).toEqual([[text("b"), finish()], true]);
  });

  it("lets go what was rewritten while it waited", () => {
    const tail = new GateTail(99);
    const held = tail.put(text("a"), 1);
    held.parts = [text("x"), text("y")];
    expect(tail.take(1)).toEqual([text("x"), text("y")]);
  });

  it("counts text from when it comes in to when it leaves, as long as it was when it came", () => {
    const tail = new GateTail(5);
    tail.admit(delta(5));
    const held = tail.put(text("abc"), 1);
    held.parts = [text("a much longer text")];
    expect(() => tail.admit(delta(1))).toThrow(/more than 5 characters/);
    tail.take(1);
    tail.admit(delta(3));
    expect(() => tail.admit(delta(1))).toThrow();
  });

  it("counts nothing for what is no text", () => {
    const tail = new GateTail(2);
    tail.admit(delta(2));
    tail.put(finish(), 0);
    tail.take(0);
    expect(() => tail.admit(delta(1))).toThrow();
  });

  it("keeps at a cut what may leave, and drops the rest for good", () => {
    const tail = new GateTail(99);
    tail.put(text("a"), 1);
    tail.put(text("b"), 2);
    tail.put(text("c"), 0);
    tail.cut(1);
    expect([tail.isEmpty, tail.take(0), tail.take(9)]).toEqual([false, [text("a")], []]);
    tail.put(text("d"), 0);
    tail.clear();
    expect([tail.isEmpty, tail.take(9)]).toEqual([true, []]);
  });
});
