import { RailsConfig } from "../../src/library/rails-config.ts";
import type { RunOptions } from "../../src/rails/rail-run.ts";
import type { RailContext } from "../../src/rails/rail.ts";
import type { Clock } from "../../src/types/clock.ts";

export const EMPTY_CONFIG: RailsConfig = RailsConfig.fromObject({});

/** A request for a rail: empty, and without judge and model unless `own` has them. */
export const railContext = (clock: Clock, signal: AbortSignal, own: Partial<RailContext> = {}): RailContext => ({
  config: EMPTY_CONFIG,
  userMessage: "",
  messages: [],
  tools: [],
  variables: {},
  signal,
  clock,
  fetch,
  judge: () => Promise.reject(new Error("no judge")),
  recorded: (_, run) => run(),
  resample: () => Promise.reject(new Error("no main model")),
  ...own,
});

/** Options for rails in sequence on output, without callbacks unless `own` has them. */
export const runOptions = (clock: Clock, own: Partial<RunOptions> = {}): RunOptions => ({
  railType: "output",
  parallel: false,
  clock,
  onRun: () => {},
  onMonitored: () => {},
  context: ({ signal }) => railContext(clock, signal),
  ...own,
});
