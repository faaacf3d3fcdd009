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

/**
 * A path as the most forgiving of servers reads it: whoever writes it must not get past the rails by a spelling that only
 * the provider understands.
 */
const plainPath = (pathname: string): string => {
  let path = pathname;
  for (let round = 0; round < MAX_DECODINGS; round++) path = decoded(path);
  const plain = path.toLowerCase().replace(/[?#].*$/s, "");
  // What stands behind a semicolon is a parameter of its step.
  const steps = plain.split(/[/\\]/).map((step) => step.replace(/;.*$/s, "").trim());
  return `/${steps.filter((step) => step !== "" && step !== ".").join("/")}`;
};

/** The format of the questions that an address takes, if it takes any. */
export const requestFormatAt = (pathname: string): RequestFormat | undefined => {
  const plain = plainPath(pathname);
  return FORMATS.find(({ path }) => path.test(plain));
};
