import { through } from "./fused-pull.ts";
import { pullFrom, toReadable, type ReadableOptions } from "./pull.ts";
import type { AsyncStage, Pull, Stage } from "./stage.ts";

// TypeScript cannot check the types along a list that is built at run time.
type ChainStage = Stage<never, unknown> | AsyncStage<never, unknown>;

const isAsync = (stage: ChainStage): stage is AsyncStage<never, unknown> => "attach" in stage;

const append = (source: Pull<unknown>, stage: ChainStage): Pull<unknown> =>
  isAsync(stage) ? (stage as unknown as AsyncStage<unknown, unknown>).attach(source) : through(source, [stage]);

/** Like {@link pipeline}, for callers that continue from a pull instead of a stream. */
export const pullThrough = <Out>(source: Pull<unknown>, stages: readonly ChainStage[]): Pull<Out> =>
  stages.reduce(append, source) as Pull<Out>;

/** The public `pipeline` for lists of stages that are built at run time. The caller states the type of the output. */
export const pipeline = <Out>(
  source: ReadableStream<unknown>,
  stages: readonly ChainStage[],
  options: ReadableOptions = {},
): ReadableStream<Out> => toReadable(pullThrough<Out>(pullFrom(source), stages), options);
