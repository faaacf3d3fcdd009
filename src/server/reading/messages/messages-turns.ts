import * as v from "valibot";
import type { JsonRecord } from "../../../json.ts";
import { type SchemaOf, text } from "../basic-schemas.ts";
import { parse } from "../parse.ts";
import { contentOf, signedCalls } from "../translated.ts";
import { type BlockPiece, blockSchema, type MessageRole, partsOf } from "./messages-blocks.ts";

/** One turn of a conversation, with unparsed blocks. */
export interface Turn {
  readonly role: MessageRole;
  readonly content: string | readonly unknown[];
}

export const turn: SchemaOf<Turn> = v.object({
  role: v.pipe(
    v.picklist(["user", "assistant", "system", "developer"], "expected user, assistant or system"),
    v.transform((role): MessageRole => (role === "developer" ? "system" : role)),
  ),
  content: v.lazy((value) => (Array.isArray(value) ? v.array(v.unknown()) : text)),
});

const piecesOf = ({ role, content }: Turn, at: string): readonly BlockPiece[] => {
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  return blocks.map((block, index) => {
    const place = `${at}.content.${index}`;
    return parse(blockSchema(role, block, place), block, place);
  });
};

/** Tool results come first, as they do in the turn. */
const userMessages = (pieces: readonly BlockPiece[]): readonly JsonRecord[] => {
  const results = pieces.flatMap((piece) =>
    piece.kind === "result" ? [{ role: "tool", tool_call_id: piece.callId, content: piece.content }] : [],
  );
  const hasUserMessage = partsOf(pieces).length > 0 || results.length === 0;
  return [...results, ...(hasUserMessage ? [{ role: "user", content: contentOf(partsOf(pieces)) }] : [])];
};

const assistantMessage = (pieces: readonly BlockPiece[]): JsonRecord => {
  const { calls: states, ...state } = Object.assign(
    {},
    ...pieces.map((piece) => (piece.kind === "state" ? piece.state : {})),
  ) as Record<string, unknown>;
  const calls = pieces.flatMap((piece) => (piece.kind === "call" ? [piece.call] : []));
  const thoughts = pieces.flatMap((piece) => (piece.kind === "thought" ? [piece] : []));
  const blocks = thoughts.flatMap(({ block }) => (block === undefined ? [] : [block]));
  const reasoning = thoughts.map(({ text: thought }) => thought).join("");
  return {
    role: "assistant",
    content: partsOf(pieces).length === 0 ? null : contentOf(partsOf(pieces)),
    ...(calls.length === 0 ? {} : { tool_calls: signedCalls(calls, states) }),
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
    ...state,
  };
};

const messagesOf = (role: MessageRole, pieces: readonly BlockPiece[]): readonly JsonRecord[] => {
  if (role === "system") return [{ role, content: contentOf(partsOf(pieces)) }];
  if (role === "user") return userMessages(pieces);
  const isEmpty = pieces.every((piece) => piece.kind === "parts" && piece.parts.length === 0);
  return isEmpty && pieces.length > 0 ? [] : [assistantMessage(pieces)];
};

/** The messages of a chat, each with the path of the turn it was made from. */
export const chatMessages = (
  turns: readonly Turn[],
): readonly { readonly message: JsonRecord; readonly place: string }[] =>
  turns.flatMap((one, index) => {
    const place = `messages.${index}`;
    return messagesOf(one.role, piecesOf(one, place)).map((message) => ({ message, place }));
  });
