import { isRecord, type JsonRecord } from "../../json.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";
import { plainCopy, TextPlaces, type Writable } from "../../wire/request-text.ts";

/** Fields with prose, at any depth. All other fields are identifiers. */
const PROSE: ReadonlySet<string> = new Set(["description", "text", "title"]);

/** Fields with Base64 data. */
const BYTES: ReadonlySet<string> = new Set(["blob", "data"]);

/** One entry that a server lists or returns, such as a resource, a prompt message or a tool. */
export interface ServerEntry {
  /** Its texts, as parts of a message. */
  readonly parts: readonly ContentPart[];
  /** Everything else in it. */
  readonly names: JsonRecord;
  written(left: readonly ChatMessage[]): JsonRecord;
}

export const readEntry = (entry: JsonRecord): ServerEntry => {
  const places = new TextPlaces();
  const parts: ContentPart[] = [];
  const copy = plainCopy<Writable>(entry);
  const takeText = (holder: Writable, key: string): void => {
    parts.push(places.textPart(holder, key, holder));
    // Empty unless the rails left something.
    holder[key] = "";
  };
  const namesOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(namesOf);
    if (!isRecord(value)) return value;
    const names = Object.entries(value).filter(([key, inner]) => {
      if (typeof inner !== "string") return true;
      if (PROSE.has(key)) takeText(value, key);
      else if (BYTES.has(key)) parts.push({ type: "file", data: inner });
      else return true;
      return false;
    });
    return Object.fromEntries(names.map(([key, inner]) => [key, namesOf(inner)]));
  };
  const names = namesOf(copy) as JsonRecord;
  return {
    parts,
    names,
    written(left) {
      places.write(left);
      return copy;
    },
  };
};
