import type { GenerationLog } from "./generation-log.ts";
import type { LlmCallInfo } from "./llm-call-info.ts";
import { callsSummaryText } from "./log-summary.ts";

/** What the last answer did. */
export class ExplainInfo {
  /** The model calls of the last answer only; nothing adds up. */
  readonly llm_calls: readonly LlmCallInfo[];

  constructor(log: GenerationLog | undefined) {
    this.llm_calls = [...(log?.llmCalls ?? [])];
  }

  /** Prints the calls with their times and tokens, as NeMo Guardrails words it. */
  printLlmCallsSummary(write: (text: string) => void = (text) => console.log(text)): void {
    write(callsSummaryText(this.llm_calls));
  }
}
