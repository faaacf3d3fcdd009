/** The few members of transformers.js that this room touches, so that the peer stays optional, also for types. */

export interface DecodeOptions {
  skip_special_tokens?: boolean;
}

/** The members of a tokenizer that a streamer uses. */
export interface TokenDecoderLike {
  decode(ids: bigint[], options?: DecodeOptions): string;
}

/** A message as a chat template reads it. */
export interface ChatTemplateMessage {
  role: string;
  content: string;
  [key: string]: unknown;
}

/** The members of a tokenizer that a chat uses. Every tokenizer of transformers.js has them. */
export interface TokenizerLike extends TokenDecoderLike {
  (text: string, options?: { add_special_tokens?: boolean }): unknown;
  readonly chat_template?: unknown;
  readonly model_max_length?: number;
  readonly add_bos_token?: boolean;
  readonly add_eos_token?: boolean;
  apply_chat_template?(
    messages: ChatTemplateMessage[],
    options?: { tokenize?: false; add_generation_prompt?: boolean },
  ): unknown;
}

/** What `tokenizer(text)` returns, as far as it is read here; all of it is handed to `generate`. */
export interface EncodedPrompt {
  readonly input_ids: { readonly dims: readonly number[] };
}

/** A causal language model: `generate` awaits `forward` once a token, which is where a reader can hold it. */
export interface CausalModelLike {
  readonly config?: unknown;
  readonly generation_config?: unknown;
  generate(options: Record<string, unknown>): Promise<unknown>;
  forward(inputs: Record<string, unknown>): Promise<unknown>;
}

/** A `text-generation` pipeline of transformers.js, or anything that has its model and its tokenizer. */
export interface TextGenerationPipelineLike {
  readonly model: CausalModelLike;
  readonly tokenizer: TokenizerLike;
}

/** Options of `pipeline(task, model, options)` that a config may set. */
export interface PipelineOptions {
  readonly dtype?: unknown;
  readonly device?: unknown;
  readonly revision?: unknown;
  readonly cache_dir?: unknown;
  readonly subfolder?: unknown;
  readonly model_file_name?: unknown;
  readonly use_external_data_format?: unknown;
  readonly session_options?: unknown;
  readonly local_files_only?: boolean;
}

/** The exports of `@huggingface/transformers` that are used. */
export interface TransformersModule {
  readonly env: { allowRemoteModels: boolean };
  pipeline(task: string, model: string, options: PipelineOptions): Promise<unknown>;
}
