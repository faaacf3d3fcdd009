import {
  type BaseMessage,
  isBaseMessage,
  mapStoredMessagesToChatMessages,
  type StoredMessage,
} from "@langchain/core/messages";
import { BasePromptValue } from "@langchain/core/prompt_values";
import { isPlainObject, isRecord, type JsonRecord, listOf, ownOf, parseJson, textOf } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { plainCopy, TextPlaces, type Writable } from "../../wire/request-text.ts";

/** The input of a runnable as a chat, and how to rebuild it from what the rails left. */
export interface Question {
  readonly messages: readonly ChatMessage[];
  /** The input as the rails left it, in its original form: texts stay texts, messages stay messages. */
  written(left: readonly ChatMessage[]): unknown;
}

/** Rebuilds a piece of the input after the rails have read it. */
type Rewritten = () => unknown;

const ROLES: Readonly<Record<string, string>> = { ai: "assistant", human: "user", system: "system", function: "tool" };

const KNOWN_ROLES: ReadonlySet<unknown> = new Set(["system", "developer", "user", "assistant", "tool"]);

const roleOf = ({ type, data }: StoredMessage): string => {
  if (type !== "generic") return ownOf(ROLES, type) ?? type;
  return KNOWN_ROLES.has(data.role) ? textOf(data.role) : "user";
};

/** Whether a field of a message is parsed. Other fields are checked as they are, and removed if a rail forbids them. */
const isRead = (key: string, value: unknown): boolean => {
  if (key === "content") return true;
  if (key === "tool_calls") return Array.isArray(value);
  return (key === "name" || key === "tool_call_id") && typeof value === "string";
};

/** Reads the input of a runnable: texts, messages, prompts, and objects and lists of them. */
export class QuestionReader {
  readonly #forbids: (beside: object) => boolean;
  readonly #places = new TextPlaces();
  readonly #messages: JsonRecord[] = [];
  readonly #texts: JsonRecord[] = [];

  /** @param forbids - whether a rail forbids other fields of a message. */
  constructor(forbids: (beside: object) => boolean) {
    this.#forbids = forbids;
  }

  read(input: unknown): Question {
    const rewritten = this.#read(input);
    const texts = this.#texts.length === 0 ? [] : [{ role: "user", content: this.#texts }];
    return {
      messages: [...this.#messages, ...texts] as unknown as readonly ChatMessage[],
      written: (left) => {
        this.#places.write(left);
        return rewritten();
      },
    };
  }

  #read(value: unknown): Rewritten {
    if (typeof value === "string") return this.#text(value);
    if (isBaseMessage(value)) return this.#message(value);
    if (value instanceof BasePromptValue) {
      return "value" in value ? this.#text(value.toString()) : this.#read(value.toChatMessages());
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#read(item));
      return () => items.map((item) => item());
    }
    if (!isPlainObject(value)) return () => value;
    const fields = Object.entries(value).map(([key, inner]) => [key, this.#read(inner)] as const);
    return () => Object.fromEntries(fields.map(([key, field]) => [key, field()]));
  }

  /** Texts outside of messages form one user message. */
  #text(value: string): Rewritten {
    const holder: Writable = { text: value };
    this.#texts.push(this.#places.textPart(holder, "text", holder));
    // A rail that removed the text leaves an empty one.
    holder["text"] = "";
    return () => holder["text"];
  }

  #message(message: BaseMessage): Rewritten {
    const stored = plainCopy(message.toDict());
    const data = stored.data as unknown as Writable;
    const { name, tool_call_id, content } = data;
    const parts = Array.isArray(content) ? content.map((_, index) => this.#places.part(content, index)) : undefined;
    const calls = listOf(data["tool_calls"]).map((call) => this.#call(call as Writable));
    this.#messages.push({
      role: roleOf(stored),
      ...(typeof name === "string" ? { name } : {}),
      ...(typeof tool_call_id === "string" ? { tool_call_id } : {}),
      ...(parts === undefined ? this.#places.text(data, "content") : { content: parts }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    });
    for (const [key, value] of Object.entries(data)) if (!isRead(key, value)) this.#beside(data, key);
    return () => {
      const [kept] = this.#places.kept([data], ["content"]);
      return mapStoredMessagesToChatMessages([
        { ...stored, data: (kept ?? { ...data, content: "" }) as unknown as StoredMessage["data"] },
      ])[0];
    };
  }

  #call(call: Writable): object {
    const write = (json: string): void => void (call["args"] = parseJson(json));
    const { id, name, args, ...others } = call;
    const beside = typeof id === "string" ? others : { ...others, id };
    return { ...this.#places.call(textOf(id), name, JSON.stringify(args ?? {}), write), beside };
  }

  /** The calls of a message are stored in it twice, and read once. */
  #beside(data: Writable, key: string): void {
    const beside = data[key];
    if (isRecord(beside)) for (const name of ["tool_calls", "function_call"]) delete (beside as Writable)[name];
    if (this.#forbids([beside])) delete data[key];
  }
}
