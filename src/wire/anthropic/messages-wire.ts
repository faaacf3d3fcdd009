import type { ToolCall } from "../../types/chat-message.ts";
import type { Outcome } from "../../types/verdict.ts";
import type { AnswerChoice } from "../answer-choice.ts";
import type { Answer } from "../answer.ts";
import { outcomeToWire, usageBreakdown } from "../guardrails-field.ts";
import { encodeEvent, sseText } from "../sse/sse-encoder.ts";
import { hostedItem } from "../tool-calls/hosted-call.ts";
import { encodeTurnState, turnState } from "../turn-state.ts";
import { type AnswerFrame, type AnswerWire, jsonBody } from "../wire.ts";
import { failureToWire } from "./error-object.ts";
import {
  type ContentBlock,
  messageObject,
  redactedBlock,
  stopReasonOf,
  textBlock,
  thinkingBlock,
  toolUseBlock,
} from "./message-object.ts";
import { messagesEncoder } from "./messages-encoder.ts";

/** Signed thoughts as they were signed, the others as text. */
const thoughtBlocks = ({ reasoning, thoughts }: AnswerChoice): readonly ContentBlock[] => {
  const signed = thoughts.thinking_blocks ?? [];
  const length = signed.reduce((sum, block) => sum + (block.type === "thinking" ? block.thinking.length : 0), 0);
  const rest = reasoning.slice(length);
  return [...signed.map((block): ContentBlock => ({ ...block })), ...(rest === "" ? [] : [thinkingBlock(rest)])];
};

const callBlocks = (call: ToolCall, isCut: boolean): readonly ContentBlock[] => {
  if (call.hosted !== true) return [toolUseBlock(call, isCut)];
  const block = hostedItem(call.function.arguments);
  return block === undefined ? [] : [block as ContentBlock];
};

const contentOf = (choice: AnswerChoice): readonly ContentBlock[] => {
  const { content, refusal, toolCalls, callsBefore, thoughts, finishReason } = choice;
  const isCut = finishReason === "length" || finishReason === "content_filter";
  const { thinking_blocks: _signed, ...others } = thoughts;
  const encoded = encodeTurnState(turnState(others, toolCalls));
  const blocks = (calls: readonly ToolCall[]) => calls.flatMap((call) => callBlocks(call, isCut));
  return [
    ...thoughtBlocks(choice),
    ...blocks(toolCalls.slice(0, callsBefore)),
    ...[content, refusal].filter((text) => text !== "").map(textBlock),
    ...blocks(toolCalls.slice(callsBefore)),
    ...(encoded === undefined ? [] : [redactedBlock(encoded)]),
  ];
};

const messageToWire = (
  { facts, usage, choices }: Answer,
  outcome: Outcome,
  frame: AnswerFrame,
): Readonly<Record<string, unknown>> => {
  const [choice] = choices;
  const usageField = usage === undefined ? {} : { usage: usageBreakdown(usage) };
  return messageObject(frame, facts, {
    content: choice === undefined ? [] : contentOf(choice),
    stopReason: stopReasonOf({
      reason: choice?.finishReason ?? "stop",
      isRefusal: (choice?.refusal ?? "") !== "",
      isPaused: choice?.paused === true,
    }),
    usage,
    guardrails: { ...outcomeToWire(outcome), ...usageField, ...frame.closing?.() },
  });
};

/**
 * The Messages API of Anthropic, versions 2023-06-01 and 2026-10-21: typed events, or one message. A blocked message
 * has the stop reason `refusal`.
 */
export const messagesWire: AnswerWire = {
  name: "messages",
  idPrefix: "msg_",
  streamType: "text/event-stream; charset=utf-8",
  heartbeat: encodeEvent({ event: "ping", data: '{"type":"ping"}' }),
  writer: (frame) => ({
    stages: [messagesEncoder(frame), sseText()],
    endWithError: (failure) => encodeEvent({ event: "error", data: JSON.stringify(failureToWire(failure)) }),
  }),
  complete: (answer, outcome, frame) => jsonBody(messageToWire(answer, outcome, frame)),
  failed: (failure) => jsonBody(failureToWire(failure)),
};
