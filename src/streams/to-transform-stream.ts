import { pullThrough } from "./pipeline.ts";
import { toReadable } from "./pull.ts";
import type { AsyncStage, Stage } from "./stage.ts";
import { WritableSide } from "./writable-side.ts";

/**
 * A stage as a pair of streams, for pipes composed by hand: `body.pipeThrough(toTransformStream(sseDecoder()))`. The
 * output is the same as in a `pipeline`, and output from before an error is delivered before the error. It costs a
 * stream hop, about 1 µs a chunk on Node and 10 µs in workerd, and reads one chunk ahead.
 *
 * @example
 * const texts = parts.pipeThrough(toTransformStream(textView()));
 */
export const toTransformStream = <In, Out>(
  stage: Stage<In, Out> | AsyncStage<In, Out>,
): ReadableWritablePair<Out, In> => {
  const input = new WritableSide<In>();
  return { writable: input.writable, readable: toReadable(pullThrough<Out>(input, [stage])) };
};
