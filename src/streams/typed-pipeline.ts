import { RequestError } from "../errors.ts";
import { isRecord, kindOf } from "../json.ts";
import { pipeline as untyped } from "./pipeline.ts";
import type { ReadableOptions } from "./pull.ts";
import type { AsyncStage, Stage } from "./stage.ts";

const wrong = (expected: string, found: unknown): RequestError =>
  new RequestError(`pipeline expected ${expected} but found ${kindOf(found)}`);

const isStage = (value: unknown): boolean => isRecord(value) && ("feed" in value || "attach" in value);

/** Throws for mistakes that would otherwise show when the result is read, or never. */
const assertArguments = (source: unknown, stages: unknown, options: object): void => {
  if (!isRecord(source) || !("getReader" in source)) throw wrong("a ReadableStream, such as `response.body`,", source);
  if (!Array.isArray(stages)) throw wrong("an array of stages", stages);
  for (const stage of stages) if (!isStage(stage)) throw wrong("a stage, as `sseDecoder()` makes one,", stage);
  const unknown = Object.keys(options).find((name) => name !== "signal");
  if (unknown !== undefined) throw new RequestError(`pipeline has no option "${unknown}", only \`signal\``, unknown);
};

type Step<In, Out> = Stage<NoInfer<In>, Out> | AsyncStage<NoInfer<In>, Out>;

type Source<T> = ReadableStream<T>;

/** The signature of `pipeline`: each stage takes what the one before it makes. */
export interface Pipeline {
  <A, B>(source: Source<A>, stages: readonly [Step<A, B>], options?: ReadableOptions): Source<B>;
  <A, B, C>(source: Source<A>, stages: readonly [Step<A, B>, Step<B, C>], options?: ReadableOptions): Source<C>;
  <A, B, C, D>(
    source: Source<A>,
    stages: readonly [Step<A, B>, Step<B, C>, Step<C, D>],
    options?: ReadableOptions,
  ): Source<D>;
  <A, B, C, D, E>(
    source: Source<A>,
    stages: readonly [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>],
    options?: ReadableOptions,
  ): Source<E>;
  <A, B, C, D, E, F>(
    source: Source<A>,
    stages: readonly [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, F>],
    options?: ReadableOptions,
  ): Source<F>;
  <A, B, C, D, E, F, G>(
    source: Source<A>,
    stages: readonly [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, F>, Step<F, G>],
    options?: ReadableOptions,
  ): Source<G>;
  <A, B, C, D, E, F, G, H>(
    source: Source<A>,
    stages: readonly [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, F>, Step<F, G>, Step<G, H>],
    options?: ReadableOptions,
  ): Source<H>;
  /** Any number of stages whose output has the type of their input: gates, meters, rails. */
  <T>(source: Source<T>, stages: readonly Step<T, T>[], options?: ReadableOptions): Source<T>;
}

/**
 * Sends a stream through stages and returns the result as one pull-driven stream. Consecutive synchronous stages are
 * fused into a single function call per chunk, and a stream made by another `pipeline` is extended instead of read.
 * Nothing is read from the source before the result is read. Cancelling the result cancels the source. An error in a
 * stage errors the result and cancels the source. A stage that terminates cancels the source in the same tick.
 *
 * The type of the output is inferred from the stages, and stages in a wrong order are a type error. Up to seven stages
 * may change the type; for more, pass the result to another `pipeline`, which costs nothing.
 *
 * @param source - any stream. It is locked from now on.
 * @param stages - in the order in which chunks pass them. Each may be used for this stream only.
 * @param options - `signal` aborts the whole pipeline.
 * @throws RequestError for arguments of another kind, and for unknown options.
 *
 * @example
 * const text = pipeline(response.body, [sseDecoder(), chatCompletionDecoder(), noKeys, textView()]);
 */
export const pipeline: Pipeline = <Out>(...[source, stages, options = {}]: Parameters<typeof untyped>) => {
  assertArguments(source, stages, options);
  return untyped<Out>(source, stages, options);
};
