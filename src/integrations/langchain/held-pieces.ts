import { isBaseMessage, isBaseMessageChunk } from "@langchain/core/messages";
import { isPlainObject, type JsonRecord } from "../../json.ts";
import { textsIn } from "../texts-in.ts";
import { tooLong } from "./waiting-fields.ts";

/** Characters that are held, names among them. */
const MAX_HELD = 1_048_576;

/** What comes in pieces, which whoever reads a stream puts together. */
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

/** What `concat` of LangChain puts together is put together; of all else, which it refuses, the last counts. */
const wholeOf = (pieces: readonly unknown[]): unknown => {
  if (pieces.every((piece) => typeof piece === "string")) return pieces.join("");
  if (pieces.every((piece) => typeof piece === "number")) return pieces.reduce((sum, piece) => sum + piece);
  if (pieces.every(isPlainObject)) return wholeObject(pieces);
  if (pieces.every(isBaseMessageChunk)) return pieces.reduce((message, piece) => message.concat(piece));
  return pieces.at(-1);
};

/** What an answer has beside it that comes in pieces: held until it is whole, as no piece says what the whole says. */
export class HeldPieces {
  readonly #pieces = new Map<string, unknown[]>();
  #length = 0;

  /**
   * Takes a field of a chunk, unless that comes whole.
   *
   * @throws LimitError when more than 1,048,576 characters are held
   */
  takes(key: string, piece: unknown): boolean {
    if (!isPiece(piece)) return false;
    // One more for each, since a piece may be empty.
    this.#length += textsIn({ [key]: piece }).length + 1;
    if (this.#length > MAX_HELD) throw tooLong();
    append(this.#pieces, key, piece);
    return true;
  }

  /** Each as an object of one field. */
  whole(): readonly JsonRecord[] {
    return [...this.#pieces].map(([key, pieces]) => ({ [key]: wholeOf(pieces) }));
  }
}
