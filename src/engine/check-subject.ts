import { RequestError } from "../errors.ts";
import { isOneOf, optional } from "../json.ts";
import type { ChatMessage } from "../types/chat-message.ts";
import { assertInput, type CheckedRequest, checkRequest } from "./checked-request.ts";
import type { GenerationInput, GenerationOptions } from "./generation-input.ts";

/**
 * Which rails a check runs. `tool_call`: those of `tool_output` over the calls of the assistant's last message.
 * `tool_result`: those of `tool_input`. Both are part of `output` and `input`.
 */
export type CheckType = "input" | "output" | "tool_call" | "tool_result";

const TYPES: readonly CheckType[] = ["input", "output", "tool_call", "tool_result"];

/** The input of `checkAsync`: messages, and which rails to run over them. */
export interface CheckInput extends Pick<GenerationInput, "messages"> {
  /**
   * Which rails to run. Default: output rails when the last message is the assistant's, input rails when others are
   * there.
   */
  readonly railTypes?: readonly CheckType[];
  /** The tools that the model was offered, as chat completions have them; else those that the config declares. */
  readonly tools?: readonly object[];
  readonly signal?: AbortSignal | undefined;
}

const CHECK_KEYS: readonly string[] = ["messages", "railTypes", "tools", "signal"] satisfies (keyof CheckInput)[];

const defaultTypes = (conversation: readonly ChatMessage[], answer: ChatMessage | undefined): readonly CheckType[] => [
  ...(conversation.length > 0 ? (["input"] as const) : []),
  ...(answer === undefined ? [] : (["output"] as const)),
];

/** The rails of these types and no others. */
const railsOf = (types: readonly CheckType[]): NonNullable<GenerationOptions["rails"]> => {
  const [input, output] = [types.includes("input"), types.includes("output")];
  return {
    input,
    retrieval: input,
    tool_input: input || types.includes("tool_result"),
    output,
    tool_output: output || types.includes("tool_call"),
  };
};

/** A validated check: what to check, and by which rails. */
export interface CheckSubject {
  readonly request: CheckedRequest;
  readonly conversation: readonly ChatMessage[];
  readonly answer: ChatMessage | undefined;
  readonly types: readonly CheckType[];
}

/** Throws a RequestError for a check that makes no sense, such as output rails without an answer. */
export const checkSubject = (input: CheckInput): CheckSubject => {
  assertInput(input, CHECK_KEYS);
  const { messages, railTypes, tools } = input;
  const request = checkRequest(messages === undefined ? {} : { messages });
  const answer = request.messages.at(-1)?.role === "assistant" ? request.messages.at(-1) : undefined;
  const conversation = answer === undefined ? request.messages : request.messages.slice(0, -1);
  const types = railTypes ?? defaultTypes(conversation, answer);
  assertTypes(types);
  assertSubjects(types, conversation, answer);
  const options = { rails: railsOf(types), ...optional("llm_params", tools === undefined ? undefined : { tools }) };
  return { request: { ...request, options }, conversation, answer, types };
};

export const isAbout = (types: readonly CheckType[], ...some: readonly CheckType[]): boolean =>
  some.some((type) => types.includes(type));

const assertTypes = (types: readonly string[]): void => {
  const unknown = types.find((type) => !isOneOf(TYPES, type));
  if (unknown !== undefined) {
    throw new RequestError(`Unknown rail type "${unknown}": use ${TYPES.join(", ")}`, "rail_types");
  }
  if (types.length === 0) throw new RequestError("There are no rails to run: name input, output or both", "rail_types");
};

/** "Passed" must not be the answer of rails that had nothing to read. */
const assertSubjects = (
  types: readonly CheckType[],
  conversation: readonly ChatMessage[],
  answer?: ChatMessage,
): void => {
  if (isAbout(types, "output", "tool_call") && answer === undefined) {
    throw new RequestError("There is no answer to check: the last message must be the assistant's", "rail_types");
  }
  if (types.includes("input") && conversation.length === 0) {
    throw new RequestError("There is no input to check: add a message before the assistant's", "rail_types");
  }
  if (types.includes("tool_result") && !conversation.some(({ role }) => role === "tool")) {
    throw new RequestError("There is no tool result to check: no message is a tool's", "rail_types");
  }
};
