import { ChunkError } from "../chunk-error.ts";

/** Characters of the calls of one answer that may come before it is clear what they are called, with their names and ids. */
const MAX_HELD = 1_048_576;

/** Counts what is held of the calls of one answer. */
export class HeldCalls {
  #length = 0;

  /** Throws once there is too much. */
  change(by: number): void {
    this.#length += by;
    if (this.#length > MAX_HELD) throw new ChunkError("tool calls are too long");
  }
}
