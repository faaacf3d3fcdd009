import type { Outcome } from "../../types/verdict.ts";
import type { AnswerChoice } from "../answer-choice.ts";
import type { Answer } from "../answer.ts";
import { outcomeToWire } from "../guardrails-field.ts";
import type { AnswerFrame } from "../wire.ts";
import { headOf } from "./chat-head.ts";
import { chatUsage } from "./chat-usage.ts";
import { callToWire } from "./custom-call.ts";

const messageOf = ({ content, reasoning, refusal, toolCalls, thoughts }: AnswerChoice): object => ({
  role: "assistant",
  content: content === "" && toolCalls.length > 0 ? null : content,
  refusal: refusal === "" ? null : refusal,
  ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
  ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(callToWire) }),
  ...thoughts,
});

/** A complete answer as a chat.completion object, with the result of the rails under `guardrails`. */
export const completionToWire = (
  answer: Answer,
  outcome: Outcome,
  frame: AnswerFrame,
): Readonly<Record<string, unknown>> => ({
  ...headOf("chat.completion", frame, answer.facts),
  choices: answer.choices.map((choice) => ({
    index: choice.index,
    message: messageOf(choice),
    logprobs: null,
    finish_reason: choice.finishReason,
  })),
  ...(answer.usage === undefined ? {} : { usage: chatUsage(answer.usage) }),
  // OpenAI sends it with every answer, and LiteLLM cannot read an answer for Groq without it.
  service_tier: "default",
  guardrails: { ...outcomeToWire(outcome), ...frame.closing?.() },
});
