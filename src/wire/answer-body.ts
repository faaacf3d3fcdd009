import { discard } from "../streams/discard.ts";
import { LimitError } from "../errors.ts";
import { startTimer } from "../http/timers.ts";
import { type BodySink, type BodySource, bodyStream } from "../streams/body-source.ts";
import type { Pull } from "../streams/stage.ts";
import type { Clock } from "../types.ts";
import type { Failure } from "./failure.ts";
import type { AnswerWire, AnswerWriter } from "./wire.ts";

export interface AnswerBodyOptions {
  readonly wire: AnswerWire;
  /** Who writes the answer, and has the last word when it breaks. */
  readonly writer: Pick<AnswerWriter, "endWithError">;
  readonly clock: Clock;
  /** Milliseconds of silence until a heartbeat is sent; Infinity for none, and no watch over the reader. */
  readonly heartbeatMs: number;
  /** Whether that silence has passed before the headers, so that a heartbeat is due at once. Default false. */
  readonly late?: boolean;
  /** What the client is told about a failure. What it throws breaks the body instead. */
  readonly failureOf: (error: unknown) => Failure;
  /** Called once: when everything was sent, when it broke, or when the client went away. */
  readonly onEnd?: (end: AnswerEnd) => void;
}

export interface AnswerEnd {
  readonly cancelled: boolean;
  readonly error?: unknown;
}

/** A reader that takes nothing for so many heartbeats, a minute by default, is taken for dead. */
const MAX_STALLED_TICKS = 4;

/**
 * The text of an answer as the body of a response. A reader that waits gets a heartbeat every so often, which keeps the
 * connection; a source that breaks ends as its wire says, since the status is long gone. There is one timer per stream,
 * armed anew only when it went off, so that a token costs no timer.
 */
class AnswerBody implements BodySource {
  readonly #source: Pull<string>;
  readonly #options: AnswerBodyOptions;
  #sink: BodySink | undefined;
  #stopTimer = (): void => {};
  #waiting = false;
  /** Whether the reader took something since the last tick, and for how many ticks it did not. */
  #moved = false;
  #stalledTicks = 0;
  #over = false;
  #begun = false;

  constructor(source: Pull<string>, options: AnswerBodyOptions) {
    this.#source = source;
    this.#options = options;
    this.#arm();
  }

  get begun(): boolean {
    return this.#begun;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
  }

  /** No `async`: this stands in the way of every token, and one promise is enough. */
  pull(): Promise<void> {
    this.#waiting = true;
    this.#moved = true;
    if (!this.#begun) this.#begin();
    return this.#source.pull().then(this.#took, this.#broke);
  }

  cancel(reason: unknown): Promise<void> {
    this.#end({ cancelled: true });
    return this.#source.cancel(reason);
  }

  #begin(): void {
    this.#begun = true;
    if (this.#options.late === true) this.#beat();
  }

  readonly #took = (batch: readonly string[] | undefined): void => {
    this.#waiting = false;
    if (this.#over) return;
    if (batch === undefined) this.#finish({});
    else for (const text of batch) this.#sink?.write(text);
  };

  readonly #broke = (error: unknown): void => {
    this.#waiting = false;
    if (this.#over) return;
    this.#lastWord(error);
    this.#finish({ error });
  };

  #lastWord(error: unknown): void {
    const { writer, failureOf } = this.#options;
    try {
      this.#sink?.write(writer.endWithError(failureOf(error)));
    } catch (reason) {
      this.#end({ cancelled: true, error: reason });
      throw reason;
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#sink?.close();
    this.#end({ cancelled: false, ...end });
  }

  #end(end: AnswerEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopTimer();
    this.#options.onEnd?.(end);
  }

  #arm(): void {
    const { clock, heartbeatMs } = this.#options;
    this.#stopTimer = startTimer(clock, heartbeatMs, () => this.#tick());
  }

  #beat(): void {
    const { heartbeat } = this.#options.wire;
    if (heartbeat !== undefined) this.#sink?.write(heartbeat);
  }

  #tick(): void {
    if (this.#over) return;
    // What a reader has not taken must not pile up, so there is never a second heartbeat in the queue.
    const isDry = (this.#sink?.desiredSize ?? -1) >= 0;
    const reads = this.#waiting && isDry;
    if (reads) this.#beat();
    this.#stalledTicks = reads || this.#moved ? 0 : this.#stalledTicks + 1;
    this.#moved = false;
    if (this.#stalledTicks >= MAX_STALLED_TICKS) return this.#giveUp();
    this.#arm();
  }

  /** A dead reader must not hold the model's answer open. */
  #giveUp(): void {
    const error = new LimitError("Cannot send answer: nobody has read from it for too long");
    this.#end({ cancelled: true, error });
    discard(this.#source, error);
    this.#sink?.error(error);
  }
}

/** The body of a streamed answer: one ReadableStream over the pull, nothing made before it is read. */
export const answerBody = (source: Pull<string>, options: AnswerBodyOptions): ReadableStream<Uint8Array> =>
  bodyStream(new AnswerBody(source, options));
