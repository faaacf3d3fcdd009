import { isBaseMessage, isBaseMessageChunk } from "@langchain/core/messages";
import { isPlainObject, type JsonRecord } from "../../json.ts";
import { textsIn } from "../texts-in.ts";
import { tooLong } from "./waiting-fields.ts";

/** The most characters that are held, including keys. */
const MAX_HELD = 1_048_576;

/** Whether a value is a fragment that readers concatenate. */
const isPiece = (value: unknown): boolean => typeof value === "string" || isBaseMessage(value) || isPlainObject(value);

const append = (pieces: Map<string, unknown[]>, name: string, piece: unknown): void => {
  const before = pieces.get(name);
  if (before === undefined) pieces.set(name, [piece]);
  else before.push(piece);
};

const wholeObject = (pieces: readonly JsonRecord[]): JsonRecord => {
  const fields = new Map<string, unknown[]>();
  for (const [name, piece] of pieces.flatMap((object) => Object.entries(object))) append(fields, name, piece);
  return Object.fromEntries([...fields].map(([name, own]) => [name, wholeOf(own)]));
};

/** Concatenates fragments with LangChain's `concat`. If it refuses, the last fragment counts. */
const wholeOf = (pieces: readonly unknown[]): unknown => {
  if (pieces.every((piece) => typeof piece === "string")) return pieces.join("");
  if (pieces.every((piece) => typeof piece === "number")) return pieces.reduce((sum, piece) => sum + piece);
  if (pieces.every(isPlainObject)) return wholeObject(pieces);
  if (pieces.every(isBaseMessageChunk)) return pieces.reduce((message, piece) => message.concat(piece));
  return pieces.at(-1);
};

/**
 * Holds other fields of an answer that arrive in fragments until they are complete, since a rail cannot judge a
 * fragment.
 */
export class HeldPieces {
  readonly #pieces = new Map<string, unknown[]>();
  #length = 0;

  /**
   * Holds a field of a chunk. Returns false for a field that arrives whole.
   *
   * @throws LimitError for more than 1,048,576 held characters.
   */
  takes(key: string, piece: unknown): boolean {
    if (!isPiece(piece)) return false;
    // Counts one more per fragment, since it may be empty.
    this.#length += textsIn({ [key]: piece }).length + 1;
    if (this.#length > MAX_HELD) throw tooLong();
    append(this.#pieces, key, piece);
    return true;
  }

  /** The complete fields, each as an object. */
  whole(): readonly JsonRecord[] {
    return [...this.#pieces].map(([key, pieces]) => ({ [key]: wholeOf(pieces) }));
  }
}
