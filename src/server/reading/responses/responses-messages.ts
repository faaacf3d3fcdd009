import { isList, type JsonRecord, optional } from "../../../json.ts";
import { parse } from "../parse.ts";
import { contentOf, signedCalls, type TurnCall } from "../translated.ts";
import { type ChatPiece, itemSchema, type LaterTools } from "./responses-items.ts";
import { type KnownItems, References } from "./responses-references.ts";
import type { ToolReader } from "./responses-tools.ts";
import type { ToolNames } from "./tool-names.ts";

/** The messages of a chat, and the path of the first item of each. */
export interface Conversation {
  readonly messages: readonly JsonRecord[];
  readonly origins: readonly number[];
}

/** An assistant turn under construction. */
interface Turn {
  readonly origin: number;
  readonly content: unknown[];
  readonly calls: TurnCall[];
  readonly thoughts: string[];
  state: JsonRecord;
}

const partsOf = (content: unknown): readonly unknown[] =>
  isList(content) ? content : [{ type: "text", text: content }];

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

/** Groups consecutive items to messages: text, calls and reasoning of the assistant in a row become one message. */
class ConversationReader {
  readonly #messages: JsonRecord[] = [];
  readonly #origins: number[] = [];
  readonly #names: ToolNames;
  #turn: Turn | undefined;

  constructor(names: ToolNames) {
    this.#names = names;
  }

  add(piece: Exclude<ChatPiece, LaterTools>, origin: number): void {
    if (piece.kind === "message" && piece.role === "assistant") return this.#say(piece.content, origin);
    if (piece.kind === "call") this.#call(piece, origin);
    else if (piece.kind === "reasoning") this.#think(piece, origin);
    else if (piece.kind === "result") {
      this.#push({ role: "tool", tool_call_id: piece.callId, content: piece.content }, origin);
    } else this.#push({ role: piece.role, content: piece.content }, origin);
  }

  end(): Conversation {
    this.#close();
    return { messages: this.#messages, origins: this.#origins };
  }

  /** A second text starts a new message, unless it belongs to the same calls. */
  #say(content: unknown, origin: number): void {
    if (this.#turn !== undefined && this.#turn.content.length > 0 && this.#turn.calls.length === 0) this.#close();
    this.#open(origin).content.push(...partsOf(content));
  }

  #call({ id, tool, json, custom }: Extract<ChatPiece, { kind: "call" }>, origin: number): void {
    const fn = { name: this.#names.inChat(tool), arguments: json };
    const call = { id, type: "function", function: fn, ...optional("custom", custom) };
    this.#open(origin).calls.push(call);
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

/** What a search for tools found, as the result of its call: the names to call the tools by. */
const searchResult = ({ callId }: LaterTools, names: readonly string[]): Exclude<ChatPiece, LaterTools> | undefined =>
  callId === undefined ? undefined : { kind: "result", callId, content: JSON.stringify({ tools: names }) };

/**
 * Converts items to a conversation, and collects the tools among them. Throws a RefusedRequest for unsupported items,
 * and for references to items that are not in `kept`.
 */
export const conversationOf = (
  items: readonly unknown[],
  kept: KnownItems | undefined,
  names: ToolNames,
  tools: ToolReader,
): Conversation => {
  const reader = new ConversationReader(names);
  const references = new References(kept);
  for (const [index, sent] of items.entries()) {
    const at = `input.${index}`;
    const item = references.meant(sent, at);
    if (item === undefined) continue;
    const piece = parse(itemSchema(item, at), item, at);
    const read = piece.kind === "tools" ? searchResult(piece, tools.add(piece.tools, `${at}.tools`)) : piece;
    if (read !== undefined) reader.add(read, index);
  }
  return reader.end();
};
