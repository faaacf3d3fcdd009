import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HoldMeter } from "../../../src/streams/holds/hold-meter.ts";
import { HoldTimes } from "../../../src/streams/holds/hold-times.ts";
import { meteredGate } from "../../../src/streams/holds/metered-gate.ts";
import { compilePatterns } from "../../../src/streams/index.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { ManualClock } from "../../support/engine.ts";

/** A percentile, by sorting. */
const exactQuantile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;

describe("HoldTimes", () => {
  it("returns the same percentiles as sorting, up to 20 % too high and never above the maximum", () => {
    const times = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
        const held = new HoldTimes();
        for (const ms of all) held.add(ms, 1);
        const exact = exactQuantile(all, share);
        expect(held.quantile(share)).toBeGreaterThanOrEqual(Math.floor(exact));
        expect(held.quantile(share)).toBeLessThanOrEqual(Math.ceil(exact * 1.2) + 1);
        expect([held.max, held.count]).toEqual([Math.max(...all), all.length]);
      }),
    );
  });
});

/** The expected measurement, computed character by character. */
const oracle = (steps: readonly { readonly came: number; readonly left: number; readonly wait: number }[]) => {
  const waiting: { at: number; step: number }[] = [];
  const times: number[] = [];
  let [now, most, characters] = [0, 0, 0];
  steps.forEach(({ came, left, wait }, step) => {
    characters += came;
    for (let i = 0; i < came; i++) waiting.push({ at: now, step });
    for (const one of waiting.splice(0, left)) if (one.step !== step) times.push(now - one.at);
    most = Math.max(most, waiting.length);
    now += wait;
  });
  return { characters, held: times.length, most, withheld: waiting.length, maxMs: Math.max(0, ...times), times };
};

describe("HoldMeter", () => {
  it("measures the same as a record of every character", () => {
    const step = fc.record({ came: fc.nat(9), left: fc.nat(12), wait: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const clock = new ManualClock();
        const meter = new HoldMeter(() => clock.now());
        const text = meter.text();
        for (const { came, left, wait } of steps) {
          text.came(came);
          text.left(left);
          meter.next();
          clock.advance(wait);
        }
        const { times, ...wanted } = oracle(steps);
        const { p50Ms, p95Ms, ...figures } = meter.figures();
        expect(figures).toEqual(wanted);
        expect(p50Ms).toBeLessThanOrEqual(Math.ceil(exactQuantile(times, 0.5) * 1.2) + 1);
        expect(p95Ms).toBeGreaterThanOrEqual(exactQuantile(times, 0.95));
      }),
    );
  });

  it("keeps a bounded number of pieces: later text is attributed to the last one", () => {
    const clock = new ManualClock();
    const meter = new HoldMeter(() => clock.now());
    const text = meter.text();
    for (let i = 0; i < 1_000; i++) {
      text.came(1);
      meter.next();
      clock.advance(1);
    }
    text.left(1_000);
    expect(meter.figures()).toMatchObject({ characters: 1_000, held: 1_000, most: 1_000, withheld: 0, maxMs: 1_000 });
  });

  it("measures several texts of one gate separately", () => {
    const clock = new ManualClock();
    const meter = new HoldMeter(() => clock.now());
    const [one, other] = [meter.text(), meter.text()];
    one.came(3);
    meter.next();
    clock.advance(40);
    other.came(2);
    meter.next();
    clock.advance(2);
    other.left(2);
    expect(meter.figures()).toMatchObject({ held: 2, maxMs: 2, withheld: 3, most: 5 });
  });
});

describe("meteredGate", () => {
  it("passes everything unchanged, and measures what the gate held of the source, including masked text", () => {
    const clock = new ManualClock();
    const meter = new HoldMeter(() => clock.now());
    const compiled = compilePatterns(["sk-[a-z]{3}"]);
    const create = () => new PatternGate(compiled, { action: "mask", replacement: "***" });
    const [plain, metered] = [create(), meteredGate(create(), meter)];
    for (const piece of ["a sk", "-a", "bc d", " s"]) {
      expect(metered.feed(piece)).toEqual(plain.feed(piece));
      clock.advance(10);
    }
    expect(metered.end()).toEqual(plain.end());
    expect(meter.figures()).toMatchObject({ characters: 12, withheld: 0, most: 4, maxMs: 20 });
    // "sk" is held for two steps, "-a" for one, the last "s" until the end.
    expect(meter.figures().held).toBe(5);
  });
});
