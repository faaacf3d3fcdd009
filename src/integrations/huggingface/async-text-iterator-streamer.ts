import { toReadable } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import { TextQueue } from "./text-queue.ts";
import { TokenDecoder } from "./token-decoder.ts";
import type { TokenDecoderLike } from "./transformers-types.ts";

/** Options of AsyncTextIteratorStreamer. */
export interface StreamerOptions {
  /** Omits the prompt, with which `generate` starts. Default false. */
  readonly skipPrompt?: boolean;
  /** Leaves out tokens such as the end-of-text mark. Default true. */
  readonly skipSpecialTokens?: boolean;
  /** Pieces of text (about a word each) that may wait for a reader. Default 4096. */
  readonly maxQueued?: number;
}

const DEFAULT_MAX_QUEUED = 4096;

/**
 * Converts the tokens of one `generate` call of transformers.js to an iterable text: pass it as `streamer`, then
 * `for await` it or read its `readable` (only one of them). The concatenated pieces equal what the tokenizer decodes
 * from all ids. A piece is released once no later token can change it, so the last word waits for the next one.
 *
 * In TypeScript, transformers.js declares `streamer` as its own class although it only calls `put` and `end`: write
 * `streamer: streamer as unknown as TextStreamer` there. `HuggingFacePipelineCompatible` takes it as it is.
 *
 * `put` cannot wait, so unread pieces are queued, up to `maxQueued`. Then `put` throws a LimitError, which ends the
 * generation. To make the generation wait for its reader, use `HuggingFacePipelineCompatible`.
 *
 * @example
 * const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer, { skipPrompt: true });
 * void pipe.model.generate({ ...inputs, streamer });
 * for await (const text of streamer) console.log(text);
 */
export class AsyncTextIteratorStreamer implements AsyncIterable<string> {
  readonly tokenizer: TokenDecoderLike;
  readonly options: Required<StreamerOptions>;
  readonly #decoder: TokenDecoder;
  readonly #queue: TextQueue;
  #readable: ReadableStream<string> | undefined;
  #promptIsNext = true;

  constructor(tokenizer: TokenDecoderLike, options: StreamerOptions = {}) {
    const { skipPrompt = false, skipSpecialTokens = true, maxQueued = DEFAULT_MAX_QUEUED } = options;
    if (!(maxQueued >= 1)) throw new RangeError(`"maxQueued" must be at least 1, not ${maxQueued}`);
    this.tokenizer = tokenizer;
    this.options = { skipPrompt, skipSpecialTokens, maxQueued };
    this.#decoder = new TokenDecoder(tokenizer, { skip_special_tokens: skipSpecialTokens });
    this.#queue = new TextQueue(maxQueued);
  }

  /** True once the reader has cancelled: further tokens are dropped. */
  get cancelled(): boolean {
    return this.#queue.state === "cancelled";
  }

  /** The text as a stream. It reads nothing ahead; cancelling it makes `cancelled` true. */
  get readable(): ReadableStream<string> {
    this.#readable ??= toReadable(this.pieces);
    return this.#readable;
  }

  /** The text as a pull. Each call returns all queued pieces. */
  get pieces(): Pull<string> {
    return this.#queue;
  }

  /** Called by `generate`: the prompt first, then each new token. Batches of one only. */
  put(value: readonly (readonly bigint[])[]): void {
    if (this.#queue.state === "cancelled") return;
    if (this.#queue.state !== "open")
      throw new TypeError("A streamer serves one generation: make a new one for the next");
    if (value.length !== 1) throw new RangeError(`A streamer takes batches of one sequence, not ${value.length}`);
    const isPrompt = this.#promptIsNext;
    this.#promptIsNext = false;
    if (isPrompt && this.options.skipPrompt) return;
    this.#queue.push(this.#decoder.push(value[0] ?? []));
  }

  /** Called by `generate` when it is done. */
  end(): void {
    this.#queue.push(this.#decoder.end());
    this.#queue.end();
  }

  /** Ends the stream with an error. Has no effect after the end. */
  fail(error: unknown): void {
    this.#queue.fail(error);
  }

  /**
   * Resolves to true once a reader waits for text, to false once no reader will. A generation that awaits this before
   * each step never runs ahead of its reader.
   */
  wanted(): Promise<boolean> {
    return this.#queue.wanted();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, void> {
    try {
      for (let batch = await this.#queue.pull(); batch !== undefined; batch = await this.#queue.pull()) yield* batch;
    } finally {
      await this.#queue.cancel();
    }
  }
}
