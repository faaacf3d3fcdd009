import { iterate } from "../../streams/iterate.ts";
import { LazyPull } from "../../streams/lazy-pull.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { ON_DEMAND, pullFrom, rememberPull } from "../../streams/pull.ts";
import { PulledSource } from "../../streams/pulled-source.ts";
import type { Pull } from "../../streams/stage.ts";
import type { Outcome, StreamPart, StreamUsage } from "../../types.ts";
import { textEncoder, textWire } from "../../wire/nemo-text/text-wire.ts";
import { streamHeaders } from "../../wire/wire.ts";
import type { GenerationRun } from "../run/generation-run.ts";
import type { ShadowOutcome } from "../shadow.ts";
import { type GenerationLogView, logView } from "../log/log-view.ts";
import type { GenerationOptions } from "../generation-input.ts";

const hasIterator = (): boolean => Symbol.asyncIterator in ReadableStream.prototype;

/**
 * A guarded answer as a stream, with what became of it beside it. Iterate it, pipe it, or answer with it:
 * `return stream.toResponse()`. Nothing is generated before it is read; cancelling it stops the model.
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

  /** Streams come from `LLMRails`. */
  constructor(pull: Pull<T>, run: GenerationRun, options: GenerationOptions) {
    const source = new PulledSource(pull);
    super(source, ON_DEMAND);
    rememberPull(this, pull);
    this.#source = source;
    this.#run = run;
    this.#options = options;
  }

  /**
   * Whether the answer passed. Resolves at its end, never before the last check is in; rejects when the answer breaks or is
   * cancelled without a verdict. Where nobody has begun to read the answer by then, asking for this begins: the text waits in the
   * stream, up to 65,536 chunks of it. So do `usage`, `log` and `shadow`.
   */
  get outcome(): Promise<Outcome> {
    this.#readSoon();
    return this.#run.tracker.outcome;
  }

  /** What the answer cost; resolves however it ends. */
  get usage(): Promise<StreamUsage> {
    this.#readSoon();
    return this.#run.tracker.usage;
  }

  /** What another config would have made of the answer, once both are over; undefined where none reads along. */
  get shadow(): Promise<ShadowOutcome | undefined> {
    return this.usage.then(() => this.#run.shadow?.outcome);
  }

  /**
   * The text as the answer of a fetch handler, `text/plain` with headers that keep it from being gathered on its way unless
   * `init` says otherwise. A reader that leaves stops the model. What fails before the first text breaks the body: by
   * `LLMRails.startStream` it can still be told by a status.
   *
   * @example
   * export default { fetch: () => rails.streamAsync({ prompt: "Hello!" }).toResponse() };
   */
  toResponse(this: RailsStream, init: ResponseInit = {}): Response {
    const headers = new Headers({ ...streamHeaders(textWire), "content-encoding": "identity" });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return new Response(pipeline<Uint8Array>(this, [textEncoder()]), { ...init, headers });
  }

  /** As streams have it, and written here for browsers and for libraries of TypeScript that leave it out, as that of Next.js. */
  override [Symbol.asyncIterator](options?: { preventCancel?: boolean }): AsyncIteratorObject<T, undefined> {
    return hasIterator() ? super[Symbol.asyncIterator](options) : iterate(this, options);
  }

  /** What `options.log` asked for, once the answer is over and monitored rails are done. Put together when it is asked for. */
  get log(): Promise<GenerationLogView> {
    this.#readSoon();
    return this.#run.tracker.settled.then(() => logView(this.#run.log, this.#options));
  }

  /** Whoever asks how the answer ends and goes on to read it, does so in the same breath. */
  #readSoon(): void {
    queueMicrotask(() => {
      if (!this.locked) this.#source.readAhead();
    });
  }
}

/** Starts a run at the first pull, so that a stream nobody reads costs nothing. */
export const pullOnDemand = (run: GenerationRun): Pull<StreamPart> =>
  new LazyPull({
    start: async () => pullFrom(await run.start()),
    abort: (reason) => run.abort(reason),
  });
