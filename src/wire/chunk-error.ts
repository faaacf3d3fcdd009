/** A chunk with an invalid shape. The decoder, which knows the provider, reports it. */
export class ChunkError extends TypeError {}

/**
 * Whether an error means that a chunk cannot be read: its shape is invalid, or it nests deeper than the runtime can
 * serialize.
 */
export const isUnreadable = (error: unknown): error is Error =>
  error instanceof ChunkError || error instanceof RangeError;
