/** Where a stage puts what it makes. */
export interface StageOutput<Out> {
  enqueue(chunk: Out): void;
  /** Says that this stage needs no more input: later stages are ended, the source is cancelled. */
  terminate(): void;
}

/**
 * A synchronous machine that turns chunks into chunks. It holds the state of one stream and nothing else, so make a new
 * one per stream. Alone it becomes a TransformStream with {@link toTransformStream}; in a row, `pipeline` folds them into
 * one stream, so that a stage costs a function call and not a stream hop.
 */
export interface Stage<In, Out = In> {
  readonly name: string;
  /** Takes one chunk. An exception breaks the stream. */
  feed(chunk: In, output: StageOutput<Out>): void;
  /** Called when what the source gave at once has gone through entirely: the place to emit what was gathered over it. */
  settle?(output: StageOutput<Out>): void;
  /** Called once, when no more input comes: emit what is still held. */
  end?(output: StageOutput<Out>): void;
  /**
   * Called instead of `end` when the source, or a stage, has failed: emit what is still held and may leave although there
   * is no more. It leaves before the failure is told. A TransformStream has no such moment, so only a pipeline calls it.
   */
  breakOff?(output: StageOutput<Out>): void;
  /** Called instead of `end` when the stream breaks or is cancelled: for those who keep books. Nothing can be emitted. */
  abort?(reason: unknown): void;
}

/** A source one asks: a batch of chunks per call (never empty), `undefined` once it is over. */
export interface Pull<T> {
  pull(): Promise<readonly T[] | undefined>;
  /** Stops the source. Safe to call twice, and while a pull is pending. */
  cancel(reason?: unknown): Promise<void>;
}

/** A stage that must await: it reads its source as it likes and is asked for output. */
export interface AsyncStage<In, Out = In> {
  readonly name: string;
  attach(source: Pull<In>): Pull<Out>;
}
