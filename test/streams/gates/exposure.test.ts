import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GateDecision } from "../../../src/streams/gates/check-queue.ts";
import { answers, finish, joinParts, text, textOf, toolCall } from "../parts.ts";
import { cutAll, type Open, readsOf, run, settle, verdictOf, windowsOf } from "./exposure-run.ts";

const SIZES = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(1_000)), { minLength: 1, maxLength: 6 });

const TEXT = fc
  .array(fc.constantFrom("one", " two", "three", ". ", "! ", ", ", "日本", "\n\n", " 12", "long-winded"), {
    maxLength: 40,
  })
  .map((words) => words.join(""));

const SETTINGS = fc.record({
  chunkSize: fc.integer({ min: 1, max: 8 }),
  contextSize: fc.nat(3),
  unit: fc.constantFrom("token" as const, "sentence" as const),
  maxExposed: fc.integer({ min: 1, max: 4 }),
  maxInFlight: fc.integer({ min: 1, max: 5 }),
});

describe("checkGate with stream_first on", () => {
  it("never delivers text further ahead of the oldest open verdict than max_exposed, and loses none that passes", async () => {
    await fc.assert(
      fc.asyncProperty(
        TEXT,
        SIZES,
        SIZES,
        SETTINGS,
        fc.option(fc.nat(6)),
        fc.infiniteStream(fc.nat(4)),
        async (value, cuts, batches, settings, bad, picks) => {
          const windows = windowsOf(value, settings);
          const reads = readsOf(cutAll([text(value), finish()], cuts), batches);
          const gate = run(reads, settings);
          const { open, left, seen } = gate;
          const decided = new Set<number>();
          const boundOf = (): number => {
            let oldest = 0;
            while (decided.has(oldest)) oldest++;
            return windows[oldest + settings.maxExposed - 1]?.end ?? value.length;
          };
          let blocked: number | undefined;
          for (;;) {
            await settle(gate);
            if (blocked === undefined) expect(textOf(left).length).toBeLessThanOrEqual(boundOf());
            const [one] = open.splice((picks.next().value ?? 0) % Math.max(1, open.length), 1);
            if (one === undefined || blocked !== undefined) break;
            const at = windows.findIndex(({ end }) => end === one.window.start + one.window.fresh.length);
            if (at === bad) {
              blocked = textOf(left).length;
              // The text delivered after the start of the bad window is at most what max_exposed allows.
              expect(blocked).toBeLessThanOrEqual(windows[at + settings.maxExposed - 1]?.end ?? value.length);
              one.decide({ outcome: "block", verdict: verdictOf(one.window) });
            } else {
              decided.add(at);
              one.decide({ outcome: "allow" });
            }
          }
          expect(seen.done).toBe(true);
          expect(value.startsWith(textOf(left))).toBe(true);
          if (blocked === undefined) expect(textOf(left)).toBe(value);
          else expect([textOf(left).length, left.at(-1)]).toEqual([blocked, finish(0, "content_filter")]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("limits each of several texts by its own verdicts", async () => {
    const spoken = fc.array(fc.tuple(fc.nat(2), TEXT), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        spoken,
        SIZES,
        SIZES,
        SETTINGS,
        fc.infiniteStream(fc.nat(4)),
        async (turns, cuts, batches, settings, picks) => {
          const parts = [...turns.map(([choice, value]) => text(value, choice)), finish(0), finish(1), finish(2)];
          const gate = run(readsOf(cutAll(parts, cuts), batches), settings);
          const asked = new Set<Open>();
          const decided = new Set<Open>();
          for (;;) {
            await settle(gate);
            for (const one of gate.open) asked.add(one);
            for (const choice of [0, 1, 2]) {
              const { length } = textOf(gate.left, `${choice} text-delta`);
              const windows = [...asked].filter(({ window }) => window.choice === choice);
              const oldest = windows.findIndex((one) => !decided.has(one));
              const ahead = windows.slice(oldest < 0 ? windows.length : oldest);
              const out = ahead.filter(({ window }) => window.start < length).length;
              const end = windows.reduce((last, { window }) => Math.max(last, window.start + window.fresh.length), 0);
              expect(out + (length > end ? 1 : 0)).toBeLessThanOrEqual(settings.maxExposed);
            }
            const [one] = gate.open.splice((picks.next().value ?? 0) % Math.max(1, gate.open.length), 1);
            if (one === undefined) break;
            decided.add(one);
            one.decide({ outcome: "allow" });
          }
          expect(joinParts(gate.left).texts).toEqual(joinParts(parts).texts);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("delivers as much as max_exposed allows, for any chunking", async () => {
    await fc.assert(
      fc.asyncProperty(TEXT, SIZES, SIZES, SETTINGS, async (value, cuts, batches, settings) => {
        const token = { ...settings, unit: "token", maxInFlight: 9 } as const;
        const windows = windowsOf(value, token);
        const gate = run(readsOf(cutAll([text(value), finish()], cuts), batches), token);
        await settle(gate);
        expect(textOf(gate.left).length).toBe(windows[token.maxExposed - 1]?.end ?? value.length);
      }),
      { numRuns: 300 },
    );
  });

  describe("forbidden words in the second and the fourth window of ten words", () => {
    const words = Array.from({ length: 300 }, (_, at) =>
      at === 0 ? "word" : at === 15 || at === 35 ? " bad" : " word",
    );
    const ten = { chunkSize: 10, contextSize: 0 };
    const parts = [...words.map((word) => text(word)), finish()];
    const decide = ({ window, decide: answer }: Open): void =>
      answer(window.fresh.includes("bad") ? { outcome: "block", verdict: verdictOf(window) } : { outcome: "allow" });

    it.each([
      ["one word a read", readsOf(parts, [1])],
      ["all words in one read", [parts]],
      ["one delta", [[text(words.join("")), finish()]]],
    ])("are delivered within two windows at most, and blocked by the first: %s", async (_, reads) => {
      const gate = run(reads, ten);
      const { open, left, seen } = gate;
      await settle(gate);
      expect(textOf(left)).toBe(words.slice(0, 20).join(""));
      decide(open[0] as Open);
      await settle(gate);
      expect(textOf(left)).toBe(words.slice(0, 30).join(""));
      for (const one of open.slice(1)) decide(one);
      await settle(gate);
      expect(textOf(left)).toBe(words.slice(0, 30).join(""));
      expect(left.filter(({ type }) => type === "verdict")).toMatchObject([{ verdict: { rail: "window 0 text 49" } }]);
      expect(seen).toMatchObject({ done: true, cancelled: true });
    });

    it.each([
      ["one word a read", readsOf(parts, [1])],
      ["all words in one read", [parts]],
    ])("are delivered within one window in lock-step: %s", async (_, reads) => {
      const gate = run(reads, { ...ten, maxExposed: 1 });
      const { open, left } = gate;
      await settle(gate);
      expect(textOf(left)).toBe(words.slice(0, 10).join(""));
      for (const one of open.splice(0)) decide(one);
      await settle(gate);
      expect(textOf(left).length).toBeLessThanOrEqual(words.slice(0, 20).join("").length);
    });
  });

  it("limits all texts of a stream together", async () => {
    const calls = Array.from({ length: 9 }, (_, index) => toolCall("{}", { id: `c${index}`, name: "f" }, index));
    const gate = run([[...calls, finish()]], { chunkSize: 9 });
    await settle(gate);
    expect(gate.left).toEqual(calls.slice(0, 2));
    gate.open[0]?.decide({ outcome: "allow" });
    await settle(gate);
    expect(gate.left).toEqual(calls.slice(0, 3));
  });

  it("delivers a sentence without a verdict once it is known to fit into the open window", async () => {
    const reads = ["One.", " Two", " two.", " Three", " three"].map((value) => [text(value)]);
    const settings = { chunkSize: 20, unit: "sentence", maxExposed: 1 } as const;
    const waiting = run([...reads, new Promise(() => {})], settings);
    await settle(waiting);
    expect([textOf(waiting.left), waiting.open]).toEqual(["One. Two two.", []]);
    const ended = run(reads, settings);
    await settle(ended);
    expect([textOf(ended.left), ended.open.length]).toEqual(["One. Two two. Three three", 1]);
  });

  it("limits how much of a single large delta is delivered, and holds the rest", async () => {
    const value = "word ".repeat(20_000);
    const gate = run([[text(value)]], { chunkSize: 20, maxInFlight: 1 });
    await settle(gate);
    expect(textOf(gate.left).length).toBeLessThanOrEqual(2 * 20 * 5);
  });
});

describe("checkGate with stream_first off", () => {
  it("delivers the same parts and verdict for any reads, chunking and order of verdicts, over all choices", async () => {
    const schedule = fc.tuple(
      SIZES,
      SIZES,
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }),
    );
    await fc.assert(
      fc.asyncProperty(
        answers(2),
        schedule,
        schedule,
        fc.constantFrom("token" as const, "sentence" as const),
        fc.constantFrom("secret", "STOP", "555", "nothing"),
        async (parts, one, other, unit, bad) => {
          const outcome = async ([cuts, batches, maxInFlight, picks]: typeof one): Promise<unknown> => {
            const settings = { chunkSize: 3, contextSize: 2, unit, maxInFlight, streamFirst: false } as const;
            const gate = run(readsOf(cutAll(parts, cuts), batches), settings);
            const { open, left, seen } = gate;
            for (let turn = 0; ; turn++) {
              await settle(gate);
              const pick = (picks[turn % picks.length] ?? 0) % Math.max(1, open.length);
              const [next] = open.splice(pick, 1);
              if (next === undefined) break;
              const { window } = next;
              const isBad = (window.context + window.fresh).includes(bad);
              next.decide(isBad ? { outcome: "block", verdict: verdictOf(window) } : { outcome: "allow" });
            }
            expect(seen.done).toBe(true);
            return joinParts(left);
          };
          expect(await outcome(one)).toEqual(await outcome(other));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("checkGate with very many windows", () => {
  it("has a constant cost per window, however many wait", async () => {
    const count = 60_000;
    const value = "日".repeat(count);
    let asked = 0;
    const check = async (): Promise<GateDecision> => {
      asked++;
      return { outcome: "allow" };
    };
    const gate = run([[text(value), finish()]], { check, unit: "token" });
    while (!gate.seen.done) await settle(gate);
    expect([asked, textOf(gate.left).length]).toEqual([count, count]);
  });
});
