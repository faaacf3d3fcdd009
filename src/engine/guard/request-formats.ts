import { messagesFormat } from "../../llm/anthropic/messages-format.ts";
import { chatFormat } from "../../llm/openai/chat-format.ts";
import { responsesFormat } from "../../llm/openai/responses-format.ts";
import { readMessagesRequest } from "../../wire/anthropic/messages-request.ts";
import { messagesWire } from "../../wire/anthropic/messages-wire.ts";
import { readChatRequest } from "../../wire/openai/chat-request.ts";
import { chatWire } from "../../wire/openai/chat-wire.ts";
import type { RequestTextReader } from "../../wire/request-text.ts";
import { readResponsesRequest } from "../../wire/responses/responses-request.ts";
import { responsesWire } from "../../wire/responses/responses-wire.ts";
import type { AnswerWire } from "../../wire/wire.ts";
import type { Formats } from "./answer-formats.ts";

/** A format that questions have: the addresses that take it, how it is read, and how it is answered. */
export interface RequestFormat {
  readonly path: RegExp;
  readonly read: RequestTextReader;
  readonly wire: AnswerWire;
}

const FORMATS: readonly RequestFormat[] = [
  { path: /\/chat\/completions$/, read: readChatRequest, wire: chatWire },
  { path: /\/responses$/, read: readResponsesRequest, wire: responsesWire },
  // A thread of OpenAI's has messages as well, which ask nothing.
  { path: /(?<!\/threads\/[^/]*)\/messages$/, read: readMessagesRequest, wire: messagesWire },
];

/** The formats that its questions are answered in, whatever the config brings along. */
export const ANSWER_FORMATS: Formats = [responsesFormat, messagesFormat, chatFormat];

/** A path may be encoded more than once on its way. */
const MAX_DECODINGS = 3;

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** A path without escapes, and without what no address has: breaks and tabs. */
const plainPath = (pathname: string): string => {
  let path = pathname.replaceAll(/[\t\n\r]/g, "");
  for (let round = 0; round < MAX_DECODINGS; round++) path = decoded(path);
  return path.toLowerCase();
};

/** The steps of a path. What stands behind a semicolon is a parameter of its step. */
const stepsOf = (plain: string): readonly string[] => {
  const steps = plain.split(/[/\\]/).map((step) => step.replace(/;.*$/s, "").trim());
  return steps.filter((step) => step !== "" && step !== ".");
};

/** The steps that are left where `..` goes one back. */
const withoutReturns = (steps: readonly string[]): readonly string[] => {
  const left: string[] = [];
  for (const step of steps) {
    if (step === "..") left.pop();
    else left.push(step);
  }
  return left;
};

/**
 * The format of the questions that an address takes, if it takes any: read as the most forgiving of servers reads it, and as
 * the runtime does before it is sent. Whoever writes it must not get past the rails by a spelling of it.
 */
export const requestFormatAt = (pathname: string): RequestFormat | undefined => {
  const plain = plainPath(pathname);
  // An escaped mark of a query may be one, or a sign of its step.
  const readings = [plain, plain.replace(/[?#].*$/s, "")]
    .map(stepsOf)
    .flatMap((steps) => [steps, withoutReturns(steps)])
    .map((left) => `/${left.join("/")}`);
  return FORMATS.find(({ path }) => readings.some((read) => path.test(read)));
};
