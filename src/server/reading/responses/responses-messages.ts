import type { JsonRecord } from "../../../json.ts";
import { parse } from "../parse.ts";
import { contentOf, signedCalls, type TurnCall } from "../translated.ts";
import { type ChatPiece, itemSchema } from "./responses-items.ts";
import { type KnownItems, References } from "./responses-references.ts";

/** The messages of a chat, and the place of the item that each began with. */
export interface Conversation {
  readonly messages: readonly JsonRecord[];
  readonly origins: readonly number[];
}

/** A turn of the assistant while its items come. */
interface Turn {
  readonly origin: number;
  readonly content: unknown[];
  readonly calls: TurnCall[];
  readonly thoughts: string[];
  state: JsonRecord;
}

const partsOf = (content: unknown): readonly unknown[] =>
  Array.isArray(content) ? (content as readonly unknown[]) : [{ type: "text", text: content }];

const messageOf = ({ content, calls, thoughts, state }: Turn): JsonRecord => {
  const { calls: states, ...fields } = state;
  return {
    role: "assistant",
    content: content.length === 0 ? null : contentOf(content),
    ...(calls.length === 0 ? {} : { tool_calls: signedCalls(calls, states) }),
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join("\n") }),
    ...fields,
  };
};

/** Items one after another into messages: what the assistant says, calls and thinks in a row is one message. */
class ConversationReader {
  readonly #messages: JsonRecord[] = [];
  readonly #origins: number[] = [];
  #turn: Turn | undefined;

  add(piece: ChatPiece, origin: number): void {
    if (piece.kind === "message" && piece.role === "assistant") return this.#say(piece.content, origin);
    if (piece.kind === "call") this.#open(origin).calls.push(piece.call);
    else if (piece.kind === "reasoning") this.#think(piece, origin);
    else if (piece.kind === "result") {
      this.#push({ role: "tool", tool_call_id: piece.callId, content: piece.content }, origin);
    } else this.#push({ role: piece.role, content: piece.content }, origin);
  }

  end(): Conversation {
    this.#close();
    return { messages: this.#messages, origins: this.#origins };
  }

  /** What is said after something was said is a message of its own, unless it belongs to the same calls. */
  #say(content: unknown, origin: number): void {
    if (this.#turn !== undefined && this.#turn.content.length > 0 && this.#turn.calls.length === 0) this.#close();
    this.#open(origin).content.push(...partsOf(content));
  }

  #think({ text, state }: Extract<ChatPiece, { kind: "reasoning" }>, origin: number): void {
    const turn = this.#open(origin);
    if (text !== "") turn.thoughts.push(text);
    turn.state = { ...turn.state, ...state };
  }

  #push(message: JsonRecord, origin: number): void {
    this.#close();
    this.#messages.push(message);
    this.#origins.push(origin);
  }

  #open(origin: number): Turn {
    this.#turn ??= { origin, content: [], calls: [], thoughts: [], state: {} };
    return this.#turn;
  }

  #close(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    this.#messages.push(messageOf(turn));
    this.#origins.push(turn.origin);
  }
}

/**
 * The conversation that items tell. Throws a RefusedRequest for items that are not accepted, and for references to others
 * than `kept` has.
 */
export const conversationOf = (items: readonly unknown[], kept: KnownItems | undefined): Conversation => {
  const reader = new ConversationReader();
  const references = new References(kept);
  for (const [index, sent] of items.entries()) {
    const at = `input.${index}`;
    const item = references.meant(sent, at);
    if (item !== undefined) reader.add(parse(itemSchema(item, at), item, at), index);
  }
  return reader.end();
};
