import { isRecord, listOf, recordOf, textOf } from "../../json.ts";
import { ChunkError } from "../chunk-error.ts";

// Reads the fields of a chat.completion.chunk, or a text_completion chunk. Unknown fields are dropped.

const malformed = (detail: string): ChunkError => new ChunkError(detail);

/** The highest index of a choice. */
const MAX_INDEX = 127;

/** The index of a choice, as a number or a string of digits; 0 if absent. Bounded, since state is kept per index. */
export const readIndex = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  const index = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : value;
  if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index <= MAX_INDEX) return index;
  throw malformed("index out of range");
};

/** Types of content parts that hold reasoning, not the answer. */
const THOUGHTS: ReadonlySet<unknown> = new Set(["thinking", "reasoning", "reasoning_text"]);

export const isThought = (part: unknown): boolean => isRecord(part) && THOUGHTS.has(part["type"]);

/** Whether a content part is a tool call, as in the Messages API. */
export const isCall = (part: unknown): boolean => isRecord(part) && part["type"] === "tool_use";

/** The refusals in the parts of a content. */
export const refusalIn = (content: unknown): string =>
  listOf(content)
    .map((part) => textOf(recordOf(part)["refusal"]))
    .join("");

/** The text of a content part. Some servers use strings as parts. */
export const partText = (part: unknown): string => (isRecord(part) ? textOf(part["text"]) : textOf(part));

/** A text field: a string, one content part, or several. `null` and absence are an empty text; images have no text. */
export const textField = (value: unknown, key: string): string => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  const parts = isRecord(value) && typeof value["text"] === "string" ? [value] : value;
  if (!Array.isArray(parts)) throw malformed(`${key} is not a text`);
  return parts.map((part) => (isThought(part) ? "" : partText(part))).join("");
};
