/** A flow that cannot work without a prompt of the config. Self checks are absent: they have built-in prompts. */
export interface RequiredPrompt {
  readonly task: string;
  /** The task carries the flow's model: `content_safety_check_input $model=x`. */
  readonly perModel: boolean;
}

/** Flow name → the prompt it needs. The one place for this rule. */
export const REQUIRED_PROMPTS: ReadonlyMap<string, RequiredPrompt> = new Map([
  ["llama guard check input", { task: "llama_guard_check_input", perModel: false }],
  ["llama guard check output", { task: "llama_guard_check_output", perModel: false }],
  ["patronus lynx check output hallucination", { task: "patronus_lynx_check_output_hallucination", perModel: false }],
  ["content safety check input", { task: "content_safety_check_input", perModel: true }],
  ["content safety check output", { task: "content_safety_check_output", perModel: true }],
  ["topic safety check input", { task: "topic_safety_check_input", perModel: true }],
]);
