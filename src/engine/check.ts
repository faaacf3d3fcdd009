import { RequestError } from "../errors.ts";
import { optional } from "../json.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import { pipeline } from "../streams/pipeline.ts";
import { fromIterable } from "../streams/sources.ts";
import type { ChatMessage, StreamPart, StreamUsage, ToolCall, Verdict } from "../types.ts";
import { type Answer, drainAnswer } from "../wire/answer.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { answerParts, subjectText } from "./run/given-answer.ts";
import { GenerationLog } from "./log/generation-log.ts";
import { type CheckedRequest, checkRequest, type GenerationInput, type GenerationOptions } from "./options.ts";
import { messageText } from "../rails/request-texts.ts";
import { Monitors } from "./run/monitors.ts";
import { outcomeOf } from "./outcome.ts";
import { RequestRails } from "./request-rails/request-rails.ts";
import { beginReport, type FinishedRequest, loggedRequest } from "./telemetry.ts";
import { callViolations, resultViolations, type ToolViolation } from "./tool-violations.ts";

/** What rails made of messages, without generating anything. */
export interface RailsResult {
  readonly status: "passed" | "modified" | "blocked";
  /** The checked message as it may be used: unchanged, rewritten, or the refusal. The answer where one is checked. */
  readonly content: string;
  /** The rail that blocked, or the first that rewrote something: this message, another one or a tool call. Else null. */
  readonly rail: string | null;
  /** Of a block by a rail that says what is wrong with a call or the result of a tool: all that is, in order. */
  readonly toolViolations?: readonly ToolViolation[];
}

/**
 * Which rails a check runs. `tool_call`: those of `tool_output` over the calls of the assistant's last message.
 * `tool_result`: those of `tool_input`. Both are part of `output` and `input`.
 */
export type CheckType = "input" | "output" | "tool_call" | "tool_result";

const TYPES: readonly CheckType[] = ["input", "output", "tool_call", "tool_result"];

export interface CheckInput extends Pick<GenerationInput, "messages"> {
  /** Which rails to run. Default: output rails when the last message is the assistant's, input rails when others are there. */
  readonly railTypes?: readonly CheckType[];
  /** The tools that the model was offered, as chat completions have them; else those that the config declares. */
  readonly tools?: readonly object[];
  readonly signal?: AbortSignal;
}

/** A result, the messages that input rails left, and what happened on the way. */
export interface CheckedMessages {
  readonly result: RailsResult;
  readonly messages: readonly ChatMessage[];
  readonly log: GenerationLog;
  /** How many characters at the end of a checked answer rails may still rewrite, if more of it follows. */
  readonly unsettled: () => number;
}

const defaultTypes = (asked: readonly ChatMessage[], answer: ChatMessage | undefined): readonly CheckType[] => [
  ...(asked.length > 0 ? (["input"] as const) : []),
  ...(answer === undefined ? [] : (["output"] as const)),
];

const passed = (content: string, verdicts: readonly Verdict[]): RailsResult => {
  // What was rewritten is told by the verdicts: it need not be the message whose content is returned.
  const first = verdicts.find(({ enforced }) => enforced !== false);
  return first === undefined
    ? { status: "passed", content, rail: null }
    : { status: "modified", content, rail: first.rail };
};

const blocked = (verdict: Verdict, refusal: string, violations: readonly ToolViolation[]): RailsResult => ({
  status: "blocked",
  content: verdict.refusal ?? refusal,
  rail: verdict.rail,
  ...optional("toolViolations", violations.length === 0 ? undefined : violations),
});

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

/** What a check is about, once it is known that it can be meant. */
interface Subject {
  readonly request: CheckedRequest;
  readonly asked: readonly ChatMessage[];
  readonly answer: ChatMessage | undefined;
  readonly types: readonly CheckType[];
}

const subjectOf = ({ messages, railTypes, tools }: CheckInput): Subject => {
  const request = checkRequest(messages === undefined ? {} : { messages });
  const answer = request.messages.at(-1)?.role === "assistant" ? request.messages.at(-1) : undefined;
  const asked = answer === undefined ? request.messages : request.messages.slice(0, -1);
  const types = railTypes ?? defaultTypes(asked, answer);
  checkTypes(types);
  checkSubjects(types, asked, answer);
  const options = { rails: railsOf(types), ...optional("llm_params", tools === undefined ? undefined : { tools }) };
  return { request: { ...request, options }, asked, answer, types };
};

/** A result with all that rails said on the way to it. */
interface Judged {
  readonly result: RailsResult;
  readonly messages: readonly ChatMessage[];
  readonly verdicts: readonly Verdict[];
  readonly unsettled: CheckedMessages["unsettled"];
}

const NOTHING_UNSETTLED = (): number => 0;

