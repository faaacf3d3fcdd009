/** Where a stage sends its output. */
export interface StageOutput<Out> {
  enqueue(chunk: Out): void;
  /** Signals that this stage needs no more input: later stages are ended, and the source is cancelled. */
  terminate(): void;
}

/**
 * A synchronous machine that turns chunks into chunks. It holds the state of one stream, so make a new one for each
 * stream. On its own it becomes a TransformStream with {@link toTransformStream}; in a list, `pipeline` fuses it with
 * its neighbours, so that a stage costs a function call instead of a stream hop.
 */
export interface Stage<In, Out = In> {
  readonly name: string;
  /** Takes one chunk. An exception fails the stream. */
  feed(chunk: In, output: StageOutput<Out>): void;
  /**
   * Called after each batch: once all chunks that the source delivered together have been fed. Emit here what was
   * collected over them.
   */
  endBatch?(output: StageOutput<Out>): void;
  /** Called once, after the last chunk. Emit what is still held. */
  end?(output: StageOutput<Out>): void;
  /**
   * Called instead of `end` when the source or a stage has failed. Emit what is held and may leave although no more
   * text will follow: it is delivered before the error. Only a pipeline calls this, since a TransformStream offers no
   * such moment.
   */
  endAfterError?(output: StageOutput<Out>): void;
  /**
   * Called instead of `end` when the stream fails or is cancelled, for stages that keep records. Nothing can be
   * emitted.
   */
  abort?(reason: unknown): void;
}

/**
 * A source that is read by pulling: each call returns a batch of chunks (never an empty one), and `undefined` at the
 * end.
 */
export interface Pull<T> {
  pull(): Promise<readonly T[] | undefined>;
  /** Stops the source. Safe to call twice, and while a pull is pending. */
  cancel(reason?: unknown): Promise<void>;
}

/** A stage that has to await: it reads its source at its own pace, and its output is pulled. */
export interface AsyncStage<In, Out = In> {
  readonly name: string;
  attach(source: Pull<In>): Pull<Out>;
}
