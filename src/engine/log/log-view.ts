import type { GenerationOptions } from "../generation-input.ts";
import type { ActivatedRail } from "./activated-rails.ts";
import type { InternalEvent } from "./event-log.ts";
import { gateHoldInfo, type GateHoldInfo } from "./gate-holds.ts";
import type { GenerationLog } from "./generation-log.ts";
import { type GenerationStats, statsOf } from "./generation-stats.ts";
import type { LlmCallInfo } from "./llm-call-info.ts";
import { summaryText } from "./log-summary.ts";

/** The parts of the log that `options.log` requests; others are undefined. */
export interface GenerationLogView {
  readonly activated_rails?: readonly ActivatedRail[];
  readonly llm_calls?: readonly LlmCallInfo[];
  readonly internal_events?: readonly InternalEvent[];
  readonly colang_history?: string;
  readonly stats?: GenerationStats;
  /** What gates held back, in the order in which text passes them. */
  readonly held_text?: readonly GateHoldInfo[];
  /** Prints statistics in the format of NeMo Guardrails' `print_summary`. */
  printSummary(write?: (text: string) => void): void;
}

/** The messages of the turn as Colang. */
const historyOf = (log: GenerationLog): string =>
  log.events
    .flatMap(({ type, text }) => {
      if (type === "UserMessage") return [`user ${JSON.stringify(text)}`];
      return type === "BotMessage" ? [`  ${JSON.stringify(text)}`] : [];
    })
    .map((line) => `${line}\n`)
    .join("");

/** The requested parts of a log. */
export const logView = (log: GenerationLog, { log: wanted = {} }: GenerationOptions): GenerationLogView => {
  const rails = log.activatedRails();
  const stats = statsOf(log);
  return {
    ...(wanted.activated_rails === true ? { activated_rails: rails } : {}),
    ...(wanted.llm_calls === true ? { llm_calls: [...log.llmCalls] } : {}),
    ...(wanted.activated_rails === true || wanted.llm_calls === true ? { stats } : {}),
    ...(wanted.internal_events === true ? { internal_events: [...log.events] } : {}),
    ...(wanted.held_text === true ? { held_text: (log.holds?.figures ?? []).map(gateHoldInfo) } : {}),
    ...(wanted.colang_history === true ? { colang_history: historyOf(log) } : {}),
    printSummary: (write = (text) => console.log(text)) => write(summaryText(stats, rails)),
  };
};
