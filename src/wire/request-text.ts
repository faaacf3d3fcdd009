import { isPlainObject, isRecord, type JsonRecord, optional, textOf } from "../json.ts";
import type { ChatMessage, ContentPart } from "../types.ts";

/** A request of an API as rails read it: the conversation in it as a chat, and everything else. */
export interface RequestText {
  readonly messages: readonly ChatMessage[];
  readonly params: JsonRecord;
  /** The request as the rails left it: every field stands where its client wrote it. */
  written(messages: readonly ChatMessage[], params: JsonRecord): JsonRecord;
}

/** How requests of one API are read. */
export type RequestTextReader = (body: JsonRecord) => RequestText;

/** An object of a body that is written in place. */
export type Writable = Record<string, unknown>;

/** What a rail left of something: a text, the JSON of a call's arguments, or a part. Undefined for what it took out. */
type Left = unknown;

type Write = (left: Left) => void;

/** Messages, parts and calls are numbered where no rail reads: numbers survive whatever a rail does to the texts. */
const PLACE = "place";

const placeIn = (value: unknown): number | undefined => {
  const place = isRecord(value) ? value[PLACE] : undefined;
  return typeof place === "number" ? place : undefined;
};

const withoutPlace = (value: JsonRecord): JsonRecord => {
  const { [PLACE]: _place, ...rest } = value;
  return rest;
};

/**
 * The texts of a body, each with its place in there. What the rails left of them is written into a copy of the body, so that
 * it stays what it is in its own format.
 */
export class TextPlaces {
  readonly #writes: Write[] = [];
  readonly #gone = new Set<unknown>();

  /** A text that is the whole of a field. What is left of the message without it goes. */
  text(holder: Writable, key: string, owner: unknown = holder): { readonly content: string; readonly place: number } {
    const write: Write = (left) => {
      holder[key] = textOf(left);
      if (typeof left !== "string") this.#gone.add(owner);
    };
    return { content: textOf(holder[key]), place: this.#add(write) };
  }

  /** A text that stands for something else in the body, such as JSON for its value. */
  json(content: string, write: (left: string) => void): { readonly content: string; readonly place: number } {
    return { content, place: this.#add((left) => write(textOf(left))) };
  }

  /** A part as it is, which is written again as a rail left it. */
  part(list: unknown[], index: number): ContentPart {
    const part = list[index];
    const place = this.#add((left) => {
      if (isRecord(left)) list[index] = withoutPlace(left);
      else this.#gone.add(part);
    });
    return { ...(part as ContentPart), place };
  }

  /**
   * A part that rails read as a text, with what a model is shown of it. What stands `beside` it is read as well, by rails
   * that read along, and is not rewritten.
   */
  textPart(holder: Writable, key: string, owner: unknown, beside?: JsonRecord, shown: JsonRecord = {}): ContentPart {
    const place = this.#add((left) => {
      if (isRecord(left)) holder[key] = textOf(left["text"]);
      else this.#gone.add(owner);
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

  /** Writes what the rails left. What they left nothing of is not among those that are `kept`. */
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

  /** Those of a list that were not taken out, at any depth. A list that is emptied takes its owner along. */
  kept(list: readonly unknown[], lists: readonly string[]): readonly unknown[] {
    return list.flatMap((one) => {
      if (this.#gone.has(one)) return [];
      if (!isRecord(one)) return [one];
      const next: Writable = { ...one };
      for (const key of lists) {
        const inner = next[key];
        if (!Array.isArray(inner)) continue;
        next[key] = this.kept(inner, lists);
        if (inner.length > 0 && (next[key] as readonly unknown[]).length === 0) return [];
      }
      return [next];
    });
  }

  #add(write: Write): number {
    return this.#writes.push(write) - 1;
  }
}

/** A copy of objects and lists at any depth. What else there is, such as bytes and addresses, is nobody's to write in. */
export const plainCopy = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map((item: unknown) => plainCopy(item)) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainCopy(inner)])) as T;
};

/** The fields of a body but those that hold its conversation. */
export const withoutFields = (body: JsonRecord, names: readonly string[]): JsonRecord =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** What names something and holds no prose. */
const ID = /^[\w.:|=+/-]{1,256}$/;

/** Fields of an object that are read one by one: texts, lists of parts that may be a text, others, and mere names. */
interface ReadFields {
  readonly texts: readonly string[];
  readonly lists?: readonly string[];
  readonly others?: readonly string[];
  readonly names?: readonly string[];
}

const isText = (value: unknown): boolean => (value ?? null) === null || typeof value === "string";

/** Whether an object has only these fields, and in each what is read there. Any other is read as it is. */
export const hasOnly = (value: JsonRecord, { texts, lists = [], others = [], names = [] }: ReadFields): boolean =>
  Object.entries(value).every(([key, inner]) => {
    if (names.includes(key)) return inner === null || (typeof inner === "string" && ID.test(inner));
    if (lists.includes(key)) return isText(inner) || Array.isArray(inner);
    return texts.includes(key) ? isText(inner) : others.includes(key);
  });
