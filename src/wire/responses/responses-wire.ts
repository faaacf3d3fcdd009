import type { ToolCall } from "../../types/chat-message.ts";
import type { Outcome } from "../../types/verdict.ts";
import type { AnswerChoice } from "../answer-choice.ts";
import type { Answer } from "../answer.ts";
import { outcomeToWire, usageBreakdown } from "../guardrails-field.ts";
import { sseText } from "../sse/sse-encoder.ts";
import { customInput } from "../tool-calls/custom-input.ts";
import { hostedItem } from "../tool-calls/hosted-call.ts";
import { encodeTurnState, turnState } from "../turn-state.ts";
import { type AnswerFrame, type AnswerWire, jsonBody, type WireBody } from "../wire.ts";
import {
  callItem,
  itemIds,
  messageItem,
  type MessagePart,
  openingOf,
  type OutputItem,
  reasoningItem,
} from "./output-items.ts";
import { endOf, responseObject } from "./response-object.ts";
import { OPENAI_ENCRYPTED } from "./responses-decoder.ts";
import { ResponsesEncoder } from "./responses-encoder.ts";

type ThoughtDetail = Readonly<Record<string, unknown>>;

const partsOf = ({ content, refusal }: AnswerChoice): readonly MessagePart[] => {
  const parts: readonly MessagePart[] = [
    { kind: "text", text: content },
    { kind: "refusal", text: refusal },
  ];
  return parts.filter(({ text }) => text !== "");
};

/** The encrypted reasoning that goes back to its upstream unchanged, and the encoded state of the turn. */
const encryptedOf = ({ thoughts, toolCalls }: AnswerChoice, frame: AnswerFrame): readonly string[] => {
  const { reasoning_details: details = [], ...others } = thoughts;
  const isOwn = (detail: ThoughtDetail): boolean =>
    frame.keepsUpstream === true && detail["format"] === OPENAI_ENCRYPTED;
  const rest = details.filter((detail) => !isOwn(detail));
  const encoded = encodeTurnState(
    turnState({ ...others, ...(rest.length === 0 ? {} : { reasoning_details: rest }) }, toolCalls),
  );
  return [...details.filter(isOwn).map(({ data }) => String(data)), ...(encoded === undefined ? [] : [encoded])];
};

/** The items of an answer. Their order matches the positions in their ids. */
const outputOf = (choice: AnswerChoice, responseId: string, frame: AnswerFrame): readonly OutputItem[] => {
  const ids = itemIds(responseId, frame.itemNames);
  const status = endOf(choice.finishReason).status === "completed" ? "completed" : "incomplete";
  const { reasoning, toolCalls, callsBefore } = choice;
  const [first, ...others] = encryptedOf(choice, frame);
  const items: OutputItem[] = [];
  if (reasoning !== "" || first !== undefined) items.push(reasoningItem(ids("reasoning", 0), reasoning, first));
  for (const data of others) items.push(reasoningItem(ids("reasoning", items.length), "", data));
  const call = ({ id, custom, hosted, function: fn }: ToolCall): void => {
    const item = hosted ? hostedItem(fn.arguments) : undefined;
    if (item !== undefined) items.push(item as unknown as OutputItem);
    if (hosted) return;
    const opening = openingOf(id, fn.name, custom === true, frame);
    const text = custom ? customInput(fn.arguments) : fn.arguments;
    items.push(callItem(ids(opening.kind, items.length), status, opening, text));
  };
  toolCalls.slice(0, callsBefore).forEach(call);
  const parts = partsOf(choice);
  if (parts.length > 0) items.push(messageItem(ids("message", items.length), status, parts));
  toolCalls.slice(callsBefore).forEach(call);
  return items;
};

const responseBody = (answer: Answer, outcome: Outcome, frame: AnswerFrame): WireBody => {
  const { facts, usage, choices } = answer;
  const [choice] = choices;
  const end = endOf(choice?.finishReason ?? "stop");
  const id = (frame.keepsUpstream === true ? facts.id : undefined) ?? frame.id;
  const usageField = usage === undefined ? {} : { usage: usageBreakdown(usage) };
  const guardrails = { ...outcomeToWire(outcome), ...usageField, ...frame.closing?.() };
  const items = choice === undefined ? [] : outputOf(choice, id, frame);
  return { ...jsonBody(responseObject(frame, facts, { ...end, output: items, usage, guardrails })), items };
};

/**
 * The Responses API of OpenAI, as documented in 2026: typed, numbered events, or one response object. A blocked
 * response is `incomplete` because of `content_filter`.
 */
export const responsesWire: AnswerWire = {
  name: "responses",
  idPrefix: "resp_",
  streamType: "text/event-stream; charset=utf-8",
  heartbeat: ": keep-alive\n",
  writer(frame) {
    const encoder = new ResponsesEncoder(frame);
    return {
      stages: [encoder, sseText()],
      endWithError: (failure) => encoder.endWithError(failure),
      written: encoder,
    };
  },
  complete: responseBody,
  failed: ({ error }) => jsonBody({ error }),
};
