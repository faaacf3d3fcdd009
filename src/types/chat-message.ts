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
