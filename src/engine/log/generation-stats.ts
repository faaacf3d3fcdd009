import type { GenerationLog } from "./generation-log.ts";

/** Totals of one request. Durations are seconds. */
export interface GenerationStats {
  readonly input_rails_duration: number;
  readonly dialog_rails_duration: number;
  readonly generation_rails_duration: number;
  readonly output_rails_duration: number;
  readonly total_duration: number;
  readonly llm_calls_duration: number;
  readonly llm_calls_count: number;
  readonly llm_calls_total_prompt_tokens: number;
  readonly llm_calls_total_completion_tokens: number;
  readonly llm_calls_total_tokens: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The totals of what a log has so far. */
export const statsOf = (log: GenerationLog): GenerationStats => {
  const rails = log.activatedRails();
  const durationOf = (...types: readonly string[]): number =>
    sum(rails.filter(({ type }) => types.includes(type)).map(({ duration }) => duration));
  const { totals } = log;
  return {
    input_rails_duration: durationOf("input", "tool_input"),
    dialog_rails_duration: 0,
    generation_rails_duration: durationOf("generation"),
    output_rails_duration: durationOf("output", "tool_output"),
    total_duration: log.duration,
    llm_calls_duration: totals.duration,
    llm_calls_count: totals.count,
    llm_calls_total_prompt_tokens: totals.promptTokens,
    llm_calls_total_completion_tokens: totals.completionTokens,
    llm_calls_total_tokens: totals.totalTokens,
  };
};
