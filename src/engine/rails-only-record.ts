import type { StreamUsage } from "../types/usage.ts";
import type { EngineParts } from "./engine-parts.ts";
import { GenerationLog } from "./log/generation-log.ts";
import { Monitors } from "./run/monitors.ts";
import { beginReport, type FinishedRequest, loggedRequest, type ReportOnce } from "./telemetry.ts";

/** No answer is generated, so only the rails' own calls have usage. */
const usageOf = (log: GenerationLog): StreamUsage => {
  const none = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false };
  return { ...none, deliveredTokens: 0, withheldTokens: 0, rails: log.judgeUsage };
};

/** The log, the monitored rails and the telemetry report of a request that runs rails but calls no main model. */
export class RailsOnlyRecord {
  readonly log: GenerationLog;
  readonly monitors: Monitors;
  readonly #report: ReportOnce;

  constructor(parts: EngineParts) {
    this.log = new GenerationLog(parts.clock);
    this.monitors = new Monitors(parts, this.log);
    this.#report = beginReport(parts.telemetry, parts.config, this.log.startedAt);
  }

  /** Closes the log, and reports the request once monitored rails are done. */
  finish(facts: Pick<FinishedRequest, "messages" | "answerText" | "outcome" | "error">): void {
    this.log.finish();
    const request = (): FinishedRequest => ({ ...loggedRequest(this.log), usage: usageOf(this.log), ...facts });
    this.monitors.whenSettled(() => this.#report(request));
  }
}
