import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInRails } from "../../src/library/catalog.ts";
import { KnownRails } from "../../src/library/resolve/known-rails.ts";
import { prompting } from "../../src/prompts/prompting.ts";
import { Judges } from "../../src/rails/judge.ts";
import { outputStages } from "../../src/rails/output-stages.ts";
import type { RailRun, RunOptions } from "../../src/rails/rail-run.ts";
import type { Rail } from "../../src/rails/rail.ts";
import { runRails } from "../../src/rails/run-rails.ts";
import { collect } from "../../src/streams/consumers.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import type { Verdict } from "../../src/types/verdict.ts";
import { judge, ManualClock, text } from "../support/engine.ts";
import { EMPTY_CONFIG, railContext, runOptions } from "../support/rail-runs.ts";

export interface RailHarness {
  /** A new rail of a request. */
  rail(): Rail;
  /** The answer of its judge, if it has one. */
  readonly answer?: (prompt: string) => string;
  readonly allowed: string;
  readonly forbidden: string;
}

const optionsOf = (harness: RailHarness, runs: RailRun[]): RunOptions => {
  const clock = new ManualClock();
  const model = judge((prompt) => harness.answer?.(prompt) ?? "No");
  const judges = new Judges({
    config: EMPTY_CONFIG,
    tasks: new KnownRails([], builtInRails()).tasks,
    modelOf: () => model,
    now: () => clock.now(),
    prompting,
  });
  return runOptions(clock, {
    onRun: (run) => runs.push(run),
    context: ({ signal }) =>
      railContext(clock, signal, {
        judge: (task, variables) => judges.evaluate(task, { variables, history: [], signal, fetch, onCall: () => {} }),
      }),
  });
};

interface Result {
  readonly text: string;
  readonly verdict: Verdict | undefined;
}

const guard = async (harness: RailHarness, pieces: readonly string[], runs: RailRun[] = []): Promise<Result> => {
  const streaming = {
    ...EMPTY_CONFIG.rails.output.streaming,
    enabled: true,
    streamFirst: false,
    chunkSize: 5,
    contextSize: 2,
  };
  const stages = outputStages([harness.rail()], { run: optionsOf(harness, runs), streaming });
  const source = [...pieces.map((piece) => text(piece)), { type: "finish", choice: 0, reason: "stop" } as const];
  const parts = await collect(pipeline<StreamPart>(fromIterable<StreamPart>(source), stages));
  const [verdict] = parts.flatMap((part) => (part.type === "verdict" ? [part.verdict] : []));
  return { text: parts.map((part) => (part.type === "text-delta" ? part.text : "")).join(""), verdict };
};

const pieces = (whole: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 }).map((cuts) => {
    const borders = [0, ...cuts.sort((a, b) => a - b), whole.length];
    return borders.slice(1).map((to, index) => whole.slice(borders[index], to));
  });

/** The contract of a rail that guards output. */
export const railContract = (name: string, harness: RailHarness): void => {
  describe(`${name} fulfils the contract of a rail`, () => {
    it("passes allowed text unchanged and reports that it ran", async () => {
      const runs: RailRun[] = [];
      expect(await guard(harness, [harness.allowed], runs)).toEqual({ text: harness.allowed, verdict: undefined });
      expect(runs.length).toBeGreaterThan(0);
      expect(runs.every(({ decision }) => decision.outcome === "allow")).toBe(true);
    });

    it("blocks forbidden text under its own name and delivers none of it", async () => {
      const runs: RailRun[] = [];
      const { text: left, verdict } = await guard(harness, [harness.allowed, harness.forbidden], runs);
      expect(verdict).toMatchObject({ status: "blocked", rail: harness.rail().name, code: "content_blocked" });
      expect(left).not.toContain(harness.forbidden);
      expect(runs.some(({ decision }) => decision.outcome === "block")).toBe(true);
    });

    it("decides the same for any chunking", async () => {
      const whole = harness.allowed + harness.forbidden + harness.allowed;
      const expected = await guard(harness, [whole]);
      await fc.assert(
        fc.asyncProperty(pieces(whole), async (cut) => {
          expect(await guard(harness, cut)).toEqual(expected);
        }),
        { numRuns: 100 },
      );
    });

    it("shares nothing between texts", async () => {
      await guard(harness, [harness.forbidden]);
      expect((await guard(harness, [harness.allowed])).verdict).toBeUndefined();
    });

    it("returns only decisions when it is called directly", async () => {
      const rail = harness.rail();
      if (rail.reads === "incremental") return;
      const input = { context: "", channel: "text", final: true } as const;
      const ask = (value: string): ReturnType<typeof runRails> => {
        const options = optionsOf(harness, []);
        return runRails([rail], { ...input, text: value, fresh: value }, options, new AbortController().signal);
      };
      expect((await ask(harness.allowed)).blocked).toBeUndefined();
      expect((await ask(harness.forbidden)).blocked?.code).toBe("content_blocked");
    });
  });
};
