import type { ModelParams } from "../../llm/language-model.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { SavedTokens, TokenUsage } from "../../types/usage.ts";
import { estimatePrompt } from "../log/llm-call-info.ts";

/**
 * The tokens that a block saved.
 *
 * @param unasked - the conversation, if the model was never called.
 */
export const savedTokens = (
  { completionTokens }: TokenUsage,
  params: ModelParams,
  unasked: readonly ChatMessage[],
): SavedTokens => {
  const promptTokens = estimatePrompt(unasked);
  const { max_completion_tokens: newer, max_tokens: limit = newer } = params;
  if (typeof limit !== "number") return { promptTokens };
  return { promptTokens, completionTokens: Math.max(0, limit - completionTokens) };
};
