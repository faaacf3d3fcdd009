import type { RailsConfigData } from "../config/config-types.ts";
import type { ConfigIssue } from "../errors.ts";
import { listOf, recordOf, textOf } from "../json.ts";
import type { ChatMessage, GateHold, Outcome, StreamUsage } from "../types.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import type { ActivatedRail } from "./log/activated-rails.ts";
import type { LlmCallInfo } from "./log/llm-call-info.ts";

/** A request that is over. Times are milliseconds since 1970. */
export interface FinishedRequest {
  readonly startedAt: number;
  readonly finishedAt: number;
  /** When the first part of the main model's answer came. Absent where none did. */
  readonly firstPartAt?: number | undefined;
  readonly rails: readonly ActivatedRail[];
  readonly llmCalls: readonly LlmCallInfo[];
  /** What became of the answer. Absent where it broke or was cancelled before a verdict was in. */
  readonly outcome?: Outcome | undefined;
  readonly usage: StreamUsage;
  readonly heldText: readonly GateHold[];
  /** The conversation and the answer, as the rails left them. */
  readonly messages: readonly ChatMessage[];
  readonly said: string;
  /** Why it broke; a client that left is an error, too. */
  readonly error?: unknown;
}

/** Who is told of every request, such as `openTelemetry()` of `edgerails/otel`. What it throws is lost. */
export interface Telemetry {
  /**
   * Told that a request begins, in the caller's own context. What it returns is told once, when the request is over.
   *
   * @param startedAt - milliseconds since 1970.
   */
  begin(config: RailsConfigData, startedAt: number): (request: FinishedRequest) => void;
}

export type ReportOnce = (request: () => FinishedRequest) => void;

/** Telemetry that fails must not take an answer with it. */
export const beginReport = (
  telemetry: Telemetry | undefined,
  config: RailsConfigData,
  startedAt: number,
): ReportOnce => {
  if (telemetry === undefined) return () => {};
  try {
    const tell = telemetry.begin(config, startedAt);
    return (request) => {
      try {
        tell(request());
      } catch {
        // See above.
      }
    };
  } catch {
    return () => {};
  }
};

/** What of a config still has no effect where somebody is told of every request. */
export const warningsBesideTelemetry = (
  { tracing }: RailsConfigData,
  warnings: readonly ConfigIssue[],
): readonly ConfigIssue[] => {
  const rest = warnings.filter((issue) => issue.path !== "metrics" && issue.path !== "tracing");
  const traced = warnings.find(({ path }) => path === "tracing");
  const others = listOf(tracing["adapters"])
    .map((one) => textOf(recordOf(one)["name"]))
    .filter((name) => name !== "OpenTelemetry");
  if (traced === undefined || others.length === 0) return rest;
  const message = `\`adapters\` has no effect: \`telemetry\` says where spans go, and not ${others.map((name) => `\`${name}\``).join(", ")}`;
  return [...rest, { ...traced, path: "tracing.adapters", message }];
};

/** What a log knows of a request. */
export const loggedRequest = (
  log: GenerationLog,
): Pick<FinishedRequest, "startedAt" | "finishedAt" | "rails" | "llmCalls" | "heldText"> => ({
  startedAt: log.startedAt,
  finishedAt: log.startedAt + log.duration * 1_000,
  rails: log.activatedRails(),
  llmCalls: log.llmCalls,
  heldText: log.holds?.figures ?? [],
});
