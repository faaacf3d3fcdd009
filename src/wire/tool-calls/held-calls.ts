import { ChunkError } from "../chunk-error.ts";

/** Characters of tool calls that may be held, including names and ids, in one answer. */
const MAX_HELD = 1_048_576;

/** Counts what is held of the tool calls of one answer. */
export class HeldCalls {
  #length = 0;

  /** Throws if too much is held. */
  change(by: number): void {
    this.#length += by;
    if (this.#length > MAX_HELD) throw new ChunkError("tool calls are too long");
  }
}
