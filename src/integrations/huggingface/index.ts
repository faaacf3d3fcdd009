export { AsyncTextIteratorStreamer, type StreamerOptions } from "./async-text-iterator-streamer.ts";
export type { HuggingFaceEngineOptions } from "./engine.ts";
export { huggingFaceEngine } from "./hugging-face-engine.ts";
export type { PipelineSource } from "./load-pipeline.ts";
export { HuggingFacePipelineCompatible, type HuggingFacePipelineOptions } from "./pipeline-model.ts";
export type {
  CausalModelLike,
  ChatTemplateMessage,
  DecodeOptions,
  EncodedPrompt,
  PipelineOptions,
  TextGenerationPipelineLike,
  TokenDecoderLike,
  TokenizerLike,
  TransformersModule,
} from "./transformers-types.ts";
