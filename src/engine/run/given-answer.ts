import { RequestError } from "../../errors.ts";
import { messageText } from "../../rails/request/message-text.ts";
import type { ChatMessage, ContentPart, ToolCall } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { isAnswerRead, isCategoryOn, isDialogOn } from "../request-rails/rail-switches.ts";

/** The answer of a request that does not call the main model: rails run on text that is already there. */
export interface GivenAnswer {
  /** The conversation before the answer, for input rails. */
  readonly conversation: readonly ChatMessage[];
  /** The answer as parts of a model, given the conversation as the rails left it. */
  readonly parts: (messages: readonly ChatMessage[]) => readonly StreamPart[];
  /** Whether output rails check it. */
  readonly isChecked: boolean;
}

const refusalsOf = ({ content, refusal }: ChatMessage): readonly string[] => {
  const parts: readonly ContentPart[] = typeof content === "string" || content === null ? [] : content;
  return [refusal, ...parts.map((part) => part["refusal"])].filter((text): text is string => typeof text === "string");
};

/** Complete tool calls as parts of an answer. */
export const callParts = (calls: readonly ToolCall[]): readonly StreamPart[] =>
  calls.map(({ id, function: { name, arguments: text } }, index) => ({
    type: "tool-call-delta",
    choice: 0,
    index,
    id,
    name,
    text,
  }));

/** A message as parts of a model, including tool calls. */
export const answerParts = (message: ChatMessage): readonly StreamPart[] => [
  { type: "text-delta", choice: 0, text: messageText(message) },
  ...refusalsOf(message).map((text): StreamPart => ({ type: "refusal-delta", choice: 0, text })),
  ...callParts(message.tool_calls ?? []),
  { type: "finish", choice: 0, reason: (message.tool_calls ?? []).length > 0 ? "tool_calls" : "stop" },
];

/** The text that input rails are about: the last user message, or else the last message. */
export const subjectText = (messages: readonly ChatMessage[]): string => {
  const message = messages.findLast(({ role }) => role === "user") ?? messages.at(-1);
  return message === undefined ? "" : messageText(message);
};

const echo = (messages: readonly ChatMessage[]): readonly StreamPart[] =>
  answerParts({ role: "assistant", content: subjectText(messages) });

/**
 * The answer of a request whose options switch the dialog off, as in NeMo Guardrails: the assistant message at its end,
 * checked by the output rails, or else the user's message as the input rails left it. Undefined if the main model
 * answers. Throws a RequestError if only output rails are requested and there is no answer to check.
 */
export const givenAnswer = ({ messages, options }: CheckedRequest): GivenAnswer | undefined => {
  if (isDialogOn(options)) return undefined;
  const last = messages.at(-1);
  const isAnswered = last?.role === "assistant";
  const isOutputOn = isAnswerRead(options);
  if (isOutputOn && isAnswered) {
    return { conversation: messages.slice(0, -1), parts: () => answerParts(last), isChecked: true };
  }
  if (isOutputOn && !isCategoryOn("input", options)) {
    throw new RequestError("There is no answer to check: the last message must be the assistant's", "messages");
  }
  return { conversation: messages, parts: echo, isChecked: false };
};
