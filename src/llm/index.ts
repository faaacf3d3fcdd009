export type { LanguageModel, ModelChoice, ModelParams, ModelRequest, ModelResponse } from "./language-model.ts";
export type { Runtime } from "../http/runtime.ts";
export { SYSTEM_CLOCK } from "../http/system-clock.ts";
export { createModel } from "./registry.ts";
export type { EngineFactory } from "./make-model.ts";
export type { AnswerFormat } from "./answer-format.ts";
export { messagesFormat } from "./anthropic/messages-format.ts";
export { responsesFormat } from "./openai/responses-format.ts";
export { createAnthropicModel } from "./anthropic/anthropic.ts";
export { createAzureModel } from "./openai/azure.ts";
export { createOpenAIModel } from "./openai/openai.ts";
export { createWorkersAiModel, type WorkersAiBinding } from "./workers-ai/workers-ai.ts";
export { createScriptedModel, scriptedModel, type ScriptedModelOptions } from "./scripted/scripted.ts";
export type { ScriptedFault, ScriptedReply, ScriptedToolCall, ScriptedUsage, ScriptInput } from "./scripted/script.ts";
export { scriptedUpstream, type ScriptedUpstreamOptions, type UpstreamEvent } from "./scripted/scripted-upstream.ts";
export {
  languageModelFromStream,
  partsFrom,
  type StreamItem,
  type StreamModelOptions,
  type StreamProducer,
  type StreamSource,
} from "./from-stream.ts";
export { ProviderError, type ProviderErrorCode } from "../errors.ts";
