import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "../../src/streams/fifo.ts";

describe("Fifo", () => {
  it("returns the same as an array, for any order of pushes and takes", () => {
    const steps = fc.array(fc.tuple(fc.nat(150), fc.nat(200)), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (rounds) => {
        const fifo = new Fifo<number>();
        const list: number[] = [];
        let next = 0;
        for (const [pushes, takes] of rounds) {
          for (let i = 0; i < pushes; i++) {
            fifo.push(next);
            list.push(next++);
          }
          expect([fifo.size, fifo.peek()]).toEqual([list.length, list[0]]);
          for (let i = 0; i < takes; i++) expect(fifo.take()).toBe(list.shift());
          expect(fifo.size).toBe(list.length);
        }
      }),
    );
  });

  it("is empty after clear", () => {
    const fifo = new Fifo<string>();
    for (const item of "abc") fifo.push(item);
    fifo.take();
    fifo.clear();
    expect([fifo.size, fifo.peek(), fifo.take()]).toEqual([0, undefined, undefined]);
    fifo.push("d");
    expect(fifo.take()).toBe("d");
  });
});
