import { LimitError } from "../errors.ts";
import { startTimer } from "../http/timers.ts";
import { type BodySink, type BodySource, bodyStream } from "../streams/body-source.ts";
import { discard } from "../streams/discard.ts";
import type { Pull } from "../streams/stage.ts";
import type { Clock } from "../types/clock.ts";
import type { Failure } from "./failure.ts";
import type { AnswerWire, AnswerWriter } from "./wire.ts";

export interface AnswerBodyOptions {
  readonly wire: AnswerWire;
  /** Writes the end of the answer if it breaks. */
  readonly writer: Pick<AnswerWriter, "endWithError">;
  readonly clock: Clock;
  /**
   * Milliseconds of silence before a heartbeat is sent. Infinity: no heartbeats, and no check whether the reader is
   * alive.
   */
  readonly heartbeatMs: number;
  /** Whether that silence passed before the headers were sent, so that a heartbeat is due at once. Default false. */
  readonly late?: boolean;
  /** Converts an error to what the client is told. If it throws, the body breaks instead. */
  readonly failureOf: (error: unknown) => Failure;
  /** Called once: when everything was sent, when the answer broke, or when the client disconnected. */
  readonly onEnd?: (end: AnswerEnd) => void;
}

export interface AnswerEnd {
  readonly cancelled: boolean;
  readonly error?: unknown;
}

/** A reader that takes nothing for this many heartbeats, a minute by default, counts as dead. */
const MAX_STALLED_TICKS = 4;

/**
 * The text of an answer as a response body. A waiting reader gets heartbeats, which keep the connection open. An answer
 * that breaks ends as its wire format defines, since the status has been sent. There is one timer per stream, restarted
 * only when it fires, so that a token costs no timer.
 */
class AnswerBody implements BodySource {
  readonly #source: Pull<string>;
  readonly #options: AnswerBodyOptions;
  #sink: BodySink | undefined;
  #stopTimer = (): void => {};
  #waiting = false;
  /** Whether the reader took something since the last tick, and for how many ticks it has not. */
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

  /** Not `async`: this runs for every token, and one promise is enough. */
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
    this.#writeError(error);
    this.#finish({ error });
  };

  #writeError(error: unknown): void {
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
    // At most one heartbeat is queued, so that nothing piles up if the reader does not read.
    const isDry = (this.#sink?.desiredSize ?? -1) >= 0;
    const reads = this.#waiting && isDry;
    if (reads) this.#beat();
    this.#stalledTicks = reads || this.#moved ? 0 : this.#stalledTicks + 1;
    this.#moved = false;
    if (this.#stalledTicks >= MAX_STALLED_TICKS) return this.#giveUp();
    this.#arm();
  }

  /** A dead reader must not keep the model's answer open. */
  #giveUp(): void {
    const error = new LimitError("Cannot send answer: the client has not read from it for too long");
    this.#end({ cancelled: true, error });
    discard(this.#source, error);
    this.#sink?.error(error);
  }
}

/** The body of a streamed answer: one ReadableStream over the pull. Nothing is produced before it is read. */
export const answerBody = (source: Pull<string>, options: AnswerBodyOptions): ReadableStream<Uint8Array> =>
  bodyStream(new AnswerBody(source, options));
