import { isRecord, type JsonRecord } from "../../json.ts";
import type { ChatMessage, ContentPart } from "../../types.ts";
import { plainCopy, TextPlaces, type Writable } from "../../wire/request-text.ts";

/** Fields that a model reads and nothing refers to, at any depth. All others name something. */
const PROSE: ReadonlySet<string> = new Set(["description", "text", "title"]);

/** Where MCP has bytes, as Base64. */
const BYTES: ReadonlySet<string> = new Set(["blob", "data"]);

/** One entry of what a server lists or gives, such as a resource, a message of a prompt or a tool it has. */
export interface ToldEntry {
  /** Its texts, as parts of a message. */
  readonly parts: readonly ContentPart[];
  /** Everything else in it. */
  readonly names: JsonRecord;
  written(left: readonly ChatMessage[]): JsonRecord;
}

export const readEntry = (entry: JsonRecord): ToldEntry => {
  const places = new TextPlaces();
  const parts: ContentPart[] = [];
  const copy = plainCopy<Writable>(entry);
  const takeText = (holder: Writable, key: string): void => {
    parts.push(places.textPart(holder, key, holder));
    // Unless something is left of it.
    holder[key] = "";
  };
  const namesOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(namesOf);
    if (!isRecord(value)) return value;
    const names: Writable = {};
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== "string") names[key] = namesOf(inner);
      else if (PROSE.has(key)) takeText(value, key);
      else if (BYTES.has(key)) parts.push({ type: "file", data: inner });
      else names[key] = inner;
    }
    return names;
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
