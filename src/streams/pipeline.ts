import { through } from "./fused-pull.ts";
import { pullFrom, toReadable, type ReadableOptions } from "./pull.ts";
import type { AsyncStage, Pull, Stage } from "./stage.ts";

// A row of stages is checked where each stage is made; TypeScript cannot follow the types through a list.
type RowStage = Stage<never, unknown> | AsyncStage<never, unknown>;

const isAsync = (stage: RowStage): stage is AsyncStage<never, unknown> => "attach" in stage;

const append = (source: Pull<unknown>, stage: RowStage): Pull<unknown> =>
  isAsync(stage) ? (stage as unknown as AsyncStage<unknown, unknown>).attach(source) : through(source, [stage]);

/** Like {@link pipeline}, for those who go on from a pull instead of a stream. */
export const pullThrough = <Out>(source: Pull<unknown>, stages: readonly RowStage[]): Pull<Out> =>
  stages.reduce(append, source) as Pull<Out>;

/**
 * Sends a stream through stages and returns the result as one pull-driven stream: every row of synchronous stages is
 * folded into a single function call per chunk, and a stream that another `pipeline` made is continued rather than read.
 * Nothing is read before the result is. Cancelling the result cancels the source; an error in a stage errors the result
 * and cancels the source; a stage that terminates cancels the source in the same tick.
 *
 * @param source - any stream; it is locked from now on.
 * @param stages - in the order the chunks pass them. Each belongs to this stream alone.
 * @param options - `signal` aborts the whole row.
 */
export const pipeline = <Out>(
  source: ReadableStream<unknown>,
  stages: readonly RowStage[],
  options: ReadableOptions = {},
): ReadableStream<Out> => toReadable(pullThrough<Out>(pullFrom(source), stages), options);
