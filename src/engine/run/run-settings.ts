import type { OutputMode } from "../request-rails/request-rails.ts";
import type { AnswerSource } from "./answer-source.ts";

/** How a request is run, apart from what it asks for. */
export interface RunSettings {
  readonly mode: OutputMode;
  /** Replaces the main model. */
  readonly source?: AnswerSource | undefined;
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether the signal also breaks an answer that is being read. Default true. A caller that cancels the stream itself
   * passes false, which saves a promise per token.
   */
  readonly breaksOnAbort?: boolean;
}
