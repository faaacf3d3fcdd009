import { ProviderError } from "../../errors.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { ChatTemplateMessage, TokenizerLike } from "./transformers-types.ts";

export interface Prompt {
  readonly text: string;
  /** Whether the tokenizer adds its begin and end marks; a chat template writes them itself. */
  readonly addSpecialTokens: boolean;
}

/**
 * The prompt of a model. `chat`: by the tokenizer's chat template, or lines of `role: text` if it has none. `text`:
 * only the texts of the messages, for models that were not trained on chats.
 */
export const chatPrompt = (
  tokenizer: TokenizerLike,
  messages: readonly ChatMessage[],
  mode: "chat" | "text",
): Prompt => {
  const templated = mode === "chat" ? applyTemplate(tokenizer, messages) : undefined;
  if (templated !== undefined) return { text: templated, addSpecialTokens: false };
  const text = mode === "chat" ? asDialogue(messages) : messages.map(textOf).join("\n");
  return { text, addSpecialTokens: tokenizer.add_bos_token ?? tokenizer.add_eos_token ?? false };
};

const applyTemplate = (tokenizer: TokenizerLike, messages: readonly ChatMessage[]): string | undefined => {
  if (tokenizer.chat_template === undefined || tokenizer.chat_template === null) return undefined;
  try {
    const options = { tokenize: false, add_generation_prompt: true } as const;
    return tokenizer.apply_chat_template?.(messages.map(templateMessage), options) as string | undefined;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ProviderError("bad_request", "The chat template of the model refuses these messages", { cause, detail });
  }
};

const templateMessage = (message: ChatMessage): ChatTemplateMessage => ({
  ...message,
  role: roleOf(message),
  content: textOf(message),
});

const asDialogue = (messages: readonly ChatMessage[]): string =>
  [...messages.map((message) => `${roleOf(message)}: ${textOf(message)}`), "assistant:"].join("\n");

/** Templates know `system`; `developer` is OpenAI's newer word for it. */
const roleOf = (message: ChatMessage): string => (message.role === "developer" ? "system" : message.role);

const textOf = ({ content }: ChatMessage): string => {
  if (content === null) return "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
};
