import type { GenerationLogView } from "../../engine/log/log-view.ts";
import type { ChatMessage, Outcome, StreamPart, TokenUsage } from "../../types.ts";

/** What is known of a turn once it is over. */
export interface TurnFacts {
  readonly outcome?: Outcome;
  readonly usage?: TokenUsage & { readonly deliveredTokens?: number; readonly withheldTokens?: number };
  readonly log?: GenerationLogView;
}

/** One answer on its way. */
export interface Turn {
  readonly parts: ReadableStream<StreamPart>;
  /** Settles once the parts are read. */
  readonly facts: () => Promise<TurnFacts>;
}

/** Who answers in a chat: rails in this process, or a server. */
export interface Responder {
  /** What is said where an answer was cut off, unless the answer says it itself. */
  readonly refusal: string;
  readonly ask: (messages: readonly ChatMessage[], signal: AbortSignal) => Turn;
}
