import type { StreamPart } from "../types.ts";
import type { OutputMode } from "./request-rails.ts";

/** How one request is run, beside what it asks. */
export interface RunSettings {
  readonly mode: OutputMode;
  /** An answer from elsewhere instead of the main model's. */
  readonly source?: (() => ReadableStream<StreamPart>) | undefined;
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether the signal also breaks the answer that is being read. Default true. Who cancels what it reads says false: one
   * promise less per token.
   */
  readonly breaks?: boolean;
}
