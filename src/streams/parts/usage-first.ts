import type { StreamPart } from "../../types.ts";
import type { Stage } from "../stage.ts";

/**
 * Puts the usage of an answer that came in one piece in front of it, so that it is known where a block cuts the rest off.
 * Keeps all parts until the last: what it reads is in memory already.
 */
export const usageFirst = (): Stage<StreamPart> => {
  const rest: StreamPart[] = [];
  return {
    name: "usage-first",
    feed(part, output) {
      if (part.type === "usage") output.enqueue(part);
      else rest.push(part);
    },
    end(output) {
      for (const part of rest) output.enqueue(part);
    },
  };
};
