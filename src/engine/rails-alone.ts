import type { StreamUsage } from "../types.ts";
import type { EngineParts } from "./engine-parts.ts";
import { GenerationLog } from "./log/generation-log.ts";
import { Monitors } from "./run/monitors.ts";
import { beginReport, type FinishedRequest, loggedRequest, type ReportOnce } from "./telemetry.ts";

/** No model is asked for an answer, so that only rails can have cost something. */
const usageOf = (log: GenerationLog): StreamUsage => {
  const none = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false };
  return { ...none, deliveredTokens: 0, withheldTokens: 0, rails: log.judgeUsage };
};

/** Rails at work where no model is asked for an answer: their log, those that are monitored, and what telemetry is told. */
export class RailsAlone {
  readonly log: GenerationLog;
  readonly monitors: Monitors;
  readonly #tell: ReportOnce;

  constructor(parts: EngineParts) {
    this.log = new GenerationLog(parts.clock);
    this.monitors = new Monitors(parts, this.log);
    this.#tell = beginReport(parts.telemetry, parts.config, this.log.startedAt);
  }

  /** They are done, but for those that are monitored. */
  over(facts: Pick<FinishedRequest, "messages" | "said" | "outcome" | "error">): void {
    this.log.finish();
    const request = (): FinishedRequest => ({ ...loggedRequest(this.log), usage: usageOf(this.log), ...facts });
    this.monitors.whenSettled(() => this.#tell(request));
  }
}