const judge = async (
  parts: EngineParts,
  { request, asked, answer, types }: Subject,
  log: GenerationLog,
  signal: AbortSignal,
): Promise<Judged> => {
  const rails = new RequestRails(parts, request, log, new Monitors());
  const refusal = refusalText(parts.config);
  const input = isAbout(types, "input", "tool_result")
    ? await rails.checkInput(asked, signal)
    : { messages: asked, verdicts: [], blocked: undefined };
  const { messages, verdicts } = input;
  if (input.blocked !== undefined) {
    const violations = resultViolations(input.blocked, log.findings.get(input.blocked.rail));
    return { messages, verdicts, unsettled: NOTHING_UNSETTLED, result: blocked(input.blocked, refusal, violations) };
  }
  if (answer === undefined || !isAbout(types, "output", "tool_call")) {
    return { messages, verdicts, unsettled: NOTHING_UNSETTLED, result: passed(subjectText(messages), verdicts) };
  }
  const read = (message: ChatMessage): Promise<Answer> => {
    const stages = rails.outputStages(messages, "held");
    return drainAnswer(pipeline<StreamPart>(fromIterable(answerParts(message)), stages, { signal }), refusal);
  };
  const judged = await judgeAnswer(answer, read, verdicts, refusal);
  const unsettled = (): number => rails.unsettled(messageText(answer), judged.result.content, messages);
  return { messages, unsettled, ...judged };
};

/** What output rails make of an answer, read by them as often as it takes to say all that is wrong with it. */
const judgeAnswer = async (
  answer: ChatMessage,
  read: (message: ChatMessage) => Promise<Answer>,
  before: readonly Verdict[],
  refusal: string,
): Promise<Pick<Judged, "result" | "verdicts">> => {
  const { verdicts: told, choices } = await read(answer);
  const verdicts = [...before, ...told];
  const stopped = told.find(isBlock);
  if (stopped === undefined) return { verdicts, result: passed(choices[0]?.content ?? "", verdicts) };
  const readCall = async (call: ToolCall): Promise<readonly Verdict[]> =>
    (await read({ role: "assistant", content: null, tool_calls: [call] })).verdicts;
  return { verdicts, result: blocked(stopped, refusal, await callViolations(stopped, answer, readCall)) };
};

/** A check asks no model for an answer, so that only rails can have cost something. */
const usageOf = (log: GenerationLog): StreamUsage => {
  const none = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false };
  return { ...none, deliveredTokens: 0, withheldTokens: 0, rails: log.judgeUsage };
};

/** Runs rails over messages: those of what was asked, then those of the answer. */
export const checkMessages = async (parts: EngineParts, input: CheckInput): Promise<CheckedMessages> => {
  const subject = subjectOf(input);
  const { signal = new AbortController().signal } = input;
  const log = new GenerationLog(parts.clock);
  const tell = beginReport(parts.telemetry, parts.config, log.startedAt);
  const over = (facts: Pick<FinishedRequest, "messages" | "said" | "outcome" | "error">): void => {
    log.finish();
    tell(() => ({ ...loggedRequest(log), usage: usageOf(log), ...facts }));
  };
  try {
    const { result, messages, verdicts, unsettled } = await judge(parts, subject, log, signal);
    const isAnswer = subject.answer !== undefined || result.status === "blocked";
    over({ messages, said: isAnswer ? result.content : "", outcome: outcomeOf(verdicts) });
    return { result, messages, log, unsettled };
  } catch (error) {
    over({ messages: subject.asked, said: "", error });
    throw error;
  }
};

const isAbout = (types: readonly CheckType[], ...some: readonly CheckType[]): boolean =>
  some.some((type) => types.includes(type));

const checkTypes = (types: readonly string[]): void => {
  const stranger = types.find((type) => !(TYPES as readonly string[]).includes(type));
  if (stranger !== undefined) {
    throw new RequestError(`Unknown rail type "${stranger}": use ${TYPES.join(", ")}`, "rail_types");
  }
  if (types.length === 0) throw new RequestError("There are no rails to run: name input, output or both", "rail_types");
};

/** "Passed" must not be the answer of rails that had nothing to read. */
const checkSubjects = (types: readonly CheckType[], asked: readonly ChatMessage[], answer?: ChatMessage): void => {
  if (isAbout(types, "output", "tool_call") && answer === undefined) {
    throw new RequestError("There is no answer to check: the last message must be the assistant's", "rail_types");
  }
  if (types.includes("input") && asked.length === 0) {
    throw new RequestError("There is no input to check: no message stands before the assistant's", "rail_types");
  }
  if (types.includes("tool_result") && !asked.some(({ role }) => role === "tool")) {
    throw new RequestError("There is no tool result to check: no message is a tool's", "rail_types");
  }
};
