/** A role of the OpenAI chat format. Nothing else is accepted from a client. */
export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/** One part of a multimodal message; only `text` parts carry text that rails read. */
export interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly [key: string]: unknown;
}

/** Kinds of content that rails cannot read, since they read text. */
export type MediaKind = "audio" | "file" | "image";

/** Opaque state that a provider requires back with a tool call: Gemini signs its reasoning before the call. */
export interface ToolCallState {
  readonly google: { readonly thought_signature: string };
}

/** A complete tool call. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
  /** Of a custom tool, which takes any text: the arguments are an object with it as `input`. */
  readonly custom?: true;
  /** Of a tool that the provider defines: the arguments are the whole item of its API. */
  readonly hosted?: true;
  readonly extra_content?: ToolCallState;
}

/** A block of Claude's reasoning with its signature, or an encrypted one. */
export type ThinkingBlock =
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "redacted_thinking"; readonly data: string };

/** A message of a chat, in the OpenAI format. */
export interface ChatMessage {
  readonly role: Role;
  readonly content: string | readonly ContentPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  /** A refusal of the assistant, which OpenAI sends in a field of its own. */
  readonly refusal?: string;
  /** The assistant's reasoning, for providers that require it back with the turn. */
  readonly reasoning_content?: string;
  readonly reasoning?: string;
  /** The reasoning in OpenRouter's format, including encrypted parts. */
  readonly reasoning_details?: readonly Readonly<Record<string, unknown>>[];
  readonly thinking_blocks?: readonly ThinkingBlock[];
}

/** A message as callers may write it. The role `function` and calls of other types than functions are rejected. */
export interface InputMessage {
  readonly role: Role | "function";
  readonly content?: string | readonly (ContentPart | object)[] | null | undefined;
  readonly name?: string | undefined;
  readonly tool_calls?: readonly (ToolCall | object)[] | null | undefined;
  readonly tool_call_id?: string | undefined;
  readonly refusal?: string | null | undefined;
}

/** The parts of an answer in which a client can read what a model wrote. All of them are guarded. */
export type Channel = "text" | "reasoning" | "refusal" | "tool-call";

/** Why a model stopped, by OpenAI's names. A blocked stream ends with `content_filter`. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

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

/** What a rail checks: the request, the answer, retrieved chunks, tool results, or tool calls. */
export type RailType = "input" | "output" | "retrieval" | "tool_input" | "tool_output";

/**
 * `content_blocked`: a rail blocked the text. `content_modified`: a rail rewrote it. `rail_execution_failure`: a rail
 * failed, which also blocks.
 */
export type VerdictCode = "content_blocked" | "content_modified" | "rail_execution_failure";

/** A block as an exception, as flows of NeMo Guardrails raise it: `{ type: "PriceRailException", message: "…" }`. */
export interface VerdictException {
  readonly type: string;
  readonly message: string;
}

/**
 * How much of an answer a gate held back, and for how long. Lengths are UTF-16 code units of the text that the gate
 * read, times milliseconds of the answer's clock. The percentiles are up to 20 % too high.
 */
