import type { StreamSource } from "../llm/from-stream.ts";
import type { GenerationInput } from "./options.ts";
import type { StreamingHandler } from "./results/streaming-handler.ts";
import { warnOnce } from "./warn-once.ts";

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
