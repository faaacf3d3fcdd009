import type { OutputStreamingConfig } from "../config/config-types.ts";
import { type GateDecision, type GateWindow, outputRailGate } from "../streams/gates/check-gate.ts";
import type { AsyncStage, Stage } from "../streams/stage.ts";
import { textGate } from "../streams/gates/text-gate-stage.ts";
import { JsonTextGate } from "../text/json/json-text-gate.ts";
import type { Channel, StreamPart, Verdict } from "../types.ts";
import type { CheckRail, IncrementalRail, Rail } from "./rail.ts";
import { type RailsResult, type RunOptions, runRails } from "./run-rails.ts";
import { watchedGate } from "./watched-gate.ts";

export interface OutputStageOptions {
  readonly run: RunOptions;
  /** How window rails read; absent when they are asked once, about the complete answer. */
  readonly streaming: OutputStreamingConfig | undefined;
  /** The channels these rails guard; all when absent. */
  readonly channels?: readonly Channel[];
}

type OutputStage = Stage<StreamPart, StreamPart> | AsyncStage<StreamPart, StreamPart>;

const PASS_ALL = { feed: (text: string): string => text, end: (): string => "", blocked: undefined };

/** Arguments of a tool call are JSON. A rail that only blocks reads them with their escapes undone as well. */
const readingJson = (rail: IncrementalRail): IncrementalRail =>
  rail.rewrites === false ? { ...rail, createGate: () => new JsonTextGate(() => rail.createGate()) } : rail;

const gateStage = (rail: IncrementalRail, { run, channels }: OutputStageOptions): OutputStage =>
  textGate({
    rail: rail.name,
    railType: run.railType,
    create: ({ channel }) => {
      if (channels?.includes(channel) === false) return PASS_ALL;
      return watchedGate(channel === "tool-call" ? readingJson(rail) : rail, run);
    },
  });

/** A verdict with the place in the text it is about. */
const located = (verdict: Verdict, { start, fresh }: GateWindow): Verdict => ({
  ...verdict,
  start,
  end: start + fresh.length,
});

const decisionOf = ({ blocked, verdicts, text }: RailsResult, window: GateWindow): GateDecision => {
  if (blocked !== undefined) return { outcome: "block", verdict: located(blocked, window) };
  const [first] = verdicts;
  return first === undefined ? { outcome: "allow" } : { outcome: "transform", text, verdict: located(first, window) };
};

type WindowSizes = Pick<OutputStreamingConfig, "chunkSize" | "contextSize" | "unit" | "streamFirst" | "maxInFlight">;

const WHOLE: WindowSizes = { chunkSize: Infinity, contextSize: 0, unit: "token", streamFirst: false, maxInFlight: 4 };

const checkStage = (
  rails: readonly CheckRail[],
  sizes: WindowSizes,
  { run, channels }: OutputStageOptions,
): OutputStage =>
  outputRailGate({
    ...sizes,
    channels,
    async check(window, signal) {
      const { context, fresh, channel, final, toolName } = window;
      const call = toolName === undefined ? {} : { toolName };
      const input = { text: context + fresh, context, fresh, channel, final, ...call };
      return decisionOf(await runRails(rails, input, run, signal), window);
    },
  });

/**
 * Output rails as stages. Incremental rails come first, in their order: they always gate and cost no waiting. Window rails
 * then read the text as those let it through, and rails that need the whole answer come last.
 */
export const outputStages = (rails: readonly Rail[], options: OutputStageOptions): readonly OutputStage[] => {
  const gates = rails.flatMap((rail) => (rail.reads === "incremental" ? [gateStage(rail, options)] : []));
  const checks = rails.filter((rail): rail is CheckRail => rail.reads !== "incremental");
  const { streaming } = options;
  const windowed = streaming === undefined ? [] : checks.filter(({ reads }) => reads === "window");
  const whole = checks.filter((rail) => !windowed.includes(rail));
  return [
    ...gates,
    ...(windowed.length > 0 && streaming !== undefined ? [checkStage(windowed, streaming, options)] : []),
    ...(whole.length > 0 ? [checkStage(whole, WHOLE, options)] : []),
  ];
};
