import { RequestError } from "../errors.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import { pipeline } from "../streams/pipeline.ts";
import { fromIterable } from "../streams/sources.ts";
import type { ChatMessage, StreamPart, Verdict } from "../types.ts";
import { drainAnswer } from "../wire/answer.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { answerParts, subjectText } from "./given-answer.ts";
import { GenerationLog } from "./log/generation-log.ts";
import { checkRequest, type GenerationInput } from "./options.ts";
import { Monitors } from "./monitors.ts";
import { RequestRails } from "./request-rails.ts";

/** What rails made of messages, without generating anything. */
export interface RailsResult {
  readonly status: "passed" | "modified" | "blocked";
  /** The checked message as it may be used: unchanged, rewritten, or the refusal. The answer where one is checked. */
  readonly content: string;
  /** The rail that blocked, or the first that rewrote something: this message, another one or a tool call. Else null. */
  readonly rail: string | null;
}

export interface CheckInput extends Pick<GenerationInput, "messages"> {
  /** Which rails to run. Default: output rails when the last message is the assistant's, input rails when others are there. */
  readonly railTypes?: readonly ("input" | "output")[];
  readonly signal?: AbortSignal;
}

const defaultTypes = (asked: readonly ChatMessage[], answer: ChatMessage | undefined): readonly string[] => [
  ...(asked.length > 0 ? ["input"] : []),
  ...(answer === undefined ? [] : ["output"]),
];

/** What was rewritten is told by the verdicts: it need not be the message whose content is returned. */
const result = (content: string, verdicts: readonly Verdict[]): RailsResult => {
  const first = verdicts.find(({ enforced }) => enforced !== false);
  return first === undefined
    ? { status: "passed", content, rail: null }
    : { status: "modified", content, rail: first.rail };
};

/** Runs input and output rails over messages. */
export const checkMessages = async (
  parts: EngineParts,
  { messages, railTypes, signal }: CheckInput,
): Promise<RailsResult> => {
  const request = checkRequest(messages === undefined ? {} : { messages });
  const rails = new RequestRails(parts, request, new GenerationLog(parts.clock), new Monitors());
  const answer = request.messages.at(-1)?.role === "assistant" ? request.messages.at(-1) : undefined;
  const asked = answer === undefined ? request.messages : request.messages.slice(0, -1);
  const types: readonly string[] = railTypes ?? defaultTypes(asked, answer);
  const stranger = types.find((type) => type !== "input" && type !== "output");
  if (stranger !== undefined)
    throw new RequestError(`Unknown rail type "${stranger}": use input, output`, "rail_types");
  const refusal = refusalText(parts.config);
  const abort = signal ?? new AbortController().signal;
  checkSubjects(types, asked, answer);
  let checked: readonly ChatMessage[] = asked;
  let rewrites: readonly Verdict[] = [];
  if (types.includes("input")) {
    const input = await rails.checkInput(asked, abort);
    if (input.blocked !== undefined)
      return { status: "blocked", content: input.blocked.refusal ?? refusal, rail: input.blocked.rail };
    checked = input.messages;
    rewrites = input.verdicts;
  }
  if (answer === undefined || !types.includes("output")) return result(subjectText(checked), rewrites);
  const stages = rails.outputStages(checked, "held");
  const source = pipeline<StreamPart>(fromIterable(answerParts(answer)), stages, { signal });
  const drained = await drainAnswer(source, refusal);
  const blocked = drained.verdicts.find(isBlock);
  if (blocked !== undefined) return { status: "blocked", content: blocked.refusal ?? refusal, rail: blocked.rail };
  return result(drained.choices[0]?.content ?? "", [...rewrites, ...drained.verdicts]);
};

/** "Passed" must not be the answer of rails that had nothing to read. */
const checkSubjects = (types: readonly string[], asked: readonly ChatMessage[], answer?: ChatMessage): void => {
  if (types.length === 0) throw new RequestError("There are no rails to run: name input, output or both", "rail_types");
  if (types.includes("output") && answer === undefined) {
    throw new RequestError("There is no answer to check: the last message must be the assistant's", "rail_types");
  }
  if (types.includes("input") && asked.length === 0) {
    throw new RequestError("There is no input to check: no message stands before the assistant's", "rail_types");
  }
};
