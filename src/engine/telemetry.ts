import type { RailsConfigData } from "../config/config-types.ts";
import type { ConfigIssue } from "../errors.ts";
import { listOf, recordOf, textOf } from "../json.ts";
import type { ChatMessage } from "../types/chat-message.ts";
import type { StreamUsage } from "../types/usage.ts";
import type { GateHold, Outcome } from "../types/verdict.ts";
import type { ActivatedRail } from "./log/activated-rails.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import type { LlmCallInfo } from "./log/llm-call-info.ts";

/** A request that is over. Times are milliseconds since 1970. */
export interface FinishedRequest {
  readonly startedAt: number;
  readonly finishedAt: number;
  /** When the first part of the main model's answer arrived, if one did. */
  readonly firstPartAt?: number | undefined;
  readonly rails: readonly ActivatedRail[];
  readonly llmCalls: readonly LlmCallInfo[];
  /** Absent if the answer broke or was cancelled before a verdict. */
  readonly outcome?: Outcome | undefined;
  readonly usage: StreamUsage;
  readonly heldText: readonly GateHold[];
  /** The conversation and the answer, as the rails left them. */
  readonly messages: readonly ChatMessage[];
  readonly answerText: string;
  /** Why it broke. A client that disconnects counts as an error. */
  readonly error?: unknown;
}

/** Receives a report of every request, such as `openTelemetry()` of `edgerails/otel`. Errors it throws are ignored. */
export interface Telemetry {
  /**
   * Called when a request begins, in the caller's async context. The function it returns is called once, when the
   * request is over.
   *
   * @param startedAt - milliseconds since 1970.
   */
  begin(config: RailsConfigData, startedAt: number): (request: FinishedRequest) => void;
}

export type ReportOnce = (request: () => FinishedRequest) => void;

/** Calls telemetry, whose errors must not break an answer. */
export const beginReport = (
  telemetry: Telemetry | undefined,
  config: RailsConfigData,
  startedAt: number,
): ReportOnce => {
  if (telemetry === undefined) return () => {};
  try {
    const report = telemetry.begin(config, startedAt);
    return (request) => {
      try {
        report(request());
      } catch {
        // See above.
      }
    };
  } catch {
    return () => {};
  }
};

/** The warnings that remain when telemetry is passed in: it replaces `tracing` and `metrics` of the config. */
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

/** The fields of a finished request that come from its log. */
export const loggedRequest = (
  log: GenerationLog,
): Pick<FinishedRequest, "startedAt" | "finishedAt" | "rails" | "llmCalls" | "heldText"> => ({
  startedAt: log.startedAt,
  finishedAt: log.startedAt + log.duration * 1_000,
  rails: log.activatedRails(),
  llmCalls: log.llmCalls,
  heldText: log.holds?.figures ?? [],
});
