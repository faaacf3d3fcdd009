import type { Stage } from "../../streams/stage.ts";
import type { FinishReason, StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import { textView } from "../../wire/nemo-text/text-view.ts";

/** A chunk with metadata, under the names of NeMo Guardrails. Only the last chunk of a stream has any. */
export interface MetadataChunk {
  readonly text: string;
  readonly metadata?: {
    readonly response_metadata: { readonly finish_reason: FinishReason | null; readonly model_name: string | null };
    readonly usage_metadata: UsageMetadata | null;
    /** The same as `usage_metadata`, under its alias. */
    readonly usage: UsageMetadata | null;
  };
}

/** Tokens of an answer, under the names of LangChain. */
export interface UsageMetadata {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

const usageMetadata = ({ promptTokens, completionTokens, totalTokens }: TokenUsage): UsageMetadata => ({
  input_tokens: promptTokens,
  output_tokens: completionTokens,
  total_tokens: totalTokens,
});

/** Converts parts to chunks with metadata: the text as in `textView`, then one empty chunk with the metadata. */
export const metadataView = (): Stage<StreamPart, MetadataChunk> => {
  const text = textView();
  let finishReason: FinishReason | null = null;
  let model: string | null = null;
  let usage: UsageMetadata | null = null;
  return {
    name: "metadata-view",
    feed(part, output) {
      if (part.type === "response") model = part.model ?? model;
      if (part.type === "finish" && part.choice === 0) finishReason = part.reason;
      if (part.type === "usage") usage = usageMetadata(part.usage);
      text.feed(part, { enqueue: (chunk) => output.enqueue({ text: chunk }), terminate: () => output.terminate() });
    },
    end(output) {
      const response_metadata = { finish_reason: finishReason, model_name: model };
      output.enqueue({ text: "", metadata: { response_metadata, usage_metadata: usage, usage } });
    },
  };
};
