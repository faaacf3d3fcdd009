// Everything but the YAML parser: for Workers whose config was bundled, and for browsers.
export { type CompleteAnswer, LLMRails, type StartedStream } from "./engine/llm-rails.ts";
export type { LLMRailsOptions } from "./engine/llm-rails-options.ts";
export { bundledConfig, type BundledConfig } from "./config/bundled-config.ts";
export type { CheckedConfig } from "./config/checked-config.ts";
export { RailsConfig } from "./config/rails-config.ts";
export type { Answer } from "./wire/answer.ts";
export type { AnswerChoice } from "./wire/answer-choice.ts";
export type { GenerationRun } from "./engine/run/generation-run.ts";
export type { RailsStream } from "./engine/results/rails-stream.ts";
export { StreamingHandler, type StreamingHandlerOptions } from "./engine/results/streaming-handler.ts";
export type { BotMessage, GenerationResponse, RailException } from "./engine/results/generation-response.ts";
export type {
  ContextMessage,
  GenerateInput,
  GenerationInput,
  GenerationOptions,
  StreamInput,
} from "./engine/generation-input.ts";
export type { RailCategory, RailSwitch } from "./engine/request-rails/rail-switches.ts";
export type { GenerationLogView } from "./engine/log/log-view.ts";
export type { GenerationStats } from "./engine/log/generation-stats.ts";
export type { ActivatedRail, ExecutedAction } from "./engine/log/activated-rails.ts";
export type { InternalEvent } from "./engine/log/event-log.ts";
export type { GateHoldInfo } from "./engine/log/gate-holds.ts";
export type { RecordedChunk, Recording } from "./engine/record/recording.ts";
export {
  replay,
  type Replayed,
  type ReplayedText,
  type ReplayedUsage,
  type ReplayOptions,
} from "./engine/record/replay.ts";
export type { ShadowOutcome, ShadowRails } from "./engine/shadow.ts";
export type { FinishedRequest, Telemetry } from "./engine/telemetry.ts";
export type { LlmCallInfo } from "./engine/log/llm-call-info.ts";
export type { MetadataChunk, UsageMetadata } from "./engine/results/metadata-view.ts";
export type { RailsResult } from "./engine/check.ts";
export type { CheckInput } from "./engine/check-subject.ts";
export { guardFetch, type GuardFetchOptions } from "./engine/guard/guard-fetch.ts";
export type { GuardResponseOptions } from "./engine/guard/guard-response.ts";
export type { VaultOptions, VaultStore } from "./engine/request-rails/stored-vaults.ts";
export type { ExplainInfo } from "./engine/log/explain.ts";
export { defineRail, type Rail, type RailContext, type RailDecision, type RailInput } from "./rails/rail.ts";
export type { EngineFactory } from "./llm/make-model.ts";
export type { StreamSource } from "./llm/from-stream.ts";
export type { LanguageModel, ModelParams } from "./llm/language-model.ts";
export type { OutputParser, OutputParsers } from "./prompts/output-parsers.ts";
export type { ParsedVerdict } from "./prompts/judge-answers.ts";
export { defineAction, type Action, type ActionContext, type ActionResult } from "./rails/action.ts";
export {
  AlreadyReadError,
  ConfigError,
  type ConfigIssue,
  EdgeRailsError,
  LimitError,
  ProviderError,
  type ProviderErrorCode,
  RailError,
  RequestError,
  StreamingNotSupportedError,
} from "./errors.ts";
export type * from "./config/config-types.ts";
export type * from "./types/channel.ts";
export type * from "./types/chat-message.ts";
export type * from "./types/clock.ts";
export type * from "./types/stream-part.ts";
export type * from "./types/usage.ts";
export type * from "./types/verdict.ts";
