import { EdgeRailsError, ProviderError } from "../../errors.ts";
import { discard } from "../../streams/discard.ts";
import type { Pull } from "../../streams/stage.ts";
import { StopScanner } from "../../text/stop-scanner.ts";
import type { FinishReason, StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import { AsyncTextIteratorStreamer, type StreamerOptions } from "./async-text-iterator-streamer.ts";
import type { GenerationSettings } from "./generation-params.ts";
import type { CausalModelLike, EncodedPrompt, TextGenerationPipelineLike } from "./transformers-types.ts";

export interface PipelineCall {
  readonly pipeline: TextGenerationPipelineLike;
  readonly encoded: EncodedPrompt;
  readonly settings: GenerationSettings;
  readonly streamer: StreamerOptions;
  /** Name of the model, for the first part and for errors. */
  readonly model: string;
}

/** Ends a `generate` call whose reader has cancelled. Internal. */
class ReaderLeft extends Error {}

/**
 * One `generate` call as a pull of parts. The model makes a step only while a read is waiting, and none after `cancel`;
 * each call has its own streamer, stop flag and key-value cache, so calls on one pipeline do not mix.
 */
export class Generation implements Pull<StreamPart> {
  readonly #input: PipelineCall;
  readonly #streamer: AsyncTextIteratorStreamer;
  readonly #stops: StopScanner;
  #promptTokens = 0;
  #completionTokens = 0;
  #lastToken: bigint | undefined;
  #phase: "new" | "running" | "over" = "new";

  constructor(input: PipelineCall) {
    this.#input = input;
    this.#streamer = new AsyncTextIteratorStreamer(input.pipeline.tokenizer, input.streamer);
    this.#stops = new StopScanner(input.settings.stop);
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    const opening = this.#start();
    while (this.#phase === "running") {
      const pieces = await this.#nextPieces();
      const parts = pieces === undefined ? this.#closing(this.#stops.end()) : this.#texts(pieces);
      if (parts.length > 0) return [...opening, ...parts];
    }
    return undefined;
  }

  cancel(): Promise<void> {
    this.#phase = "over";
    return this.#streamer.pieces.cancel();
  }

  #start(): StreamPart[] {
    if (this.#phase !== "new") return [];
    this.#phase = "running";
    this.#run().then(
      () => this.#streamer.fail(new ProviderError("truncated", `Model "${this.#input.model}" stopped without an end`)),
      (error: unknown) => this.#streamer.fail(error),
    );
    return [{ type: "response", choice: 0, model: this.#input.model }];
  }

  async #nextPieces(): Promise<readonly string[] | undefined> {
    try {
      return await this.#streamer.pieces.pull();
    } catch (cause) {
      this.#phase = "over";
      if (cause instanceof EdgeRailsError) throw cause;
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new ProviderError("server", `Model "${this.#input.model}" failed while it generated`, { cause, detail });
    }
  }

  #texts(pieces: readonly string[]): StreamPart[] {
    const text = this.#stops.feed(pieces.join(""));
    return this.#stops.stoppedBy === undefined ? textDelta(text) : this.#closing(text);
  }

  #closing(text: string): StreamPart[] {
    if (this.#phase === "over") return [];
    discard(this);
    return [
      ...textDelta(text),
      { type: "finish", choice: 0, reason: this.#finishReason() },
      { type: "usage", choice: 0, usage: this.#usage() },
    ];
  }

  #finishReason(): FinishReason {
    if (this.#stops.stoppedBy !== undefined) return "stop";
    const ended = this.#lastToken !== undefined && endTokens(this.#input).includes(this.#lastToken);
    return !ended && this.#completionTokens >= this.#input.settings.maxNewTokens ? "length" : "stop";
  }

  #usage(): TokenUsage {
    const [promptTokens, completionTokens] = [this.#promptTokens, this.#completionTokens];
    return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: false };
  }

  #run(): Promise<unknown> {
    const { encoded, settings, pipeline } = this.#input;
    const { stopping_criteria: criteria, ...kwargs } = settings.kwargs;
    return this.#gated(pipeline.model).generate({
      ...encoded,
      ...kwargs,
      max_new_tokens: settings.maxNewTokens,
      streamer: { put: (value: bigint[][]) => this.#put(value), end: () => this.#streamer.end() },
      stopping_criteria: [...listOf(criteria), (ids: unknown[]) => ids.map(() => this.#streamer.cancelled)],
    });
  }

  #put(value: bigint[][]): void {
    const ids = value[0] ?? [];
    if (this.#promptTokens === 0) this.#promptTokens = ids.length;
    else {
      this.#completionTokens += ids.length;
      this.#lastToken = ids.at(-1);
    }
    this.#streamer.put(value);
  }

  /** The model with a `forward` that waits for a reader. It is the one step `generate` awaits for every token. */
  #gated(model: CausalModelLike): CausalModelLike {
    const forward = async (inputs: Record<string, unknown>): Promise<unknown> => {
      if (await this.#streamer.wanted()) return await model.forward(inputs);
      await releaseCache(inputs["past_key_values"]);
      throw new ReaderLeft();
    };
    return Object.create(model, { forward: { value: forward } }) as CausalModelLike;
  }
}

const textDelta = (text: string): StreamPart[] => (text === "" ? [] : [{ type: "text-delta", choice: 0, text }]);

/** A cache on a GPU is not garbage collected, and a `generate` that throws does not free it. */
const releaseCache = async (cache: unknown): Promise<void> => {
  await (cache as { dispose?(): Promise<void> } | null | undefined)?.dispose?.();
};

/** A caller's own stopping criteria: one function, an array, or transformers.js's list. */
const listOf = (criteria: unknown): unknown[] => {
  if (criteria === undefined || criteria === null) return [];
  return Symbol.iterator in Object(criteria) ? [...(criteria as Iterable<unknown>)] : [criteria];
};

const endTokens = ({ pipeline, settings }: PipelineCall): bigint[] => {
  const sources = [settings.kwargs, pipeline.model.generation_config, pipeline.model.config];
  const ids = sources.map((source) => (source as { eos_token_id?: unknown } | null | undefined)?.eos_token_id);
  const found = ids.find((id) => id !== undefined && id !== null);
  return [found].flat().flatMap((id) => (typeof id === "number" || typeof id === "bigint" ? [BigInt(id)] : []));
};
