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

/** A request format: the endpoints that take it, its reader, and the wire of its answers. */
export interface RequestFormat {
  readonly path: RegExp;
  readonly read: RequestTextReader;
  readonly wire: AnswerWire;
}

const FORMATS: readonly RequestFormat[] = [
  { path: /\/chat\/completions$/, read: readChatRequest, wire: chatWire },
  { path: /\/responses$/, read: readResponsesRequest, wire: responsesWire },
  // Not OpenAI's `/threads/{id}/messages`, which calls no model.
  { path: /(?<!\/threads\/[^/]*)\/messages$/, read: readMessagesRequest, wire: messagesWire },
];

/** The formats of the answers. They do not depend on the config's catalog. */
export const ANSWER_FORMATS: Formats = [responsesFormat, messagesFormat, chatFormat];

/** Rounds of percent-decoding: proxies may encode a path again. */
const MAX_DECODINGS = 3;

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** A path percent-decoded, in lower case, without the tabs and line breaks that URL parsers drop. */
const plainPath = (pathname: string): string => {
  let path = pathname.replaceAll(/[\t\n\r]/g, "");
  for (let round = 0; round < MAX_DECODINGS; round++) path = decoded(path);
  return path.toLowerCase();
};

/** The segments of a path, without their matrix parameters (`;a=b`). */
const segmentsOf = (plain: string): readonly string[] => {
  const segments = plain.split(/[/\\]/).map((segment) => segment.replace(/;.*$/s, "").trim());
  return segments.filter((segment) => segment !== "" && segment !== ".");
};

/** The segments with `..` resolved. */
const withDotsResolved = (segments: readonly string[]): readonly string[] => {
  const left: string[] = [];
  for (const segment of segments) {
    if (segment === "..") left.pop();
    else left.push(segment);
  }
  return left;
};

/**
 * The request format of an endpoint, if rails guard it. The path is normalized as the most lenient server would do it,
 * so that no spelling of a path reaches a provider unguarded.
 */
export const requestFormatAt = (pathname: string): RequestFormat | undefined => {
  const plain = plainPath(pathname);
  // An escaped `?` or `#` is part of the segment for some servers and starts a query for others.
  const readings = [plain, plain.replace(/[?#].*$/s, "")]
    .map(segmentsOf)
    .flatMap((segments) => [segments, withDotsResolved(segments)])
    .map((left) => `/${left.join("/")}`);
  return FORMATS.find(({ path }) => readings.some((read) => path.test(read)));
};
