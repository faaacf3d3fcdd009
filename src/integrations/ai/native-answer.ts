import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { SharedV4ProviderMetadata } from "@ai-sdk/provider";

export type NativePart = LanguageModelV4StreamPart;

/** A stretch of text or thoughts as the model cut it, and what its provider wants back with it. */
export interface NativeBlock {
  readonly start: SharedV4ProviderMetadata | undefined;
  end?: SharedV4ProviderMetadata | undefined;
  isOver: boolean;
}

/** A call as its provider named it, beside what rails read. */
export interface NativeCall {
  readonly beside: Readonly<Record<string, unknown>>;
  text: string;
}

/**
 * What of an answer goes past the rails, since it holds nothing that could be said: how it was cut, what its provider wants
 * back with it, how it ended. The reader of the answer writes it down, the writer takes it from here.
 */
export class NativeAnswer {
  readonly blocks: { readonly text: NativeBlock[]; readonly reasoning: NativeBlock[] } = { text: [], reasoning: [] };
  readonly calls: NativeCall[] = [];
  /** Their ids, as their provider gave them. */
  readonly ids: Set<string> = new Set();
  /** Parts that pass as they are, in the order they came. */
  readonly asides: NativePart[] = [];
  finish:
    | {
        readonly finishReason: LanguageModelV4FinishReason;
        readonly usage: LanguageModelV4Usage;
        readonly providerMetadata?: SharedV4ProviderMetadata | undefined;
      }
    | undefined;
}
