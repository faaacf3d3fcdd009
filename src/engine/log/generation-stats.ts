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
