/** A role of the OpenAI chat format. Nothing else is accepted from a client. */
export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/** One part of a multimodal message; only `text` parts carry text that rails read. */
export interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly [key: string]: unknown;
}

/** What rails, which read text, cannot read. */
export type MediaKind = "audio" | "file" | "image";

/** What a provider wants back with a tool call, unread and unchanged: Gemini signs what it thought before the call. */
export interface ToolCallState {
  readonly google: { readonly thought_signature: string };
}

/** A call of a tool, complete. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
  readonly extra_content?: ToolCallState;
}

/** A thought of Claude with its signature, or one that only Claude can read. */
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
  /** A refusal of the assistant in its own channel. */
  readonly refusal?: string;
  /** What the assistant thought, for providers that want it back with the turn. */
  readonly reasoning_content?: string;
  readonly reasoning?: string;
  /** The same as OpenRouter tells it, encrypted parts included. */
  readonly reasoning_details?: readonly Readonly<Record<string, unknown>>[];
  readonly thinking_blocks?: readonly ThinkingBlock[];
}

/** A message as a caller may write it. The role `function` and calls that are no functions are refused when it arrives. */
export interface InputMessage {
  readonly role: Role | "function";
  readonly content?: string | readonly (ContentPart | object)[] | null | undefined;
  readonly name?: string | undefined;
  readonly tool_calls?: readonly (ToolCall | object)[] | null | undefined;
  readonly tool_call_id?: string | undefined;
  readonly refusal?: string | null | undefined;
}

/** The places in which a client can read what a model wrote. Every one of them is guarded. */
export type Channel = "text" | "reasoning" | "refusal" | "tool-call";

/** Why a model stopped, in OpenAI's words. `content_filter` is also the reason of a blocked stream. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

/** Tokens of one or more model calls. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** True when no provider reported these figures and they were counted from the text instead. */
  readonly estimated: boolean;
  /** The part of `completionTokens` spent on reasoning, where the provider says so. */
  readonly reasoningTokens?: number;
  /** The part of `promptTokens` read from the provider's cache, where the provider says so. */
  readonly cachedTokens?: number;
}

/** What was not spent since a rail blocked. */
export interface SavedTokens {
  /** Of a question that was refused before the model was asked: its prompt, estimated from the text. Else 0. */
  readonly promptTokens: number;
  /** At most so many more could have been generated. Absent where the request sets no limit: then nobody can say. */
  readonly completionTokens?: number;
}

/** What a whole guarded answer cost. */
export interface StreamUsage extends TokenUsage {
  /** Tokens of the answer that left for the client (estimated from the text). */
  readonly deliveredTokens: number;
  /** Tokens the model generated that no client saw: `completionTokens − deliveredTokens`, at least 0. */
  readonly withheldTokens: number;
  /** What a block saved. Absent where no rail blocked. */
  readonly saved?: SavedTokens;
  /** The calls the rails made, summed. Not part of the figures above. */
  readonly rails: TokenUsage;
}

/** What a rail reads: the question, the answer, retrieved chunks, results of tools, or calls of tools. */
export type RailType = "input" | "output" | "retrieval" | "tool_input" | "tool_output";

/**
 * `content_blocked`: a rail said no. `content_modified`: a rail rewrote. `rail_execution_failure`: a rail failed, and
 * failing means no.
 */
export type VerdictCode = "content_blocked" | "content_modified" | "rail_execution_failure";

/** A block as an exception, as flows of NeMo Guardrails raise it: `{ type: "PriceRailException", message: "…" }`. */
export interface VerdictException {
  readonly type: string;
  readonly message: string;
}

/**
 * What a gate held back of an answer. Lengths are UTF-16 code units of the text as the gate read it, times milliseconds by
 * the answer's clock; the middle and the 95th percentile are up to a fifth too high.
 */
