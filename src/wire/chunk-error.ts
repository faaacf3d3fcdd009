/** A chunk whose shape cannot be read. The decoder, which knows the provider, says so to the caller. */
export class ChunkError extends TypeError {}

/** Whether a chunk cannot be read: it is none, or what is in it nests deeper than the runtime can write. */
export const isUnreadable = (error: unknown): error is Error =>
  error instanceof ChunkError || error instanceof RangeError;
