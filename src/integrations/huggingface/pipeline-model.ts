import { ConfigError, ProviderError } from "../../errors.ts";
import { recordOf } from "../../json.ts";
import { streamFromFirstPart } from "../../llm/first-part.ts";
import { gatherResponse } from "../../llm/gather-response.ts";
import type { LanguageModel, ModelParams, ModelRequest, ModelResponse } from "../../llm/language-model.ts";
import { collectPull } from "../../streams/consumers.ts";
import { withSignal } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { AsyncTextIteratorStreamer, type StreamerOptions } from "./async-text-iterator-streamer.ts";
import { chatPrompt } from "./chat-prompt.ts";
import { generationSettings, type GenerationSettings } from "./generation-params.ts";
import { Generation } from "./generation.ts";
import type { EncodedPrompt, TextGenerationPipelineLike, TokenizerLike } from "./transformers-types.ts";

/** The pipeline, and what `generate` is called with. */
export interface HuggingFacePipelineOptions {
  /** A `text-generation` pipeline of transformers.js. Either this or `load`. */
  readonly pipeline?: TextGenerationPipelineLike;
  /** Gives the pipeline when the first request needs it; it may be called again after a failure. */
  readonly load?: () => Promise<TextGenerationPipelineLike>;
  /**
   * Options of every `generate` call: `temperature`, `max_new_tokens` (default 256), `top_k`, … A `streamer` here is a
   * template: each request gets its own with the same options. Without one, the prompt is skipped.
   */
  readonly modelKwargs?: ModelParams & { readonly streamer?: AsyncTextIteratorStreamer };
  /** Name of the model in answers and logs. Default: the name in the model's config. */
  readonly model?: string;
  /** `chat` (default) applies the tokenizer's chat template, `text` sends only the texts of the messages. */
  readonly mode?: "chat" | "text";
}

/**
 * A transformers.js pipeline as a language model. The model generates only while someone reads, a cancelled or aborted
 * answer costs no further step, and requests may run side by side on one pipeline.
 *
 * Of a request's parameters it takes `max_tokens` (also under its other names), `temperature`, `top_p`, `top_k`,
 * `repetition_penalty` and `stop`; `n` above 1 is refused and the rest ignored. A prompt longer than the tokenizer's
 * `model_max_length` is refused with the code `context_window`, and an answer ends where that length does.
 *
 * @example
 * const llm = new HuggingFacePipelineCompatible({ pipeline: pipe, modelKwargs: { max_new_tokens: 200 } });
 * const rails = new LLMRails(config, { llm });
 */
export class HuggingFacePipelineCompatible implements LanguageModel {
  readonly provider = "huggingface_pipeline" as const;
  readonly #load: () => Promise<TextGenerationPipelineLike>;
  readonly #modelKwargs: ModelParams;
  readonly #streamer: StreamerOptions;
  readonly #mode: "chat" | "text";
  readonly #pipeline: TextGenerationPipelineLike | undefined;
  readonly #model: string | undefined;

  constructor(options: HuggingFacePipelineOptions) {
    const { pipeline, load, model, mode = "chat", modelKwargs: { streamer, ...modelKwargs } = {} } = options;
    if (pipeline === undefined && load === undefined)
      throw new ConfigError('A pipeline model needs a "pipeline" or a "load"');
    this.#load = pipeline === undefined ? load! : () => Promise.resolve(pipeline);
    this.#pipeline = pipeline;
    this.#modelKwargs = modelKwargs;
    this.#streamer = streamerOptions(streamer);
    this.#model = model;
    this.#mode = mode;
  }

  get model(): string {
    return this.#model ?? nameOf(this.#pipeline?.model.config);
  }

  async generate(request: ModelRequest): Promise<ModelResponse> {
    return gatherResponse(this.provider, await collectPull(this.#open(request)));
  }

  stream(request: ModelRequest): Promise<ReadableStream<StreamPart>> {
    return streamFromFirstPart(this.provider, this.#open(request));
  }

  /** Nothing happens before the first pull; the signal ends the waiting for a model that is still loading, too. */
  #open(request: ModelRequest): Pull<StreamPart> {
    let generation: Generation | undefined;
    let cancelled = false;
    const source: Pull<StreamPart> = {
      pull: async () => {
        generation ??= await this.#begin(request);
        return cancelled ? undefined : generation.pull();
      },
      cancel: async () => {
        cancelled = true;
        await generation?.cancel();
      },
    };
    return request.signal === undefined ? source : withSignal(source, request.signal);
  }

  async #begin({ messages, params }: ModelRequest): Promise<Generation> {
    const pipeline = await this.#load();
    const encoded = this.#encode(pipeline.tokenizer, messages);
    const settings = this.#within(pipeline.tokenizer, encoded, generationSettings(this.#modelKwargs, params));
    return new Generation({ pipeline, encoded, settings, streamer: this.#streamer, model: this.model });
  }

  #encode(tokenizer: TokenizerLike, messages: ModelRequest["messages"]): EncodedPrompt {
    const { text, addSpecialTokens } = chatPrompt(tokenizer, messages, this.#mode);
    const encoded = tokenizer(text, { add_special_tokens: addSpecialTokens }) as EncodedPrompt;
    if (lengthOf(encoded) === 0) throw new ProviderError("bad_request", "Cannot generate: the prompt is empty");
    return encoded;
  }

  #within(tokenizer: TokenizerLike, encoded: EncodedPrompt, settings: GenerationSettings): GenerationSettings {
    const limit = tokenizer.model_max_length ?? Infinity;
    const room = limit - lengthOf(encoded);
    if (room >= 1) return { ...settings, maxNewTokens: Math.min(settings.maxNewTokens, room) };
    const message = `Cannot generate: the prompt has ${lengthOf(encoded)} tokens and model "${this.model}" takes ${limit}`;
    throw new ProviderError("context_window", message);
  }
}

const lengthOf = ({ input_ids }: EncodedPrompt): number => input_ids.dims.at(-1) ?? 0;

const streamerOptions = (streamer: unknown): StreamerOptions => {
  if (streamer === undefined || streamer === null) return { skipPrompt: true };
  if (streamer instanceof AsyncTextIteratorStreamer) return streamer.options;
  throw new ConfigError(
    'The "streamer" of "modelKwargs" must be an AsyncTextIteratorStreamer: each request needs its own copy',
  );
};

const nameOf = (config: unknown): string => {
  const { _name_or_path: path, model_type: type } = recordOf(config);
  return [path, type].find((name): name is string => typeof name === "string" && name !== "") ?? "pipeline";
};
