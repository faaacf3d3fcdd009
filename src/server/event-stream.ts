import { LimitError } from "../errors.ts";
import { encodeEvent } from "../wire/sse/sse-encoder.ts";
import { ON_DEMAND } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import type { Clock } from "../types.ts";
import type { ErrorObject } from "../wire/failure.ts";

export interface EventStreamOptions {
  readonly clock: Clock;
  /** Milliseconds of silence until a comment is sent. */
  readonly heartbeatMs: number;
  /** Whether that silence has passed before the headers, so that a comment is due at once. */
  readonly late: boolean;
  /** What the client is told about a failure. */
  readonly errorOf: (error: unknown) => ErrorObject;
  /** Called once: when everything was sent, when it broke, or when the client went away. */
  readonly onEnd: (end: StreamEnd) => void;
}

export interface StreamEnd {
  readonly cancelled: boolean;
  readonly error?: unknown;
}

const HEARTBEAT = ": keep-alive\n\n";
const DONE = encodeEvent({ data: "[DONE]" });

/** A reader that takes nothing for so many heartbeats, a minute by default, is taken for dead. */
const MAX_STALLED_TICKS = 4;

/**
 * The bytes of an answer as the body of a response. A reader that waits gets a comment every so often, which keeps the
 * connection; a source that breaks ends with one error event and `[DONE]`, since the status is long gone. There is one
 * timer per stream, armed anew only when it went off, so that a token costs no timer.
 */
class EventStream implements UnderlyingDefaultSource<Uint8Array> {
  readonly #source: Pull<Uint8Array>;
  readonly #options: EventStreamOptions;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #timer: unknown;
  #waiting = false;
  /** Whether the reader took something since the last tick, and for how many ticks it did not. */
  #moved = false;
  #stalledTicks = 0;
  #over = false;

  constructor(source: Pull<Uint8Array>, options: EventStreamOptions) {
    this.#source = source;
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    if (this.#options.late) controller.enqueue(this.#encoder.encode(HEARTBEAT));
    this.#arm();
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#waiting = true;
    this.#moved = true;
    try {
      const batch = await this.#source.pull();
      if (this.#over) return;
      if (batch === undefined) this.#finish(controller, {});
      else for (const bytes of batch) controller.enqueue(bytes);
    } catch (error) {
      if (this.#over) return;
      const event = encodeEvent({ data: JSON.stringify({ error: this.#options.errorOf(error) }) });
      controller.enqueue(this.#encoder.encode(event + DONE));
      this.#finish(controller, { error });
    } finally {
      this.#waiting = false;
    }
  }

  cancel(reason: unknown): Promise<void> {
    this.#end({ cancelled: true });
    return this.#source.cancel(reason);
  }

  #finish(controller: ReadableStreamDefaultController<Uint8Array>, end: { readonly error?: unknown }): void {
    controller.close();
    this.#end({ cancelled: false, ...end });
  }

  #end(end: StreamEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#options.onEnd(end);
  }

  #arm(): void {
    const { clock, heartbeatMs } = this.#options;
    this.#timer = clock.setTimeout(() => this.#tick(), heartbeatMs);
  }

  #tick(): void {
    if (this.#over) return;
    // What a reader has not taken must not pile up, so there is never a second comment in the queue.
    const isDry = (this.#controller?.desiredSize ?? -1) >= 0;
    const reads = this.#waiting && isDry;
    if (reads) this.#controller?.enqueue(this.#encoder.encode(HEARTBEAT));
    this.#stalledTicks = reads || this.#moved ? 0 : this.#stalledTicks + 1;
    this.#moved = false;
    if (this.#stalledTicks >= MAX_STALLED_TICKS) return this.#giveUp();
    this.#arm();
  }

  /** A dead reader must not hold the model's answer open. */
  #giveUp(): void {
    const error = new LimitError("Cannot send answer: nobody has read from it for too long");
    this.#end({ cancelled: true, error });
    this.#source.cancel(error).catch(() => {});
    this.#controller?.error(error);
  }
}

/** The body of a streamed answer: one ReadableStream over the pull, nothing made before it is read. */
export const eventStream = (source: Pull<Uint8Array>, options: EventStreamOptions): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(new EventStream(source, options), ON_DEMAND);
