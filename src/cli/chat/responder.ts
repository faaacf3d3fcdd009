import type { GenerationLogView } from "../../engine/log/log-view.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Outcome } from "../../types/verdict.ts";

/** Facts about a completed turn. */
export interface TurnFacts {
  readonly outcome?: Outcome;
  readonly usage?: TokenUsage & { readonly deliveredTokens?: number; readonly withheldTokens?: number };
  readonly log?: GenerationLogView;
}

/** An answer that is being generated. */
export interface Turn {
  readonly parts: ReadableStream<StreamPart>;
  /** Settles after the parts have been read. */
  readonly facts: () => Promise<TurnFacts>;
}

/** The source of answers in a chat: rails in this process, or a server. */
export interface Responder {
  /** Shown after a block, unless the answer has its own refusal. */
  readonly refusal: string;
  readonly ask: (messages: readonly ChatMessage[], signal: AbortSignal) => Turn;
}
