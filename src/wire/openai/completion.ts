import type { AnswerChoice, Answer } from "../answer.ts";
import { usageToWire, verdictToWire } from "./chat-completion-encoder.ts";
import type { Outcome } from "../../types.ts";

export interface CompletionOptions {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Used unless the provider named its model. */
  readonly model: string;
  readonly outcome: Outcome;
  /** More fields under `guardrails`. */
  readonly guardrails?: Readonly<Record<string, unknown>>;
}

const messageOf = ({ content, reasoning, refusal, toolCalls }: AnswerChoice): object => ({
  role: "assistant",
  content: content === "" && toolCalls.length > 0 ? null : content,
  refusal: refusal === "" ? null : refusal,
  ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
  ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
});

const verdictOf = ({ verdicts, status, rail, railType, code }: Outcome): object => ({
  status,
  ...(rail === undefined ? {} : { rail, rail_type: railType, code }),
  ...(verdicts.length === 0 ? {} : { verdicts: verdicts.map(verdictToWire) }),
});

/** A complete answer as a chat.completion object, with what the rails made of it under `guardrails`. */
export const completionToWire = (answer: Answer, options: CompletionOptions): Readonly<Record<string, unknown>> => ({
  id: options.id,
  object: "chat.completion",
  created: options.created,
  model: answer.model ?? options.model,
  choices: answer.choices.map((choice) => ({
    index: choice.index,
    message: messageOf(choice),
    logprobs: null,
    finish_reason: choice.finishReason,
  })),
  ...(answer.usage === undefined ? {} : { usage: usageToWire(answer.usage) }),
  guardrails: { ...verdictOf(options.outcome), ...options.guardrails },
});
