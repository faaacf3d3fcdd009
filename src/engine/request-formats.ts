import { readMessagesRequest } from "../wire/anthropic/messages-request.ts";
import { messagesWire } from "../wire/anthropic/messages-wire.ts";
import { readChatRequest } from "../wire/openai/chat-request.ts";
import { chatWire } from "../wire/openai/chat-wire.ts";
import type { RequestReader } from "../wire/request-text.ts";
import { readResponsesRequest } from "../wire/responses/responses-request.ts";
import { responsesWire } from "../wire/responses/responses-wire.ts";
import type { AnswerWire } from "../wire/wire.ts";

/** A format that questions have: the addresses that take it, how it is read, and how it is answered. */
export interface RequestFormat {
  readonly path: RegExp;
  readonly read: RequestReader;
  readonly wire: AnswerWire;
}

const FORMATS: readonly RequestFormat[] = [
  { path: /\/chat\/completions\/?$/, read: readChatRequest, wire: chatWire },
  { path: /\/responses\/?$/, read: readResponsesRequest, wire: responsesWire },
  // A thread of OpenAI's has messages as well, which ask nothing.
  { path: /(?<!\/threads\/[^/]*)\/messages\/?$/, read: readMessagesRequest, wire: messagesWire },
];

/** The format of the questions that an address takes, if it takes any. */
export const requestFormatAt = (pathname: string): RequestFormat | undefined =>
  FORMATS.find(({ path }) => path.test(pathname));
