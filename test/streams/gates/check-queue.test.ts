import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Check, CheckQueue, type GateDecision } from "../../../src/streams/gates/check-queue.ts";
import type { Verdict } from "../../../src/types/verdict.ts";

const allow: GateDecision = { outcome: "allow" };
const blockBy = (rail: string): GateDecision & { readonly verdict: Verdict } => ({
  outcome: "block",
  verdict: { status: "blocked", rail, railType: "output", code: "content_blocked", channel: "text" },
});

/** A queue with some checks, and those that have started. */
const queueOf = (subjects: string, limit: number) => {
  const queue = new CheckQueue<string>(limit);
  const begun: Check<string>[] = [];
  const launch = (): string => {
    for (let check = queue.launch(); check !== undefined; check = queue.launch()) begun.push(check);
    return begun.map(({ subject }) => subject).join("");
  };
  for (const subject of subjects) queue.submit(subject);
  const settle = (subject: string, decision: GateDecision): void => {
    const check = begun.find((one) => one.subject === subject);
    if (check !== undefined) queue.settle(check, decision);
  };
  return { queue, launch, settle };
};

describe("CheckQueue", () => {
  it("starts checks in order, as many at once as allowed", () => {
    const { queue, launch, settle } = queueOf("abcd", 2);
    expect(launch()).toBe("ab");
    expect([queue.hasRoom, queue.idle, queue.submitted]).toEqual([false, false, 4]);
    settle("b", allow);
    expect(launch()).toBe("abc");
    settle("a", allow);
    settle("c", allow);
    expect(launch()).toBe("abcd");
    expect([queue.hasRoom, queue.idle]).toEqual([true, false]);
    settle("d", allow);
    expect([queue.hasRoom, queue.idle]).toEqual([true, true]);
  });

  it("has no room while a window waits", () => {
    const { queue } = queueOf("a", 2);
    expect([queue.hasRoom, queue.idle]).toEqual([false, false]);
  });

  it("counts the windows that have passed without a gap", () => {
    const { queue, launch, settle } = queueOf("abcd", 9);
    launch();
    const passed: number[] = [];
    for (const subject of "bdac") {
      settle(subject, allow);
      passed.push(queue.passed);
    }
    expect(passed).toEqual([0, 0, 2, 4]);
  });

  it("returns a block once all windows before it have passed, and starts no check after it", () => {
    const { queue, launch, settle } = queueOf("abcd", 3);
    launch();
    settle("b", blockBy("second"));
    expect([queue.block, launch()]).toEqual([undefined, "abc"]);
    settle("a", allow);
    expect(queue.block).toMatchObject({ subject: "b", verdict: { rail: "second" } });
    expect(queue.passed).toBe(1);
    queue.submit("e");
    expect(launch()).toBe("abc");
  });

  it("returns the first of several blocks, in whatever order they are decided", () => {
    for (const order of ["bc", "cb"]) {
      const { queue, launch, settle } = queueOf("abc", 3);
      launch();
      for (const subject of order) settle(subject, blockBy(subject));
      settle("a", allow);
      expect(queue.block).toMatchObject({ subject: "b", verdict: { rail: "b" } });
    }
  });

  it("has no open checks after stop, and accepts no more", () => {
    const { queue, launch } = queueOf("abc", 1);
    launch();
    queue.stop();
    expect([queue.idle, queue.launch()]).toEqual([true, undefined]);
    queue.submit("d");
    expect([queue.idle, queue.launch()]).toEqual([true, undefined]);
  });

  it("passes exactly the windows before the first block, for any order of decisions", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(11), { maxLength: 3 }),
        fc.infiniteStream(fc.nat(4)),
        (count, limit, bad, picks) => {
          const queue = new CheckQueue<number>(limit);
          const open: Check<number>[] = [];
          for (let at = 0; at < count; at++) queue.submit(at);
          const first = Math.min(count, ...bad);
          for (;;) {
            for (let check = queue.launch(); check !== undefined; check = queue.launch()) open.push(check);
            expect(open.length).toBeLessThanOrEqual(limit);
            const [check] = open.splice((picks.next().value ?? 0) % Math.max(1, open.length), 1);
            if (check === undefined) break;
            queue.settle(check, bad.includes(check.subject) ? blockBy(String(check.subject)) : allow);
            expect(queue.passed).toBeLessThanOrEqual(first);
          }
          expect(queue.passed).toBe(first);
          expect(queue.block?.subject).toBe(first < count ? first : undefined);
        },
      ),
    );
  });
});
