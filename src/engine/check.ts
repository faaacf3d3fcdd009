import { RequestError } from "../errors.ts";
import { messageText } from "../rails/message-text.ts";
import { pipeline } from "../streams/pipeline.ts";
import { fromIterable } from "../streams/sources.ts";
import type { ChatMessage, StreamPart } from "../types.ts";
import { drainAnswer } from "./answer.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { GenerationLog } from "./generation-log.ts";
import { checkRequest, type GenerationInput } from "./options.ts";
import { RequestRails } from "./request-rails.ts";

/** What rails made of messages, without generating anything. */
export interface RailsResult {
  readonly status: "passed" | "modified" | "blocked";
  /** The checked message as it may be used: unchanged, rewritten, or the refusal. */
  readonly content: string;
  /** The rail that blocked, else null. */
  readonly rail: string | null;
}

export interface CheckInput extends Pick<GenerationInput, "messages"> {
  /** Which rails to run. Default: input rails for the user's messages, output rails when the last is the assistant's. */
  readonly railTypes?: readonly ("input" | "output")[];
  readonly signal?: AbortSignal;
}

const defaultTypes = (messages: readonly ChatMessage[]): readonly string[] => [
  ...(messages.some(({ role }) => role === "user" || role === "tool") ? ["input"] : []),
  ...(messages.at(-1)?.role === "assistant" ? ["output"] : []),
];

/** A message as a model would have said it, its tool calls included. */
const answerParts = (message: ChatMessage): readonly StreamPart[] => [
  { type: "text-delta", choice: 0, text: messageText(message) },
  ...(message.tool_calls ?? []).map(({ id, function: { name, arguments: text } }, index): StreamPart => ({
    type: "tool-call-delta",
    choice: 0,
    index,
    id,
    name,
    text,
  })),
  { type: "finish", choice: 0, reason: "stop" },
];

const result = (before: string, after: string): RailsResult =>
  before === after
    ? { status: "passed", content: after, rail: null }
    : { status: "modified", content: after, rail: null };

/** Runs input and output rails over messages. */
export const checkMessages = async (
  parts: EngineParts,
  { messages, railTypes, signal }: CheckInput,
): Promise<RailsResult> => {
  const request = checkRequest(messages === undefined ? {} : { messages });
  const rails = new RequestRails(parts, request, new GenerationLog(parts.clock));
  const types = railTypes ?? defaultTypes(request.messages);
  const stranger = types.find((type) => type !== "input" && type !== "output");
  if (stranger !== undefined)
    throw new RequestError(`Unknown rail type "${stranger}": use input, output`, "rail_types");
  const refusal = refusalText(parts.config);
  const abort = signal ?? new AbortController().signal;
  const answer = request.messages.at(-1)?.role === "assistant" ? request.messages.at(-1) : undefined;
  const asked = answer === undefined ? request.messages : request.messages.slice(0, -1);
  checkSubjects(railTypes ?? [], asked, answer);
  let checked: readonly ChatMessage[] = asked;
  if (types.includes("input") && asked.length > 0) {
    const input = await rails.checkInput(asked, abort);
    if (input.blocked !== undefined) return { status: "blocked", content: refusal, rail: input.blocked.rail };
    checked = input.messages;
  }
  if (answer === undefined || !types.includes("output")) return subjectResult(request.messages, checked, answer);
  const text = messageText(answer);
  const stages = rails.outputStages(checked, "held");
  const source = pipeline<StreamPart>(fromIterable(answerParts(answer)), stages, { signal });
  const drained = await drainAnswer(source, refusal);
  const blocked = drained.verdicts.find(({ status }) => status === "blocked");
  if (blocked !== undefined) return { status: "blocked", content: refusal, rail: blocked.rail };
  return result(text, drained.choices[0]?.content ?? "");
};

/** "Passed" must not be the answer of rails that had nothing to read. */
const checkSubjects = (types: readonly string[], asked: readonly ChatMessage[], answer?: ChatMessage): void => {
  if (types.includes("output") && answer === undefined) {
    throw new RequestError("There is no answer to check: the last message must be the assistant's", "rail_types");
  }
  if (types.includes("input") && asked.length === 0) {
    throw new RequestError("There is no input to check: no message stands before the assistant's", "rail_types");
  }
};

/** The result of input rails alone: about the last message of the user, or the last at all. */
const subjectResult = (
  before: readonly ChatMessage[],
  after: readonly ChatMessage[],
  answer: ChatMessage | undefined,
): RailsResult => {
  if (answer !== undefined && after.length === 0) return result(messageText(answer), messageText(answer));
  const subject = (messages: readonly ChatMessage[]): string => {
    const message = messages.findLast(({ role }) => role === "user") ?? messages.at(-1);
    return message === undefined ? "" : messageText(message);
  };
  return result(subject(before), subject(after));
};
