/** Tokens of one or more model calls. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** True if no provider reported the figures, so they are estimated from the text. */
  readonly estimated: boolean;
  /** The part of `completionTokens` spent on reasoning, if the provider reports it. */
  readonly reasoningTokens?: number;
  /** The part of `promptTokens` read from the provider's cache, if the provider reports it. */
  readonly cachedTokens?: number;
  /** The part of `promptTokens` written to the provider's cache, if the provider reports it. */
  readonly cacheWriteTokens?: number;
}

/** Tokens that were not spent because a rail blocked. */
export interface SavedTokens {
  /** The prompt, estimated from the text, if the request was blocked before the model was called; otherwise 0. */
  readonly promptTokens: number;
  /** How many more could have been generated, at most. Absent if the request sets no limit. */
  readonly completionTokens?: number;
}

/** The tokens of a complete guarded answer. */
export interface StreamUsage extends TokenUsage {
  /** Tokens of the answer that were delivered to the client, estimated from the text. */
  readonly deliveredTokens: number;
  /** Tokens that were generated and not delivered: `completionTokens − deliveredTokens`, at least 0. */
  readonly withheldTokens: number;
  /** What a block saved. Absent if no rail blocked. */
  readonly saved?: SavedTokens;
  /** The sum over all calls of the rails. Not part of the figures above. */
  readonly rails: TokenUsage;
}
