import type { OutputStreamingConfig } from "../config/config-types.ts";
import { checkGate } from "../streams/gates/check-gate.ts";
import type { GateDecision } from "../streams/gates/check-queue.ts";
import type { GateWindow } from "../streams/gates/gate-track.ts";
import { monitorStage } from "../streams/gates/monitor-stage.ts";
import { gateStage } from "../streams/gates/text-gate-stage.ts";
import { windowMonitor } from "../streams/gates/window-monitor.ts";
import type { AsyncStage, Stage } from "../streams/stage.ts";
import { passing, type TextGate } from "../text/text-gate.ts";
import { plainEscapes } from "../text/views/plain-escapes.ts";
import type { Channel } from "../types/channel.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { Verdict } from "../types/verdict.ts";
import { type GateReport, railGate } from "./rail-gate.ts";
import { type CheckedText, gateRun, type RunOptions } from "./rail-run.ts";
import {
  type CheckRail,
  enforcedOf,
  type IncrementalRail,
  isCheckRail,
  isIncremental,
  isMonitored,
  type Rail,
  type RailInput,
} from "./rail.ts";
import { runRails } from "./run-rails.ts";

export interface OutputStageOptions {
  readonly run: RunOptions;
  /** How window rails read; absent if they check the complete answer once. */
  readonly streaming: OutputStreamingConfig | undefined;
  /** The channels these rails guard; all when absent. */
  readonly channels?: readonly Channel[];
}

export type OutputStage = Stage<StreamPart, StreamPart> | AsyncStage<StreamPart, StreamPart>;

const PASS_ALL: TextGate = { feed: passing, end: () => passing("") };

const incrementalStage = (rail: IncrementalRail, { run, channels }: OutputStageOptions): OutputStage => {
  const { railType, clock, onRun, prompt } = run;
  const stage = isMonitored(rail) ? monitorStage : gateStage;
  const meter = isMonitored(rail) ? undefined : run.meterOf?.([rail.name]);
  return stage({
    rail: rail.name,
    railType,
    refusal: rail.refusal,
    meter,
    create: ({ channel }) => {
      if (channels?.includes(channel) === false) return PASS_ALL;
      const report: GateReport = (decision, error) => {
        const now = clock.now();
        onRun(gateRun({ rail: rail.name, railType, startedAt: now, finishedAt: now, decision, error }));
      };
      return railGate(rail, channel, report, prompt);
    },
  });
};

/** A verdict with the offsets of its window. */
const located = (verdict: Verdict, { start, fresh, channel, index }: GateWindow): Verdict => ({
  ...verdict,
  ...(channel === "tool-call" ? { index } : {}),
  start,
  end: start + fresh.length,
});

const decisionOf = ({ blocked, verdicts, text }: CheckedText, window: GateWindow): GateDecision => {
  if (blocked !== undefined) return { outcome: "block", verdict: located(blocked, window) };
  const [first] = verdicts;
  return first === undefined ? { outcome: "allow" } : { outcome: "transform", text, verdict: located(first, window) };
};

type WindowSizes = Pick<OutputStreamingConfig, "chunkSize" | "contextSize" | "unit" | "streamFirst" | "maxInFlight"> &
  Partial<Pick<OutputStreamingConfig, "maxExposed">>;

const WHOLE: WindowSizes = { chunkSize: Infinity, contextSize: 0, unit: "token", streamFirst: false, maxInFlight: 4 };

const asWritten = (text: string): string => text;

/**
 * Tool call arguments are shown without needless JSON escapes, as their receiver will parse them, but still as JSON.
 */
const inputOf = ({ context, fresh, channel, final, toolName }: GateWindow): RailInput => {
  const read = channel === "tool-call" ? plainEscapes : asWritten;
  return {
    text: read(context + fresh),
    context: read(context),
    fresh: read(fresh),
    channel,
    final,
    ...(toolName === undefined ? {} : { toolName }),
  };
};

const checkStage = (
  rails: readonly CheckRail[],
  sizes: WindowSizes,
  { run, channels }: OutputStageOptions,
): OutputStage =>
  checkGate({
    ...sizes,
    meter: run.meterOf?.(rails.map(({ name }) => name)),
    checksPerWindow: run.parallel ? rails.length : 1,
    channels,
    async check(window, signal) {
      const checked = await runRails(rails, inputOf(window), run, signal);
      run.onSet?.(checked.variables);
      return decisionOf(checked, window);
    },
  });

/** Monitored rails check the same windows, and text does not wait for them. */
const monitoredStage = (
  rails: readonly CheckRail[],
  sizes: WindowSizes,
  { run, channels }: OutputStageOptions,
): OutputStage =>
  windowMonitor({
    ...sizes,
    channels,
    onWindow(window) {
      const onMonitored: RunOptions["onMonitored"] = (rail, start) =>
        run.onMonitored(rail, async () => {
          const verdict = await start();
          return verdict === undefined ? undefined : located(verdict, window);
        });
      // A signal of its own: a verdict that arrives after the end of the answer still counts.
      void runRails(rails, inputOf(window), { ...run, onMonitored }, new AbortController().signal);
    },
  });

/**
 * Output rails as stages. Incremental rails come first, in their order, since they gate without waiting. Window rails
 * read the text that those let through, and rails that need the whole answer come last.
 */
export const outputStages = (rails: readonly Rail[], options: OutputStageOptions): readonly OutputStage[] => {
  const gates = rails.filter(isIncremental).map((rail) => incrementalStage(rail, options));
  const checks = rails.filter(isCheckRail);
  const { streaming } = options;
  const isWindowed = ({ reads }: CheckRail): boolean => streaming !== undefined && reads === "window";
  const stagesOf = (some: readonly CheckRail[], sizes: WindowSizes): readonly OutputStage[] => {
    const enforced = enforcedOf(some);
    const monitored = some.filter(isMonitored);
    return [
      ...(monitored.length > 0 ? [monitoredStage(monitored, sizes, options)] : []),
      ...(enforced.length > 0 ? [checkStage(enforced, sizes, options)] : []),
    ];
  };
  return [
    ...gates,
    ...stagesOf(checks.filter(isWindowed), streaming ?? WHOLE),
    ...stagesOf(
      checks.filter((rail) => !isWindowed(rail)),
      WHOLE,
    ),
  ];
};
