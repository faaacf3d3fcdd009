import type { ChatMessage, ToolCall } from "../types/chat-message.ts";
import type { FinishReason, StreamPart } from "../types/stream-part.ts";
import type { TokenUsage } from "../types/usage.ts";

/**
 * Sampling and other parameters of a call, under the names of the OpenAI API (`temperature`, `max_tokens`, `stop`, …).
 */
export type ModelParams = Readonly<Record<string, unknown>>;

/** A request to a model. */
export interface ModelRequest {
  readonly messages: readonly ChatMessage[];
  readonly params?: ModelParams;
  /** Aborts the call, also in mid-stream. */
  readonly signal?: AbortSignal;
  /** Instead of the runtime's fetch, for models that use one: that of a request whose connections are counted. */
  readonly fetch?: typeof fetch;
}

/** One answer of a model, complete. */
export interface ModelChoice {
  readonly content: string;
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly finishReason: FinishReason;
}

/** A complete answer of a model. */
export interface ModelResponse {
  readonly choices: readonly ModelChoice[];
  readonly id?: string;
  readonly model?: string;
  /** Absent when the provider reported none. */
  readonly usage?: TokenUsage;
}

/**
 * A model behind any provider. Both calls throw a ProviderError; a request whose signal aborts rejects with the
 * signal's reason. Retries happen only before the first part of an answer.
 */
export interface LanguageModel {
  /** The engine, such as `openai`. */
  readonly provider: string;
  /** The model's name at that provider. */
  readonly model: string;
  /** The host that is called, such as `api.openai.com`, for the operator. Absent for models without a URL. */
  readonly host?: string;
  /**
   * Whether it takes custom tools and calls of them, as a chat has them. For other models they are functions with one
   * text, `input`. Default false.
   */
  readonly takesCustomTools?: boolean;
  generate(request: ModelRequest): Promise<ModelResponse>;
  /**
   * Resolves when the first part is there, so that what fails before it is a rejection and not a broken stream.
   * The stream errors with `truncated` when it ends without saying that it is complete; cancelling it aborts the call.
   */
  stream(request: ModelRequest): Promise<ReadableStream<StreamPart>>;
}
