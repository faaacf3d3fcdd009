import { isRecord, type JsonRecord, optional, ownOf, recordOf } from "../../json.ts";
import { RefusedRequest } from "../failure.ts";
import type { ChatRequest } from "./chat/chat-request.ts";
import { refuse } from "./parse.ts";

/**
 * A request of another format, translated to the body of a chat completion. Validation, limits and rails apply to that.
 */
export interface Translated {
  readonly body: JsonRecord;
  /** Maps a path in the translated body to the path in the client's body, for errors. */
  readonly placeOf: (path: string) => string;
  /** What it determines of the answer and of its record, unlike a chat completion. */
  readonly beside?: Pick<ChatRequest, "frame" | "leftOut" | "keep">;
}

/** The error for a field that this gateway does not support, with the reason. */
export const notAccepted = (param: string, reason: string): RefusedRequest =>
  refuse(`Parameter \`${param.slice(0, 128)}\` is not accepted: ${reason}`, param);

/** Parses a translated request. Errors name the fields as the client wrote them. */
export const readTranslated = (
  { body, placeOf, beside }: Translated,
  readChat: (body: JsonRecord) => ChatRequest,
): ChatRequest => {
  try {
    return { ...readChat(body), includeUsage: true, ...beside };
  } catch (cause) {
    if (!(cause instanceof RefusedRequest) || cause.param === null) throw cause;
    const param = placeOf(cause.param);
    const message = cause.message.replace(`\`${cause.param}\``, `\`${param}\``);
    const { status, code, headers, operatorMessage } = cause;
    throw new RefusedRequest(status, code, message, { param, headers, operatorMessage });
  }
};

/** The content of a message. A single text stays a string, since some servers accept nothing else. */
export const contentOf = (parts: readonly unknown[]): unknown => {
  const [only] = parts;
  return parts.length === 1 && isRecord(only) && only["type"] === "text" ? only["text"] : parts;
};

/** A tool call of a turn. */
export type TurnCall = JsonRecord & { readonly id: string };

/** The tool calls of a turn, each with its provider state by id. */
export const signedCalls = (calls: readonly TurnCall[], states: unknown): readonly JsonRecord[] =>
  calls.map((call) => ({ ...call, ...optional("extra_content", ownOf(recordOf(states), call.id)) }));

/** A list of the translated body: its name in the client's body, and what each item was made from. */
type ListPlaces = readonly [name: string, items: readonly string[]];

/** Maps paths: renames top-level fields, and maps the items of lists. */
export const placesOf =
  (names: Readonly<Record<string, string>>, lists: Readonly<Record<string, ListPlaces>>) =>
  (path: string): string => {
    const [first = "", second = "", ...rest] = path.split(".");
    const list = ownOf(lists, first);
    if (list === undefined) return [ownOf(names, first) ?? first, ...path.split(".").slice(1)].join(".");
    const [name, items] = list;
    return second === "" ? name : [items[Number(second)] ?? name, ...rest].join(".");
  };
