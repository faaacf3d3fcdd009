import { type Upstream, upstreamError } from "../http/upstream-error.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import type { Stage } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";

/**
 * The most bytes that may arrive since the last content of an answer. Keep-alive comments of an hour are some 30 KiB,
 * and a few pictures that a model draws, which are not read, up to 1 MiB each.
 */
const MAX_WITHOUT_CONTENT = 4_194_304;

/** How often the events at the end of an answer of the Responses API repeat its texts. */
const REPEATS = 4;

/** Ids, names, usage and empty texts are no content: an upstream can send them for ever. */
const isContent = (part: StreamPart): boolean =>
  isDelta(part) ? part.text !== "" : part.type === "finish" || part.type === "thought-state";

const byteLength = (chunk: unknown): number => (chunk as Uint8Array).length;

/**
 * Wraps the decoders of an answer, so that it fails as `malformed` if its upstream keeps sending without saying
 * anything: comments, `id:` lines, empty deltas, usage. Such an upstream never counts as idle, so nothing else would
 * end it. At most 4 MiB may arrive since the last content, or four times the bytes that had content, if that is more.
 *
 * @param sizeOf - the bytes of a chunk of the source. Default: its length.
 */
export const contentWatched = (
  upstream: Upstream,
  decoders: readonly Stage<never, unknown>[],
  sizeOf: (chunk: unknown) => number = byteLength,
): readonly Stage<never, unknown>[] => {
  let hasContent = false;
  let withContent = 0;
  let withoutContent = 0;
  const received: Stage<unknown> = {
    name: "received-bytes",
    feed(chunk, output) {
      hasContent = false;
      // Returns once `decoded` has seen all parts of the chunk.
      output.enqueue(chunk);
      const size = sizeOf(chunk);
      withoutContent = hasContent ? 0 : withoutContent + size;
      if (hasContent) withContent += size;
      if (withoutContent <= Math.max(MAX_WITHOUT_CONTENT, REPEATS * withContent)) return;
      throw upstreamError(upstream, "malformed", { detail: `No content in ${withoutContent} bytes` });
    },
  };
  const decoded: Stage<StreamPart> = {
    name: "decoded-content",
    feed(part, output) {
      hasContent ||= isContent(part);
      output.enqueue(part);
    },
  };
  return [received, ...decoders, decoded];
};
