import { array, assert, integer, nat, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { States } from "../../../../src/text/patterns/search/states.ts";
import { Threads } from "../../../../src/text/patterns/search/threads.ts";

const added = (lists: readonly (readonly number[])[]): States => {
  const states = new States(1);
  for (const list of lists) {
    const threads = new Threads(list);
    states.add(threads, threads.hash, 0);
  }
  return states;
};

describe("States", () => {
  it("keep threads as they are, of programs of any size", () => {
    const cells = array(oneof(nat(300), nat(0xffff), integer({ min: 0x10000, max: 0x7fffffff })), {
      minLength: 1,
      maxLength: 700,
    });
    assert(
      property(array(cells, { maxLength: 20 }), (lists) => {
        const states = added(lists);
        expect(lists.every((list, index) => states.at(index).threads.equals(new Threads(list)))).toBe(true);
      }),
    );
  });

  it("take two bytes for each number of a program of 65,536 instructions", () => {
    const lists = Array.from({ length: 100 }, (_, count) => Array.from({ length: 64 }, () => 0xffff - count));
    expect(added(lists).bytes - added(lists.map(() => [0])).bytes).toBeLessThan(2.2 * 6_400);
  });
});
