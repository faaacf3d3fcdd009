import { toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import type { StreamPart } from "../types.ts";
import { providerError } from "../http/upstream-error.ts";

const behind = (first: readonly StreamPart[], rest: Pull<StreamPart>): Pull<StreamPart> => {
  let head: readonly StreamPart[] | undefined = first;
  return {
    pull() {
      const batch = head;
      head = undefined;
      return batch === undefined ? rest.pull() : Promise.resolve(batch);
    },
    cancel: (reason) => rest.cancel(reason),
  };
};

/**
 * Waits for the first parts and returns the whole as a stream, so that what fails before them is a rejection. Costs no
 * stream hop: a `pipeline` over the result goes on from the same pull.
 */
export const streamFromFirstPart = async (
  engine: string,
  parts: Pull<StreamPart>,
): Promise<ReadableStream<StreamPart>> => {
  const first = await parts.pull();
  if (first === undefined) throw providerError(engine, "empty");
  return toReadable(behind(first, parts));
};
