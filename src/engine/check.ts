import { optional } from "../json.ts";
import { messageText } from "../rails/request/message-text.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import { pipeline } from "../streams/pipeline.ts";
import { fromIterable } from "../streams/sources.ts";
import type { ChatMessage, ToolCall } from "../types/chat-message.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { Verdict } from "../types/verdict.ts";
import { type Answer, drainAnswer } from "../wire/answer.ts";
import { type CheckInput, type CheckSubject, checkSubject, isAbout } from "./check-subject.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import { outcomeOf } from "./outcome.ts";
import { RailsOnlyRecord } from "./rails-only-record.ts";
import { RequestRails } from "./request-rails/request-rails.ts";
import { answerParts, subjectText } from "./run/given-answer.ts";
import { callViolations, resultViolations, type ToolViolation } from "./tool-violations.ts";

/** The result of running rails over messages without generating an answer. */
export interface RailsResult {
  readonly status: "passed" | "modified" | "blocked";
  /** The checked message as it may be used: unchanged, rewritten, or the refusal. The answer where one is checked. */
  readonly content: string;
  /** The rail that blocked, else the first that rewrote a message or a tool call, else null. */
  readonly rail: string | null;
  /** All violations in order, if the rail that blocked validates tool calls or tool results. */
  readonly toolViolations?: readonly ToolViolation[];
}

/** A result with the messages as input rails left them, and the log. */
export interface CheckedMessages {
  readonly result: RailsResult;
  readonly messages: readonly ChatMessage[];
  readonly log: GenerationLog;
  /** How many characters at the end of a checked answer rails may still rewrite, if more of it follows. */
  readonly unsettled: () => number;
}

const passed = (content: string, verdicts: readonly Verdict[]): RailsResult => {
  // The verdicts say what was rewritten, which need not be the message whose content is returned.
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

/** A result with the verdicts behind it. */
interface CheckRun {
  readonly result: RailsResult;
  readonly messages: readonly ChatMessage[];
  readonly verdicts: readonly Verdict[];
  readonly unsettled: CheckedMessages["unsettled"];
}

/** A run that ended before output rails. */
const withoutAnswer = (
  { messages, verdicts }: Pick<CheckRun, "messages" | "verdicts">,
  result: RailsResult,
): CheckRun => ({
  messages,
  verdicts,
  unsettled: () => 0,
  result,
});

const runChecks = async (
  parts: EngineParts,
  { request, conversation, answer, types }: CheckSubject,
  { log, monitors }: RailsOnlyRecord,
  signal: AbortSignal,
): Promise<CheckRun> => {
  const rails = new RequestRails(parts, request, log, monitors);
  const refusal = refusalText(parts.config);
  const input = isAbout(types, "input", "tool_result")
    ? await rails.question.check(conversation, signal)
    : { messages: conversation, verdicts: [], blocked: undefined };
  const { messages, verdicts } = input;
  if (input.blocked !== undefined) {
    const violations = resultViolations(input.blocked, log.findings.get(input.blocked.rail));
    return withoutAnswer(input, blocked(input.blocked, refusal, violations));
  }
  if (answer === undefined || !isAbout(types, "output", "tool_call")) {
    return withoutAnswer(input, passed(subjectText(messages), verdicts));
  }
  const read = (message: ChatMessage): Promise<Answer> => {
    const stages = rails.outputStages(messages, "held");
    return drainAnswer(pipeline<StreamPart>(fromIterable(answerParts(message)), stages, { signal }), refusal);
  };
  const checked = await checkAnswer(answer, read, verdicts, refusal);
  const unsettled = (): number => rails.unsettled(messageText(answer), checked.result.content, messages);
  return { messages, unsettled, ...checked };
};

/**
 * Runs output rails over an answer. After a block the other tool calls are checked one by one, to list all violations.
 */
const checkAnswer = async (
  answer: ChatMessage,
  read: (message: ChatMessage) => Promise<Answer>,
  before: readonly Verdict[],
  refusal: string,
): Promise<Pick<CheckRun, "result" | "verdicts">> => {
  const { verdicts: found, choices } = await read(answer);
  const verdicts = [...before, ...found];
  const block = found.find(isBlock);
  if (block === undefined) return { verdicts, result: passed(choices[0]?.content ?? "", verdicts) };
  const readCall = async (call: ToolCall): Promise<readonly Verdict[]> =>
    (await read({ role: "assistant", content: null, tool_calls: [call] })).verdicts;
  return { verdicts, result: blocked(block, refusal, await callViolations(block, answer, readCall)) };
};

/** Runs input rails over the messages, then output rails over the answer, if there is one. */
export const checkMessages = async (parts: EngineParts, input: CheckInput): Promise<CheckedMessages> => {
  const subject = checkSubject(input);
  const { signal = new AbortController().signal } = input;
  const record = new RailsOnlyRecord(parts);
  try {
    const { result, messages, verdicts, unsettled } = await runChecks(parts, subject, record, signal);
    const isAnswer = subject.answer !== undefined || result.status === "blocked";
    record.finish({ messages, answerText: isAnswer ? result.content : "", outcome: outcomeOf(verdicts) });
    return { result, messages, log: record.log, unsettled };
  } catch (error) {
    record.finish({ messages: [], answerText: "", error });
    throw error;
  }
};
