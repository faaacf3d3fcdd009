import type { ModelParams } from "../../llm/language-model.ts";
import { toBase64 } from "../../text/base64.ts";
import type { ChatMessage, Outcome } from "../../types.ts";

/** A chunk of a body: milliseconds after the call began, and its bytes as text, or as Base64 where they are no whole text. */
export type RecordedChunk =
  | { readonly ms: number; readonly text: string }
  | { readonly ms: number; readonly base64: string };

/**
 * What a provider sent for one request, byte for byte and with its times, and what was asked. It holds no address, no header
 * and no key of the call, but everything that was said: keep it like the conversation itself.
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
  /** Whether the body was read to its end. A block or a client that left ends it before. */
  readonly complete: boolean;
  /** What became of the answer then; of one that is replayed in tests, what should become of it. */
  readonly outcome?: Pick<Outcome, "status" | "rail" | "railType" | "code"> | undefined;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** A chunk as it is kept. */
export const recordedChunk = (ms: number, bytes: Uint8Array): RecordedChunk => {
  const text = new TextDecoder().decode(bytes);
  return isSame(bytesOf(text), bytes) ? { ms, text } : { ms, base64: toBase64(bytes) };
};

/** The bytes of a chunk. */
export const chunkBytes = (chunk: RecordedChunk): Uint8Array =>
  "text" in chunk ? bytesOf(chunk.text) : Uint8Array.from(atob(chunk.base64), (unit) => unit.charCodeAt(0));
