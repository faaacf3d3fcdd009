import { LatePull } from "../streams/late-pull.ts";
import { pipeline } from "../streams/pipeline.ts";
import { ON_DEMAND, pullFrom, rememberPull, underlyingSource } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import type { Outcome, StreamPart, StreamUsage } from "../types.ts";
import { textEncoder, textWire } from "../wire/nemo-text/text-wire.ts";
import { streamHeaders } from "../wire/wire.ts";
import type { GenerationRun } from "./generation-run.ts";
import type { ShadowOutcome } from "./shadow.ts";
import { type GenerationLogView, logView } from "./log/log-view.ts";
import type { GenerationOptions } from "./options.ts";

/**
 * A guarded answer as a stream, with what became of it beside it. Iterate it, pipe it, or answer with it:
 * `return stream.toResponse()`. Nothing is generated before it is read; cancelling it stops the model.
 */
export class RailsStream<T = string> extends ReadableStream<T> {
  /**
   * Whether the answer passed. Resolves at its end, never before the last check is in; rejects when the answer breaks or is
   * cancelled without a verdict.
   */
  readonly outcome: Promise<Outcome>;
  /** What the answer cost; resolves however it ends. An answer that is never read has no end. */
  readonly usage: Promise<StreamUsage>;
  readonly #run: GenerationRun;
  readonly #options: GenerationOptions;

  /** Streams come from `LLMRails`. */
  constructor(pull: Pull<T>, run: GenerationRun, options: GenerationOptions) {
    super(underlyingSource(pull), ON_DEMAND);
    rememberPull(this, pull);
    this.outcome = run.books.outcome;
    this.usage = run.books.usage;
    this.#run = run;
    this.#options = options;
  }

  /** What another config would have made of the answer, once both are over; undefined where none reads along. */
  get shadow(): Promise<ShadowOutcome | undefined> {
    return this.#run.books.usage.then(() => this.#run.shadow?.outcome);
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

  /** What `options.log` asked for, once the answer is over. Put together when it is asked for. */
  get log(): Promise<GenerationLogView> {
    return this.#run.books.usage.then(() => logView(this.#run.log, this.#options));
  }
}

/** Starts a run at the first pull, so that a stream nobody reads costs nothing. */
export const pullOnDemand = (run: GenerationRun): Pull<StreamPart> =>
  new LatePull({
    start: async () => pullFrom(await run.start()),
    abort: (reason) => run.abort(reason),
  });
