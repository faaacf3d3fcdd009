import { isList, isPlainObject, isRecord, type JsonRecord, optional, textOf } from "../json.ts";
import type { ChatMessage, ContentPart } from "../types/chat-message.ts";

/** A request of an API as rails read it: the conversation as a chat, and all other parameters. */
export interface RequestText {
  readonly messages: readonly ChatMessage[];
  readonly params: JsonRecord;
  /** The request after the rails: every field is where its client wrote it. */
  written(messages: readonly ChatMessage[], params: JsonRecord): JsonRecord;
}

/** Reads requests of one API. */
export type RequestTextReader = (body: JsonRecord) => RequestText;

/** An object of a body that is modified in place. */
export type Writable = Record<string, unknown>;

/** What a rail left of something: a text, the JSON of a call's arguments, or a part. Undefined if it was removed. */
type Left = unknown;

type Write = (left: Left) => void;

/** Messages, parts and calls are numbered in a field that no rail reads, so that the number survives any rewriting. */
const PLACE = "place";

const placeIn = (value: unknown): number | undefined => {
  const place = isRecord(value) ? value[PLACE] : undefined;
  return typeof place === "number" ? place : undefined;
};

const withoutPlace = (value: JsonRecord): JsonRecord => {
  const { [PLACE]: _place, ...rest } = value;
  return rest;
};

/** Further fields of a part whose text rails read. */
export interface PartFields {
  /** Fields that the model is shown. */
  readonly shown?: JsonRecord;
  /** Fields that are read by rails that read all fields, and not rewritten. */
  readonly beside?: JsonRecord | undefined;
}

/**
 * The texts of a body and their places in it. What the rails left of them is written into a copy of the body, which
 * otherwise keeps its own format.
 */
export class TextPlaces {
  readonly #writes: Write[] = [];
  readonly #removed = new Set<unknown>();

  /** A text that fills a field. If it is removed, its message is removed. */
  text(holder: Writable, key: string, owner: unknown = holder): { readonly content: string; readonly place: number } {
    const write: Write = (left) => {
      holder[key] = textOf(left);
      if (typeof left !== "string") this.#removed.add(owner);
    };
    return { content: textOf(holder[key]), place: this.#add(write) };
  }

  /** A text that represents something else in the body, such as JSON for its value. */
  json(content: string, write: (left: string) => void): { readonly content: string; readonly place: number } {
    return { content, place: this.#add((left) => write(textOf(left))) };
  }

  /** A part as it is, written back as a rail left it. */
  part(list: unknown[], index: number): ContentPart {
    const part = list[index];
    const place = this.#add((left) => {
      if (isRecord(left)) list[index] = withoutPlace(left);
      else this.#removed.add(part);
    });
    return { ...(part as ContentPart), place };
  }

  /** A part that rails read as text. */
  textPart(holder: Writable, key: string, owner: unknown, { beside, shown }: PartFields = {}): ContentPart {
    const place = this.#add((left) => {
      if (isRecord(left)) holder[key] = textOf(left["text"]);
      else this.#removed.add(owner);
    });
    return { ...shown, type: "text", text: textOf(holder[key]), place, ...optional("beside", beside) };
  }

  /** The arguments of a call, as JSON. */
  call(id: unknown, name: unknown, json: string, write: (json: string) => void): object {
    const place = this.#add((left) => {
      if (typeof left === "string") write(left);
    });
    return { id, type: "function", function: { name, arguments: json }, place };
  }

  /** Writes what the rails left. Items of which nothing is left are dropped by `kept`. */
  write(messages: readonly ChatMessage[]): void {
    const left = new Map<number, Left>();
    const note = (holder: unknown, value: Left): void => {
      const place = placeIn(holder);
      if (place !== undefined) left.set(place, value);
    };
    for (const message of messages) {
      note(message, message.content);
      for (const part of Array.isArray(message.content) ? message.content : []) note(part, part);
      for (const thought of message.thinking_blocks ?? []) note(thought, thought);
      for (const call of message.tool_calls ?? []) note(call, call.function.arguments);
    }
    this.#writes.forEach((write, place) => write(left.get(place)));
  }

  /** The items of a list that were not removed, at any depth. A list that becomes empty removes its owner. */
  kept(list: readonly unknown[], lists: readonly string[]): readonly unknown[] {
    return list.flatMap((one) => {
      if (this.#removed.has(one)) return [];
      if (!isRecord(one)) return [one];
      const next: Writable = { ...one };
      for (const key of lists) {
        const inner = next[key];
        if (!Array.isArray(inner)) continue;
        const left = this.kept(inner, lists);
        if (inner.length > 0 && left.length === 0) return [];
        next[key] = left;
      }
      return [next];
    });
  }

  #add(write: Write): number {
    return this.#writes.push(write) - 1;
  }
}

/** Copies objects and lists at any depth. Other values, such as bytes and URLs, are shared. */
export const plainCopy = <T>(value: T): T => {
  if (isList(value)) return value.map((item) => plainCopy(item)) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainCopy(inner)])) as T;
};

/** The fields of a body, without those with these names. */
export const withoutFields = (body: JsonRecord, names: readonly string[]): JsonRecord =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** An identifier, which contains no prose. */
const ID = /^[\w.:|=+/-]{1,256}$/;

/** Fields of an object that are read individually: texts, lists of parts (or a text), others, and identifiers. */
interface ReadFields {
  readonly texts: readonly string[];
  readonly lists?: readonly string[];
  readonly others?: readonly string[];
  readonly names?: readonly string[];
}

const isText = (value: unknown): boolean => (value ?? null) === null || typeof value === "string";

/** Whether an object has only these fields, with the expected types. Otherwise it is read as a whole. */
export const hasOnly = (value: JsonRecord, { texts, lists = [], others = [], names = [] }: ReadFields): boolean =>
  Object.entries(value).every(([key, inner]) => {
    if (names.includes(key)) return inner === null || (typeof inner === "string" && ID.test(inner));
    if (lists.includes(key)) return isText(inner) || Array.isArray(inner);
    return texts.includes(key) ? isText(inner) : others.includes(key);
  });
