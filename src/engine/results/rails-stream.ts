import { AlreadyReadError } from "../../errors.ts";
import { iterate } from "../../streams/iterate.ts";
import { LazyPull } from "../../streams/lazy-pull.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { ON_DEMAND, pullFrom, rememberPull } from "../../streams/pull.ts";
import { PulledSource } from "../../streams/pulled-source.ts";
import type { Pull } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { Outcome } from "../../types/verdict.ts";
import { textEncoder, textWire } from "../../wire/nemo-text/text-wire.ts";
import { streamHeaders } from "../../wire/wire.ts";
import type { GenerationOptions } from "../generation-input.ts";
import { type GenerationLogView, logView } from "../log/log-view.ts";
import type { GenerationRun } from "../run/generation-run.ts";
import type { ShadowOutcome } from "../shadow.ts";

/** The methods that begin to read a stream. */
const READS = ["getReader", "pipeThrough", "pipeTo", "tee", "values"] as const;

const hasIterator = (): boolean => Symbol.asyncIterator in ReadableStream.prototype;

/**
 * A guarded answer as a stream of text or parts, with its outcome, usage and log as promises. Iterate it, pipe it, or
 * return `stream.toResponse()`. Nothing is generated before it is read; cancelling it aborts the model call.
 *
 * It can be read once; reading it again throws an AlreadyReadError. `outcome`, `usage` and `log` can be awaited any
 * number of times.
 *
 * @example
 * const stream = rails.streamAsync({ prompt: "Hello!" });
 * for await (const chunk of stream) console.log(chunk);
 * const { status, rail } = await stream.outcome;
 */
export class RailsStream<T = string> extends ReadableStream<T> {
  readonly #run: GenerationRun;
  readonly #options: GenerationOptions;
  readonly #source: PulledSource<T>;
  #isRead = false;

  static {
    for (const name of READS) {
      // Some browsers have no `values`.
      const read = ReadableStream.prototype[name] as ((...given: readonly unknown[]) => unknown) | undefined;
      if (read === undefined) continue;
      const value = function (this: RailsStream, ...given: readonly unknown[]): unknown {
        this.#beginReading();
        return read.call(this, ...given);
      };
      Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
    }
  }

  /** Created by `LLMRails`. */
  constructor(pull: Pull<T>, run: GenerationRun, options: GenerationOptions) {
    const source = new PulledSource(pull);
    super(source, ON_DEMAND);
    rememberPull(this, pull);
    this.#source = source;
    this.#run = run;
    this.#options = options;
  }

  /**
   * Whether the answer passed. Resolves at its end, when all checks are done; rejects if the answer breaks or is
   * cancelled without a verdict. If nobody is reading the answer yet, reading starts: up to 65,536 chunks are buffered.
   * The same applies to `usage`, `log` and `shadow`.
   */
  get outcome(): Promise<Outcome> {
    this.#readSoon();
    return this.#run.tracker.outcome;
  }

  /** The token usage of the answer. Resolves even if the answer fails. */
  get usage(): Promise<StreamUsage> {
    this.#readSoon();
    return this.#run.tracker.usage;
  }

  /** The outcome under the shadow config, once both are over; undefined without one. */
  get shadow(): Promise<ShadowOutcome | undefined> {
    return this.usage.then(() => this.#run.shadow?.outcome);
  }

  /**
   * The text as a `text/plain` response, with headers that keep proxies from buffering it unless `init` says otherwise.
   * A client that disconnects aborts the model call. A failure before the first text breaks the body; use
   * `LLMRails.startStream` to send an error status instead.
   *
   * @example
   * export default { fetch: () => rails.streamAsync({ prompt: "Hello!" }).toResponse() };
   */
  toResponse(this: RailsStream, init: ResponseInit = {}): Response {
    const headers = new Headers({ ...streamHeaders(textWire), "content-encoding": "identity" });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return new Response(pipeline<Uint8Array>(this, [textEncoder()]), { ...init, headers });
  }

  /**
   * Implements async iteration for browsers without it, and for TypeScript libraries that do not declare it, such as
   * that of Next.js.
   */
  override [Symbol.asyncIterator](options?: { preventCancel?: boolean }): AsyncIteratorObject<T, undefined> {
    return hasIterator() ? this.values(options) : iterate(this, options);
  }

  /** The log that `options.log` requested, once the answer is over and monitored rails are done. Built on demand. */
  get log(): Promise<GenerationLogView> {
    this.#readSoon();
    return this.#run.tracker.settled.then(() => logView(this.#run.log, this.#options));
  }

  #beginReading(): void {
    if (this.#isRead && (this.locked || this.#source.isOver)) throw new AlreadyReadError();
    this.#isRead = true;
  }

  /** Starts reading in a microtask, so that a caller that reads the stream in the same tick is first. */
  #readSoon(): void {
    queueMicrotask(() => {
      if (!this.locked) this.#source.readAhead();
    });
  }
}

/** Starts a run at the first pull, so that an unread stream costs nothing. */
export const pullOnDemand = (run: GenerationRun): Pull<StreamPart> =>
  new LazyPull({
    start: async () => pullFrom(await run.start()),
    abort: (reason) => run.abort(reason),
  });
