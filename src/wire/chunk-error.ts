/** A chunk whose shape cannot be read. The decoder, which knows the provider, says so to the caller. */
export class ChunkError extends TypeError {}
