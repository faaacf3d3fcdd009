import { optional } from "../json.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import { pipeline } from "../streams/pipeline.ts";
import { fromIterable } from "../streams/sources.ts";
import type { ChatMessage, StreamPart, ToolCall, Verdict } from "../types.ts";
import { type Answer, drainAnswer } from "../wire/answer.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { answerParts, subjectText } from "./run/given-answer.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import { type CheckInput, type CheckSubject, checkSubject, isAbout } from "./check-subject.ts";
import { messageText } from "../rails/request/message-text.ts";
import { outcomeOf } from "./outcome.ts";
import { RailsAlone } from "./rails-alone.ts";
import { RequestRails } from "./request-rails/request-rails.ts";
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

/** A result, the messages that input rails left, and what happened on the way. */
export interface CheckedMessages {
  readonly result: RailsResult;
  readonly messages: readonly ChatMessage[];
  readonly log: GenerationLog;
  /** How many characters at the end of a checked answer rails may still rewrite, if more of it follows. */
  readonly unsettled: () => number;
}

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
  { request, asked, answer, types }: CheckSubject,
  { log, monitors }: RailsAlone,
  signal: AbortSignal,
): Promise<Judged> => {
  const rails = new RequestRails(parts, request, log, monitors);
  const refusal = refusalText(parts.config);
  const input = isAbout(types, "input", "tool_result")
    ? await rails.question.check(asked, signal)
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

/** Runs rails over messages: those of what was asked, then those of the answer. */
export const checkMessages = async (parts: EngineParts, input: CheckInput): Promise<CheckedMessages> => {
  const subject = checkSubject(input);
  const { signal = new AbortController().signal } = input;
  const alone = new RailsAlone(parts);
  try {
    const { result, messages, verdicts, unsettled } = await judge(parts, subject, alone, signal);
    const isAnswer = subject.answer !== undefined || result.status === "blocked";
    alone.over({ messages, said: isAnswer ? result.content : "", outcome: outcomeOf(verdicts) });
    return { result, messages, log: alone.log, unsettled };
  } catch (error) {
    alone.over({ messages: [], said: "", error });
    throw error;
  }
};
