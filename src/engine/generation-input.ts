import type { StreamSource } from "../llm/from-stream.ts";
import type { ModelParams } from "../llm/language-model.ts";
import type { InputMessage } from "../types.ts";
import type { RailSwitches } from "./request-rails/rail-switches.ts";
import type { StreamingHandler } from "./results/streaming-handler.ts";
import { warnOnce } from "./warn-once.ts";

/**
 * What a caller may ask of one generation, under the names NeMo Guardrails uses in Python and over HTTP.
 * These are for the code that runs the rails: a server must not take `rails` from its clients.
 */
export interface GenerationOptions {
  /**
   * A list of categories runs only those; an object switches categories, or single rails by name. Without `dialog` the main
   * model is not asked: a list that does not name it, or `dialog: false`. The rails then read what is there. Of a request
   * that ends with an assistant's message that is the answer, else the answer is the user's message as the input rails left
   * it. `tool_call` is `tool_output`, and `tool_result` is `tool_input`.
   */
  readonly rails?: RailSwitches;
  /** Parameters of the main model call: `temperature`, `max_tokens`, `stop`, … */
  readonly llm_params?: ModelParams;
  /** Whether to return what the provider said beside the answer. */
  readonly llm_output?: boolean;
  /** Which context variables to return: all, or those of these names. */
  readonly output_vars?: boolean | readonly string[];
  /** What to log. */
  readonly log?: {
    readonly activated_rails?: boolean;
    readonly llm_calls?: boolean;
    readonly internal_events?: boolean;
    readonly colang_history?: boolean;
    /** What gates held back of the answer, and for how long. It is measured where it is asked for. */
    readonly held_text?: boolean;
  };
}

/** Variables for prompts and actions, in the place where NeMo Guardrails takes them. */
export interface ContextMessage {
  readonly role: "context";
  readonly content: Readonly<Record<string, unknown>>;
}

/** What an answer is asked for: a prompt or a conversation, and options. */
export interface GenerationInput {
  /** One question. Exactly one of `prompt` and `messages` must be given. */
  readonly prompt?: string;
  /** The conversation so far, the newest message last. */
  readonly messages?: readonly (InputMessage | ContextMessage)[];
  readonly options?: GenerationOptions;
  /**
   * The conversation this request belongs to, for a vault that is kept: values that were masked in an earlier request of it
   * get the same pseudonyms, and are given back.
   */
  readonly threadId?: string;
  /** Only the empty state is taken: the conversation itself is the state. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** What `streamAsync` and `streamParts` are asked: a prompt, a conversation or a foreign answer, with its options. */
export interface StreamInput extends GenerationInput {
  /** An answer from elsewhere: texts, OpenAI chunks or bytes. Output rails guard it; input rails run if there are messages. */
  readonly generator?: StreamSource;
  /** Aborts the request: rails, model and stream. */
  readonly signal?: AbortSignal | undefined;
  /** Whether chunks are objects with a text, the last of them with metadata. Default: as `includeGenerationMetadata`. */
  readonly includeMetadata?: boolean;
  /** @deprecated Use `includeMetadata`. */
  readonly includeGenerationMetadata?: boolean;
}

/** What `generateAsync` is asked: a prompt or a conversation, with its options. */
export interface GenerateInput extends GenerationInput {
  /** @deprecated Use `streamAsync`. Gets the text while the call runs. */
  readonly streamingHandler?: StreamingHandler;
  readonly signal?: AbortSignal | undefined;
}

/** What makes `generateAsync` answer with more than a message. */
export type WithResponse = { readonly options: object } | { readonly state: object };

/** What makes `streamAsync` answer with chunks of one kind. The newer name goes before the older. */
export type WithMetadata =
  | { readonly includeMetadata: true }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata: true };
export type WithoutMetadata =
  | { readonly includeMetadata: false }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata?: false };

/** Whether chunks are asked for as objects. */
export const withMetadata = ({ includeMetadata, includeGenerationMetadata }: StreamInput): boolean => {
  if (includeGenerationMetadata === undefined) return includeMetadata ?? false;
  warnOnce("includeGenerationMetadata", "includeGenerationMetadata is deprecated: use includeMetadata");
  return includeMetadata ?? includeGenerationMetadata;
};
