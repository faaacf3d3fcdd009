import type { ModelParams } from "../../llm/language-model.ts";
import { toBase64 } from "../../text/base64.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { Outcome } from "../../types/verdict.ts";

/**
 * A chunk of a body: milliseconds since the start of the call, and its bytes as text, or as Base64 if they are not
 * valid UTF-8.
 */
export type RecordedChunk =
  | { readonly ms: number; readonly text: string }
  | { readonly ms: number; readonly base64: string };

/**
 * A recording of a provider's response to one request, byte for byte with times, and of the request. It contains no
 * URL, header or key of the call, but the whole conversation: protect it accordingly.
 */
export interface Recording {
  readonly version: 1;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  readonly provider: string;
  readonly model: string;
  /** The conversation as the client sent it, before any rail. */
  readonly messages: readonly ChatMessage[];
  readonly params: ModelParams;
  readonly contentType: string;
  readonly chunks: readonly RecordedChunk[];
  /** Whether the body was read to its end. A block or a client that disconnects ends it earlier. */
  readonly complete: boolean;
  /** The outcome of the answer when it was recorded; in recordings for tests, the expected outcome. */
  readonly outcome?: Pick<Outcome, "status" | "rail" | "railType" | "code"> | undefined;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Encodes a chunk. */
export const recordedChunk = (ms: number, bytes: Uint8Array): RecordedChunk => {
  const text = new TextDecoder().decode(bytes);
  return isSame(bytesOf(text), bytes) ? { ms, text } : { ms, base64: toBase64(bytes) };
};

/** Decodes a chunk. */
export const chunkBytes = (chunk: RecordedChunk): Uint8Array =>
  "text" in chunk ? bytesOf(chunk.text) : Uint8Array.from(atob(chunk.base64), (unit) => unit.charCodeAt(0));
