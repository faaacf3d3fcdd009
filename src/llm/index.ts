export type {
  LanguageModel,
  ModelChoice,
  ModelParams,
  ModelRequest,
  ModelResponse,
  ModelRuntime,
} from "./language-model.ts";
export { createModel, type EngineFactory } from "./registry.ts";
export { createAnthropicModel } from "./anthropic.ts";
export { createAzureModel } from "./azure.ts";
export { createOpenAIModel } from "./openai.ts";
export { createWorkersAiModel, type WorkersAiBinding } from "./workers-ai.ts";
export { createScriptedModel, scriptedModel, type ScriptedModelOptions } from "./scripted.ts";
export type { ScriptedFault, ScriptedReply, ScriptedToolCall, ScriptedUsage, ScriptInput } from "./script.ts";
export { scriptedUpstream, type ScriptedUpstreamOptions, type UpstreamEvent } from "./scripted-upstream.ts";
export {
  languageModelFromStream,
  partsFrom,
  type StreamItem,
  type StreamModelOptions,
  type StreamProducer,
  type StreamSource,
} from "./from-stream.ts";
export { ProviderError, type ProviderErrorCode } from "../errors.ts";
