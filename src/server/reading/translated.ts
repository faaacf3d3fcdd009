import { isRecord, type JsonRecord, optional, ownOf, recordOf } from "../../json.ts";
import { RefusedRequest } from "../failure.ts";
import type { ChatRequest } from "./chat/chat-request.ts";
import { refuse } from "./parse.ts";

/** A request of another format as the body of a chat, which is how it is checked, limited and read by rails. */
export interface Translated {
  readonly body: JsonRecord;
  /** Where the client wrote what stands at this place of the chat's body. */
  readonly placeOf: (path: string) => string;
  /** Fields that the answer repeats. */
  readonly echo?: JsonRecord;
  readonly keep?: ChatRequest["keep"];
}

/** A field of a format that this gateway does not take, and why. */
export const notAccepted = (param: string, reason: string): RefusedRequest =>
  refuse(`Parameter \`${param.slice(0, 128)}\` is not accepted: ${reason}`, param);

/** Reads a translated request as a chat. What is refused is told under the names its client knows. */
export const readTranslated = (
  { body, placeOf, echo, keep }: Translated,
  readChat: (body: JsonRecord) => ChatRequest,
): ChatRequest => {
  try {
    return { ...readChat(body), includeUsage: true, ...optional("echo", echo), ...optional("keep", keep) };
  } catch (cause) {
    if (!(cause instanceof RefusedRequest) || cause.param === null) throw cause;
    const param = placeOf(cause.param);
    const message = cause.message.replace(`\`${cause.param}\``, `\`${param}\``);
    throw new RefusedRequest(cause.status, cause.code, message, { param, headers: cause.headers, cause });
  }
};

/** The content of a message. One text stays a text: some servers take nothing else. */
export const contentOf = (parts: readonly unknown[]): unknown => {
  const [only] = parts;
  return parts.length === 1 && isRecord(only) && only["type"] === "text" ? only["text"] : parts;
};

/** A call of a tool in a turn. */
export type TurnCall = JsonRecord & { readonly id: string };

/** The calls of a turn, each with what its provider wants back with it, by its id. */
export const signedCalls = (calls: readonly TurnCall[], states: unknown): readonly JsonRecord[] =>
  calls.map((call) => ({ ...call, ...optional("extra_content", ownOf(recordOf(states), call.id)) }));

/** Renames the first step of a path; of a message, the place of what it was made of stands instead. */
export const placesOf =
  (names: Readonly<Record<string, string>>, messages: string, places: readonly string[]) =>
  (path: string): string => {
    const [first = "", second = "", ...rest] = path.split(".");
    if (first !== "messages") return [ownOf(names, first) ?? first, ...path.split(".").slice(1)].join(".");
    return second === "" ? messages : [places[Number(second)] ?? messages, ...rest].join(".");
  };
