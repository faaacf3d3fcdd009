import type { ModelParams } from "../../llm/language-model.ts";
import type { ChatMessage, StreamPart } from "../../types.ts";
import type { OutputMode } from "../request-rails/request-rails.ts";

/** A request as the input rails left it. */
export interface PassedRequest {
  readonly messages: readonly ChatMessage[];
  readonly params: ModelParams;
  /** Aborts with the request. */
  readonly signal: AbortSignal;
}

/** An answer from elsewhere. */
export interface AnswerSource {
  /** Begins the answer. Called once at most, and only when the input rails have passed the request. */
  open(request: PassedRequest): ReadableStream<StreamPart> | Promise<ReadableStream<StreamPart>>;
  /** Called instead where nobody will read the answer: what is under way already must not go on. */
  discard?(reason: unknown): void;
}

/** An answer that is on its way whatever the rails say. */
export const underWay = (begin: () => ReadableStream<StreamPart>): AnswerSource => ({
  open: begin,
  discard: (reason) => void (async () => begin().cancel(reason))().catch(() => {}),
});

/** How one request is run, beside what it asks. */
export interface RunSettings {
  readonly mode: OutputMode;
  /** An answer from elsewhere instead of the main model's. */
  readonly source?: AnswerSource | undefined;
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether the signal also breaks the answer that is being read. Default true. Who cancels what it reads says false: one
   * promise less per token.
   */
  readonly breaksOnAbort?: boolean;
}
