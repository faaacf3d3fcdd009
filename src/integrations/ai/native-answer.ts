import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { SharedV4ProviderMetadata } from "@ai-sdk/provider";

export type NativePart = LanguageModelV4StreamPart;

/** A block of text or reasoning as the model split it, and its provider metadata. */
export interface NativeBlock {
  readonly start: SharedV4ProviderMetadata | undefined;
  end?: SharedV4ProviderMetadata | undefined;
  isOver: boolean;
}

/** The fields of a tool call besides those that rails read. */
export interface NativeCall {
  readonly beside: Readonly<Record<string, unknown>>;
  text: string;
}

/**
 * The parts of an answer that bypass the rails, since they contain no prose: how text was split into blocks, the
 * provider's state, how the answer ended. The decoder writes it, the encoder reads it.
 */
export class NativeAnswer {
  readonly blocks: { readonly text: NativeBlock[]; readonly reasoning: NativeBlock[] } = { text: [], reasoning: [] };
  readonly calls: NativeCall[] = [];
  /** The provider's ids of the calls. */
  readonly ids: Set<string> = new Set();
  /** Parts that pass unchanged, in order. */
  readonly asides: NativePart[] = [];
  finish:
    | {
        readonly finishReason: LanguageModelV4FinishReason;
        readonly usage: LanguageModelV4Usage;
        readonly providerMetadata?: SharedV4ProviderMetadata | undefined;
      }
    | undefined;
}
