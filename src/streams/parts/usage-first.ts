import type { StreamPart } from "../../types/stream-part.ts";
import type { Stage } from "../stage.ts";

/**
 * Moves the usage of a complete answer to its front, so that it is known even if a block cuts the rest off. Holds all
 * parts until the end; they are in memory anyway.
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
