import { through } from "./fused-pull.ts";
import { pullFrom, toReadable, type ReadableOptions } from "./pull.ts";
import type { AsyncStage, Pull, Stage } from "./stage.ts";

// TypeScript cannot follow the types through a list that is made at run time.
type RowStage = Stage<never, unknown> | AsyncStage<never, unknown>;

const isAsync = (stage: RowStage): stage is AsyncStage<never, unknown> => "attach" in stage;

const append = (source: Pull<unknown>, stage: RowStage): Pull<unknown> =>
  isAsync(stage) ? (stage as unknown as AsyncStage<unknown, unknown>).attach(source) : through(source, [stage]);

/** Like {@link pipeline}, for those who go on from a pull instead of a stream. */
export const pullThrough = <Out>(source: Pull<unknown>, stages: readonly RowStage[]): Pull<Out> =>
  stages.reduce(append, source) as Pull<Out>;

/** The public `pipeline`, for rows that are put together as they are needed: what comes out of one is its caller's word. */
export const pipeline = <Out>(
  source: ReadableStream<unknown>,
  stages: readonly RowStage[],
  options: ReadableOptions = {},
): ReadableStream<Out> => toReadable(pullThrough<Out>(pullFrom(source), stages), options);
