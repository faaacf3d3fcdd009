import type { ToolCallState } from "./chat-message.ts";
import type { TokenUsage } from "./usage.ts";
import type { Verdict } from "./verdict.ts";

/** Why a model stopped, by OpenAI's names. A blocked stream ends with `content_filter`. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

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

/** The end of a choice. */
export interface FinishPart {
  readonly type: "finish";
  readonly choice: number;
  readonly reason: FinishReason;
  /** Set if Anthropic paused while its own tools run: it continues a turn that is sent back as it is. */
  readonly paused?: true;
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
  | FinishPart
  | { readonly type: "usage"; readonly choice: number; readonly usage: TokenUsage };
