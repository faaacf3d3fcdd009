import type { ActivatedRail, GenerationLog, InternalEvent, LlmCallInfo } from "./generation-log.ts";
import type { GenerationOptions } from "../options.ts";
import type { GenerationStats } from "./generation-stats.ts";
import { summaryText } from "./log-summary.ts";

/** What `options.log` asked for; what was not asked for is undefined. */
export interface GenerationLogView {
  readonly activated_rails?: readonly ActivatedRail[];
  readonly llm_calls?: readonly LlmCallInfo[];
  readonly internal_events?: readonly InternalEvent[];
  readonly colang_history?: string;
  readonly stats?: GenerationStats;
  /** Prints statistics for a person, as NeMo Guardrails' `print_summary` words them. */
  printSummary(write?: (text: string) => void): void;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const statsOf = (log: GenerationLog): GenerationStats => {
  const rails = log.activatedRails();
  const durationOf = (...types: readonly string[]): number =>
    sum(rails.filter(({ type }) => types.includes(type)).map(({ duration }) => duration));
  const calls = log.llmCalls;
  return {
    input_rails_duration: durationOf("input", "tool_input"),
    dialog_rails_duration: 0,
    generation_rails_duration: durationOf("generation"),
    output_rails_duration: durationOf("output", "tool_output"),
    total_duration: log.duration,
    llm_calls_duration: sum(calls.map(({ duration }) => duration)),
    llm_calls_count: calls.length,
    llm_calls_total_prompt_tokens: sum(calls.map(({ prompt_tokens }) => prompt_tokens)),
    llm_calls_total_completion_tokens: sum(calls.map(({ completion_tokens }) => completion_tokens)),
    llm_calls_total_tokens: sum(calls.map(({ total_tokens }) => total_tokens)),
  };
};

/** The events of a turn in the words of Colang. */
const historyOf = (log: GenerationLog): string =>
  log.events
    .flatMap(({ type, text }) => {
      if (type === "UserMessage") return [`user ${JSON.stringify(text)}`];
      return type === "BotMessage" ? [`  ${JSON.stringify(text)}`] : [];
    })
    .map((line) => `${line}\n`)
    .join("");

/** The part of a log that was asked for. */
export const logView = (log: GenerationLog, { log: wanted = {} }: GenerationOptions): GenerationLogView => {
  const rails = log.activatedRails();
  const stats = statsOf(log);
  return {
    ...(wanted.activated_rails === true ? { activated_rails: rails } : {}),
    ...(wanted.llm_calls === true ? { llm_calls: [...log.llmCalls] } : {}),
    ...(wanted.activated_rails === true || wanted.llm_calls === true ? { stats } : {}),
    ...(wanted.internal_events === true ? { internal_events: [...log.events] } : {}),
    ...(wanted.colang_history === true ? { colang_history: historyOf(log) } : {}),
    printSummary: (write = (text) => console.log(text)) => write(summaryText(stats, rails)),
  };
};
