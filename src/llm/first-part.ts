import { providerError } from "../http/upstream-error.ts";
import { putBack, toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";

/**
 * Waits for the first parts and returns all of them as a stream, so that an earlier failure is a rejection. Costs no
 * stream hop: stages of a later `pipeline` join the chain of the same pull.
 */
export const streamFromFirstPart = async (
  engine: string,
  parts: Pull<StreamPart>,
): Promise<ReadableStream<StreamPart>> => {
  const first = await parts.pull();
  if (first === undefined) throw providerError(engine, "empty");
  return toReadable(putBack(parts, first));
};