export interface HeldFigures {
  /** Length of the text that it read. */
  readonly characters: number;
  /** Length of the text that left later than the chunk it arrived in. The times refer to this text. */
  readonly held: number;
  /** Maximum length held at one time. */
  readonly most: number;
  /** Length of the text that has not left. At the end of an answer: the text that a block withheld. */
  readonly withheld: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** The hold-back of one gate, and the rails it was for: judges that check the same windows share a gate. */
export interface GateHold extends HeldFigures {
  readonly rails: readonly string[];
  readonly railType: RailType;
}

/** A rail's decision to block or rewrite. Allowed texts have no verdict. */
export interface Verdict {
  readonly status: "blocked" | "modified";
  /** The flow as the config names it, such as `self check output`. */
  readonly rail: string;
  readonly railType: RailType;
  readonly code: VerdictCode;
  readonly channel: Channel;
  readonly reason?: string;
  /** Of a block: the text that replaces the answer, if the rail has its own. */
  readonly refusal?: string;
  /** Of a block: the exception that the rail raised. For the application; never sent to clients. */
  readonly exception?: VerdictException;
  /** The name of the finding: an entity, or the id of a rule. */
  readonly label?: string;
  /** Of a tool call: its position among the calls of its choice. */
  readonly index?: number;
  /** Start of the range, in UTF-16 code units of the channel's text that the rail read. */
  readonly start?: number;
  /** End of the range, exclusive. */
  readonly end?: number;
  /** Of a masked range: the range of its replacement in the text that left this rail. */
  readonly delivered?: { readonly start: number; readonly end: number };
  /** Of a masked range: its replacement. */
  readonly replacement?: string;
  /** How many ranges this verdict summarizes, if there were too many for one verdict each. Default 1. */
  readonly count?: number;
  /** False if the rail is only monitored: the verdict is what it would have done, and nothing was changed. */
  readonly enforced?: false;
  /** What its gate had held back of the answer until then, if that is measured. */
  readonly held?: HeldFigures;
}

/** A piece of an answer. `choice` is the index of the answer if several were requested. */
export type DeltaPart =
  | { readonly type: "text-delta"; readonly choice: number; readonly text: string }
  | { readonly type: "reasoning-delta"; readonly choice: number; readonly text: string }
  | { readonly type: "refusal-delta"; readonly choice: number; readonly text: string }
  | ToolCallDelta;

/** A piece of a tool call. */
export interface ToolCallDelta {
  readonly type: "tool-call-delta";
  readonly choice: number;
  /** Position among the tool calls of the choice. */
  readonly index: number;
  /** Present on the first delta of a call. */
  readonly id?: string;
  /** Present on the first delta of a call. */
  readonly name?: string;
  /** With the name of a custom tool, which takes any text: the arguments are an object with it as `input`. */
  readonly custom?: true;
  /** With the name of a tool that the provider defines: the arguments are the whole item of its API. */
  readonly hosted?: true;
  /** A piece of the arguments, which are JSON. */
  readonly text: string;
  /** At most once per call. */
  readonly state?: ToolCallState;
}

/** The id, format and index of an item of OpenRouter's `reasoning_details`. */
export interface DetailNames {
  readonly id?: string;
  readonly format?: string;
  readonly index?: number;
}

/** Opaque state that a provider requires back with a turn, besides the text of its reasoning. */
export type ThoughtState =
  /** A signature will follow, so the text of the reasoning must be kept. */
  | { readonly kind: "opening" }
  /** Signs the reasoning up to `end`, in UTF-16 code units of the whole reasoning. `detail` is set for OpenRouter. */
  | { readonly kind: "signature"; readonly signature: string; readonly end: number; readonly detail?: DetailNames }
  /** Encrypted reasoning of Claude. */
  | { readonly kind: "redacted"; readonly data: string }
  /** Reasoning that the provider encrypts, in OpenRouter's format. */
  | ({ readonly kind: "encrypted"; readonly data: string } & DetailNames);

/** Metadata of an answer. Only values of the expected form are kept. */
export interface ResponseFacts {
  readonly id?: string;
  readonly model?: string;
  /** Seconds since 1970. */
  readonly created?: number;
  /** OpenAI's `system_fingerprint`. */
  readonly fingerprint?: string;
  /** What the provider has counted so far: the prompt. */
  readonly usage?: TokenUsage;
}

/**
 * A chunk of a stream. Text and control have different types: a model that prints JSON or `[DONE]` prints text.
 * Order: `response` (at most once, first), deltas and verdicts, one `finish` per choice, `usage` (at most once).
 */
export type StreamPart =
  | ({ readonly type: "response"; readonly choice: number } & ResponseFacts)
  | DeltaPart
  | { readonly type: "thought-state"; readonly choice: number; readonly state: ThoughtState }
  | { readonly type: "verdict"; readonly choice: number; readonly verdict: Verdict }
  | { readonly type: "finish"; readonly choice: number; readonly reason: FinishReason }
  | { readonly type: "usage"; readonly choice: number; readonly usage: TokenUsage };

/** Windows that a monitored rail did not check, because it could not keep up with the answer. */
export interface NotJudged {
  readonly rail: string;
  readonly railType: RailType;
  readonly windows: number;
}

/** The result of all rails on an answer. It is `passed` only after the last check. */
export interface Outcome {
  readonly status: "passed" | "modified" | "blocked";
  /** The rail that blocked, or the first that modified. */
  readonly rail?: string;
  readonly railType?: RailType;
  readonly code?: VerdictCode;
  readonly reason?: string;
  /** All verdicts in the order in which they were reached, those of monitored rails last. */
  readonly verdicts: readonly Verdict[];
  /** What monitored rails did not check, by rail. Absent if they checked everything. */
  readonly notJudged?: readonly NotJudged[];
}

/** The clock and timers, passed as an argument. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}