export interface HeldFigures {
  /** Characters it read. */
  readonly characters: number;
  /** Those that left later than with the piece they came in. The times are about these. */
  readonly held: number;
  /** The most it held at one time. */
  readonly most: number;
  /** Those that have not left: at the end of an answer what a block kept back. */
  readonly withheld: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What one gate held back of an answer, and for which rails: judges of the same windows share a gate. */
export interface GateHold extends HeldFigures {
  readonly rails: readonly string[];
  readonly railType: RailType;
}

/** What a rail decided, as data. An allowed text has no verdict. */
export interface Verdict {
  readonly status: "blocked" | "modified";
  /** The flow as the config names it, such as `self check output`. */
  readonly rail: string;
  readonly railType: RailType;
  readonly code: VerdictCode;
  readonly channel: Channel;
  readonly reason?: string;
  /** Of a block: what the bot says instead, where the rail has words of its own. */
  readonly refusal?: string;
  /** Of a block: the exception that the rail has raised. It is for who runs the rails, and goes to no client. */
  readonly exception?: VerdictException;
  /** What was found, as a name: an entity, the id of a rule. */
  readonly label?: string;
  /** Of a tool call: its position among the calls of its choice. */
  readonly index?: number;
  /** First offset the verdict is about, in UTF-16 code units of that channel's text as the rail read it. */
  readonly start?: number;
  /** Offset behind the last one. */
  readonly end?: number;
  /** Of a masked span: where its replacement stands in the text as it left this rail. */
  readonly delivered?: { readonly start: number; readonly end: number };
  /** Of a masked span: what stands there instead. */
  readonly replacement?: string;
  /** How many spans this verdict stands for, where there were too many to tell one by one. Default 1. */
  readonly count?: number;
  /** False when the rail is only monitored: this is what it would have done, and nothing was changed. */
  readonly enforced?: false;
  /** What its gate had held back of the answer until then, where that is measured. */
  readonly held?: HeldFigures;
}

/** A piece of what a model writes. `choice` is the index of the answer when several were asked for. */
export type DeltaPart =
  | { readonly type: "text-delta"; readonly choice: number; readonly text: string }
  | { readonly type: "reasoning-delta"; readonly choice: number; readonly text: string }
  | { readonly type: "refusal-delta"; readonly choice: number; readonly text: string }
  | ToolCallDelta;

/** A piece of a tool call. The first one of a call has its id and name. */
export interface ToolCallDelta {
  readonly type: "tool-call-delta";
  readonly choice: number;
  /** Position among the tool calls of this choice. */
  readonly index: number;
  /** Present on the first delta of a call. */
  readonly id?: string;
  /** Present on the first delta of a call. */
  readonly name?: string;
  /** A piece of the arguments, a JSON text. */
  readonly text: string;
  /** At most once in a call. */
  readonly state?: ToolCallState;
}

/** How OpenRouter calls and numbers one of its `reasoning_details`. */
export interface DetailNames {
  readonly id?: string;
  readonly format?: string;
  readonly index?: number;
}

/** What a provider wants back with a turn, unread and unchanged, beside the text of its thoughts. */
export type ThoughtState =
  /** There will be a signature, so the text of the thoughts has to be kept. */
  | { readonly kind: "opening" }
  /** Signs the thoughts up to `end`, in UTF-16 code units of all of them; with `detail` in the form of OpenRouter's. */
  | { readonly kind: "signature"; readonly signature: string; readonly end: number; readonly detail?: DetailNames }
  /** Thoughts of Claude that only Claude can read. */
  | { readonly kind: "redacted"; readonly data: string }
  /** Thoughts as OpenRouter passes them on where their provider encrypts them. */
  | ({ readonly kind: "encrypted"; readonly data: string } & DetailNames);

/** What an upstream says of an answer. Only what has the shape of such a thing is kept. */
export interface ResponseFacts {
  readonly id?: string;
  readonly model?: string;
  /** Seconds since 1970. */
  readonly created?: number;
  /** OpenAI's `system_fingerprint`. */
  readonly fingerprint?: string;
}

/**
 * What travels in a stream. Text and control never share a type: a model that prints JSON or `[DONE]` prints text.
 * Order: `response` (at most once, first), deltas and verdicts, one `finish` per choice, `usage` (at most once).
 */
export type StreamPart =
  | ({ readonly type: "response"; readonly choice: number } & ResponseFacts)
  | DeltaPart
  | { readonly type: "thought-state"; readonly choice: number; readonly state: ThoughtState }
  | { readonly type: "verdict"; readonly choice: number; readonly verdict: Verdict }
  | { readonly type: "finish"; readonly choice: number; readonly reason: FinishReason }
  | { readonly type: "usage"; readonly choice: number; readonly usage: TokenUsage };

/** Windows that a monitored rail was not asked about, since it could not keep up with the answer. */
export interface NotJudged {
  readonly rail: string;
  readonly railType: RailType;
  readonly windows: number;
}

/** What became of an answer: `passed` is only said after the last check is in. */
export interface Outcome {
  readonly status: "passed" | "modified" | "blocked";
  /** The rail that blocked, or the first that modified. */
  readonly rail?: string;
  readonly railType?: RailType;
  readonly code?: VerdictCode;
  readonly reason?: string;
  /** Every verdict of the answer, in the order they were reached. Those of monitored rails come last. */
  readonly verdicts: readonly Verdict[];
  /** What monitored rails did not judge, by rail. Absent where that is nothing. */
  readonly notJudged?: readonly NotJudged[];
}

/** Time, as an argument: what a runtime offers under these names. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}
