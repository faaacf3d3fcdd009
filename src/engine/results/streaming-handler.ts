import { AlreadyReadError, LimitError } from "../../errors.ts";
import { pipeline } from "../../streams/pipeline.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { textView } from "../../wire/nemo-text/text-view.ts";
import { type Deferred, deferred } from "../deferred.ts";
import { warnOnce } from "../warn-once.ts";
import { TextShaper } from "./text-shaper.ts";

/** Options of StreamingHandler. */
export interface StreamingHandlerOptions {
  /** Called with every chunk. Default: none. */
  readonly print?: (text: string) => void;
  /** Whether to start in buffering mode. Default false. */
  readonly enableBuffer?: boolean;
  /** Removed once from the beginning of the text. */
  readonly prefix?: string;
  /** Removed once from the end of the text. */
  readonly suffix?: string;
  /** Sequences before which the text ends. */
  readonly stop?: readonly string[];
}

/** The most characters that wait for a reader or in the buffer. */
const MAX_QUEUED = 1_048_576;

const isCounted = (line: string): boolean => line.trim() !== "" && !line.trim().startsWith("#");

/**
 * Receives the text of an answer while `generateAsync` runs: iterate it, or pipe it to another handler. Use one handler
 * per call. It behaves like NeMo Guardrails' `StreamingHandler`, without its deadlocks.
 *
 * @deprecated Use `LLMRails.streamAsync`, which also aborts the model call when its reader stops.
 *
 * @example
 * const handler = new StreamingHandler();
 * const answer = rails.generateAsync({ prompt: "Hello!", streamingHandler: handler });
 * for await (const chunk of handler) console.log(chunk);
 * console.log(await answer);
 */
export class StreamingHandler implements AsyncIterable<string> {
  /** The text so far, as its reader gets it. */
  completion = "";
  readonly #options: StreamingHandlerOptions;
  #shaper: TextShaper;
  #buffering: boolean;
  #buffer = "";
  #target: StreamingHandler | undefined;
  #queue: string[] = [];
  #queued = 0;
  #finished = false;
  #isRead = false;
  #failure: { readonly error: unknown } | undefined;
  #changed: Deferred<void> = deferred();

  constructor(options: StreamingHandlerOptions = {}) {
    warnOnce("StreamingHandler", "StreamingHandler is deprecated: use streamAsync");
    this.#options = options;
    this.#shaper = new TextShaper(options);
    this.#buffering = options.enableBuffer ?? false;
  }

  /** Sets prefix, suffix and stop sequences. Only before the first text. */
  setPattern(affixes: Pick<StreamingHandlerOptions, "prefix" | "suffix" | "stop">): void {
    this.#shaper = new TextShaper(affixes);
  }

  /** Sends the text to another handler instead of this one's reader. */
  pipeTo(target: StreamingHandler): void {
    this.#target = target;
  }

  /** Adds a piece of text; `null` ends it. Later pieces are dropped. */
  pushChunk(chunk: string | null): void {
    if (this.#finished) return;
    if (chunk === null) return this.finish();
    if (typeof chunk !== "string")
      throw new TypeError(`StreamingHandler.pushChunk() expects a string, got ${typeof chunk}`);
    if (this.#buffering) return this.#keep(chunk);
    this.#emit(this.#shaper.feed(chunk));
    if (this.#shaper.stopped) this.#end();
  }

  /** Ends the text: held text is released, a suffix is removed. */
  finish(): void {
    if (this.#finished) return;
    this.disableBuffering();
    this.#emit(this.#shaper.end());
    this.#end();
  }

  /** Ends the text with an error for its reader. */
  fail(error: unknown): void {
    if (this.#finished) return;
    this.#failure = { error };
    this.#target?.fail(error);
    this.#finished = true;
    this.#notify();
  }

  /** Resolves with the whole text once it has ended. */
  async wait(): Promise<string> {
    await this.#until(() => this.#finished);
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.completion;
  }

  enableBuffering(): void {
    this.#buffering = true;
  }

  /** Releases the buffered text as one chunk. */
  disableBuffering(): void {
    if (!this.#buffering) return;
    this.#buffering = false;
    const buffered = this.#buffer;
    this.#buffer = "";
    if (buffered !== "") this.pushChunk(buffered);
  }

  /** While buffering: resolves with the first `count` lines that are neither blank nor comments, and removes them. */
  async waitTopKNonemptyLines(count: number): Promise<string> {
    const counted = (): number => this.#buffer.split("\n").filter(isCounted).length;
    await this.#until(() => this.#finished || counted() > count);
    if (this.#failure !== undefined) throw this.#failure.error;
    const taken: string[] = [];
    let lines = this.#buffer.split("\n");
    while (lines.length > 0 && taken.length < count) {
      taken.push(...lines.slice(0, 1).filter(isCounted));
      lines = lines.slice(1);
    }
    this.#buffer = lines.join("\n");
    return taken.join("\n");
  }

  /** @throws AlreadyReadError if the text was read to its end before. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    if (this.#isRead) throw new AlreadyReadError();
    for (;;) {
      await this.#until(() => this.#queue.length > 0 || this.#finished);
      const chunks = this.#queue;
      this.#queue = [];
      this.#queued = 0;
      yield* chunks;
      if (chunks.length > 0 || !this.#finished) continue;
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#isRead = true;
      return;
    }
  }

  /** Passes parts on, and copies their text to this handler. Used by `generateAsync`. */
  watch(parts: ReadableStream<StreamPart>): ReadableStream<StreamPart> {
    const view = textView();
    const target = { enqueue: (text: string) => this.pushChunk(text), terminate: () => {} };
    const stage: Stage<StreamPart, StreamPart> = {
      name: "streaming-handler",
      feed: (part, output) => {
        view.feed(part, target);
        output.enqueue(part);
      },
      end: () => this.finish(),
      abort: (reason) => this.fail(reason),
    };
    return pipeline(parts, [stage]);
  }

  #keep(chunk: string): void {
    this.#buffer += chunk;
    if (this.#buffer.length > MAX_QUEUED) {
      return this.fail(new LimitError(`Cannot buffer text: more than ${MAX_QUEUED} characters`));
    }
    this.#notify();
  }

  #emit(text: string): void {
    if (text === "") return;
    this.completion += text;
    this.#options.print?.(text);
    if (this.#target !== undefined) return this.#target.pushChunk(text);
    this.#queued += text.length;
    if (this.#queued > MAX_QUEUED) {
      return this.fail(new LimitError(`Cannot keep text for its reader: more than ${MAX_QUEUED} characters wait`));
    }
    this.#queue.push(text);
    this.#notify();
  }

  #end(): void {
    this.#finished = true;
    this.#target?.finish();
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#changed.promise;
  }
}
