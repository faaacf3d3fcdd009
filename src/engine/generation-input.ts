import type { StreamSource } from "../llm/from-stream.ts";
import type { ModelParams } from "../llm/language-model.ts";
import type { InputMessage } from "../types/chat-message.ts";
import type { RailSwitches } from "./request-rails/rail-switches.ts";
import type { StreamingHandler } from "./results/streaming-handler.ts";
import { warnOnce } from "./warn-once.ts";

/**
 * Options of one generation, under the names of NeMo Guardrails in Python and over HTTP. They are for the code that
 * runs the rails: a server must not accept `rails` from its clients.
 */
export interface GenerationOptions {
  /**
   * Which rails run. A list of categories runs only those; an object switches categories, or single rails by name, on
   * or off. `tool_call` is `tool_output`, and `tool_result` is `tool_input`.
   *
   * Without `dialog` (a list that does not contain it, or `dialog: false`) the main model is not called. Output rails
   * then read the assistant message at the end of the request; without one, the answer is the user's message as the
   * input rails left it.
   */
  readonly rails?: RailSwitches;
  /** Parameters of the main model call: `temperature`, `max_tokens`, `stop`, … */
  readonly llm_params?: ModelParams;
  /** Whether to return the provider's metadata of the answer. */
  readonly llm_output?: boolean;
  /** Which context variables to return: all, or those with these names. */
  readonly output_vars?: boolean | readonly string[];
  /** What to log. */
  readonly log?: {
    readonly activated_rails?: boolean;
    readonly llm_calls?: boolean;
    readonly internal_events?: boolean;
    readonly colang_history?: boolean;
    /** How much text gates held back, and for how long. Only measured on request. */
    readonly held_text?: boolean;
  };
}

/** Context variables for prompts and actions, as a message like in NeMo Guardrails. */
export interface ContextMessage {
  readonly role: "context";
  readonly content: Readonly<Record<string, unknown>>;
}

/** The input of a generation: a prompt or a conversation, and options. */
export interface GenerationInput {
  /** A single user message. Exactly one of `prompt` and `messages` must be given. */
  readonly prompt?: string;
  /** The conversation so far, the newest message last. */
  readonly messages?: readonly (InputMessage | ContextMessage)[];
  readonly options?: GenerationOptions;
  /**
   * The id of the conversation, if vaults are stored: values that were masked in an earlier request of it get the same
   * pseudonyms, and are restored.
   */
  readonly threadId?: string;
  /** Must be empty: the conversation itself is the state. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/**
 * The input of `streamAsync` and `streamParts`: a prompt or a conversation, or an answer from elsewhere, with options.
 */
export interface StreamInput extends GenerationInput {
  /**
   * An answer from elsewhere: texts, OpenAI chunks or bytes. Output rails guard it; input rails run if there are
   * messages.
   */
  readonly generator?: StreamSource;
  /** Aborts the request: rails, model and stream. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether chunks are objects with a text, the last one with metadata. Default: the value of
   * `includeGenerationMetadata`.
   */
  readonly includeMetadata?: boolean;
  /** @deprecated Use `includeMetadata`. */
  readonly includeGenerationMetadata?: boolean;
}

/** The input of `generateAsync`: a prompt or a conversation, with options. */
export interface GenerateInput extends GenerationInput {
  /** @deprecated Use `streamAsync`. Gets the text while the call runs. */
  readonly streamingHandler?: StreamingHandler;
  readonly signal?: AbortSignal | undefined;
}

/** Inputs for which `generateAsync` returns a GenerationResponse instead of a message. */
export type WithResponse = { readonly options: object } | { readonly state: object };

/** Inputs for which `streamAsync` returns chunks with metadata. `includeMetadata` takes precedence. */
export type WithMetadata =
  | { readonly includeMetadata: true }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata: true };
export type WithoutMetadata =
  | { readonly includeMetadata: false }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata?: false };

/** Whether chunks with metadata are requested. */
export const withMetadata = ({ includeMetadata, includeGenerationMetadata }: StreamInput): boolean => {
  if (includeGenerationMetadata === undefined) return includeMetadata ?? false;
  warnOnce("includeGenerationMetadata", "includeGenerationMetadata is deprecated: use includeMetadata");
  return includeMetadata ?? includeGenerationMetadata;
};
