import { onTestFinished } from "vitest";
import type { CheckedText, RailRun, RunOptions } from "../../src/rails/rail-run.ts";
import type { CheckRail, RailDecision, RailInput } from "../../src/rails/rail.ts";
import { runRails } from "../../src/rails/run-rails.ts";
import { ManualClock } from "../support/engine.ts";
import { railContext, runOptions } from "../support/rail-runs.ts";

export const INPUT: RailInput = {
  text: "context fresh",
  context: "context ",
  fresh: "fresh",
  channel: "text",
  final: true,
};

export const ALLOW: RailDecision = { outcome: "allow" };

export type Check = CheckRail["check"];

export const rail = (name: string, check: Check, more: Partial<CheckRail> = {}): CheckRail => ({
  name,
  reads: "window",
  check,
  ...more,
});

interface Setup {
  readonly clock: ManualClock;
  readonly runs: RailRun[];
  readonly abort: AbortController;
  run(rails: readonly CheckRail[], parallel?: boolean): Promise<CheckedText>;
}

export const setup = (own: Partial<RunOptions> = {}): Setup => {
  const clock = new ManualClock();
  const runs: RailRun[] = [];
  const abort = new AbortController();
  return {
    clock,
    runs,
    abort,
    run: (rails, parallel = false) => {
      const options = runOptions(clock, {
        parallel,
        onRun: (run) => runs.push(run),
        context: ({ signal, variables = {} }) => railContext(clock, signal, { variables }),
        ...own,
      });
      return runRails(rails, INPUT, options, abort.signal);
    },
  };
};

export const watchRejections = (): unknown[] => {
  const seen: unknown[] = [];
  const listener = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", listener);
  onTestFinished(() => void process.off("unhandledRejection", listener));
  return seen;
};

/** Waits for a turn of the event loop, after which unhandled rejections are reported. */
export const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
