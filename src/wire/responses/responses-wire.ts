import type { Outcome } from "../../types.ts";
import type { Answer, AnswerChoice } from "../answer.ts";
import { outcomeToWire, usageBreakdown } from "../openai/verdict.ts";
import { sseEncoder } from "../sse/sse-encoder.ts";
import { type AnswerFrame, type AnswerWire, jsonBody } from "../wire.ts";
import { callItem, itemIds, messageItem, type MessagePart, type OutputItem, reasoningItem } from "./output-items.ts";
import { endOf, responseObject } from "./response-object.ts";
import { ResponsesEncoder } from "./responses-encoder.ts";
import { turnState } from "../sealed-thoughts.ts";

const partsOf = ({ content, refusal }: AnswerChoice): readonly MessagePart[] => {
  const parts: readonly MessagePart[] = [
    { kind: "text", text: content },
    { kind: "refusal", text: refusal },
  ];
  return parts.filter(({ text }) => text !== "");
};

/** The items of an answer, each in the place in which its id says it stands. */
const outputOf = (choice: AnswerChoice, responseId: string): readonly OutputItem[] => {
  const ids = itemIds(responseId);
  const status = endOf(choice.finishReason).status === "completed" ? "completed" : "incomplete";
  const { reasoning, toolCalls, thoughts } = choice;
  const items: OutputItem[] = [];
  const state = turnState(thoughts, toolCalls);
  if (reasoning !== "" || Object.keys(state).length > 0) items.push(reasoningItem(ids("rs", 0), reasoning, state));
  const parts = partsOf(choice);
  if (parts.length > 0) items.push(messageItem(ids("msg", items.length), status, parts));
  for (const { id, function: fn } of toolCalls) {
    items.push(callItem(ids("fc", items.length), status, { callId: id, name: fn.name, text: fn.arguments }));
  }
  return items;
};

const responseToWire = (answer: Answer, outcome: Outcome, frame: AnswerFrame): Readonly<Record<string, unknown>> => {
  const { facts, usage, choices } = answer;
  const choice = choices.find(({ index }) => index === 0);
  const end = endOf(choice?.finishReason ?? "stop");
  const id = (frame.keepsUpstream === true ? facts.id : undefined) ?? frame.id;
  const told = usage === undefined ? {} : { usage: usageBreakdown(usage) };
  const guardrails = { ...outcomeToWire(outcome), ...told, ...frame.closing?.() };
  return responseObject(frame, facts, {
    ...end,
    output: choice === undefined ? [] : outputOf(choice, id),
    usage,
    guardrails,
  });
};

/**
 * The Responses API of OpenAI, as its documentation of 2026 has it: typed events with numbers, or one response object. A
 * block is a response that is `incomplete` because of its `content_filter`.
 */
export const responsesWire: AnswerWire = {
  name: "responses",
  idPrefix: "resp_",
  streamType: "text/event-stream; charset=utf-8",
  heartbeat: ": keep-alive\n",
  writer(frame) {
    const encoder = new ResponsesEncoder(frame);
    return { stages: [encoder, sseEncoder()], brokenOff: (failure) => encoder.brokenOff(failure) };
  },
  complete: (answer, outcome, frame) => jsonBody(responseToWire(answer, outcome, frame)),
  failed: ({ error }) => jsonBody({ error }),
};
