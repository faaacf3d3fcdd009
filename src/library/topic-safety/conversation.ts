import type { TaskQuestion } from "../../prompts/task.ts";
import { messageText } from "../../rails/request/message-text.ts";
import type { ChatMessage } from "../../types/chat-message.ts";

/** The instruction that NVIDIA's topic control models are trained on, in our words. */
const RULE = `If the last message of the user breaks one of the guidelines above, answer "off-topic", else answer "on-topic".
Answer with one of these two and nothing else.`;

const NAMED = /off-topic/i;

/** The guidelines as a system message, with the instruction at the end unless the prompt has it. */
const guidelines = (prompt: readonly ChatMessage[]): ChatMessage => {
  const text = prompt.map(messageText).join("\n\n").trim();
  return { role: "system", content: NAMED.test(text) ? text : `${text}\n\n${RULE}` };
};

const isTurn = ({ role }: ChatMessage): boolean => role === "user" || role === "assistant";

/** The messages before the user's new turn. */
const before = (history: readonly ChatMessage[]): readonly ChatMessage[] => {
  const lastAnswer = history.findLastIndex(({ role }) => role === "assistant");
  return history
    .slice(0, lastAnswer + 1)
    .filter(isTurn)
    .map((message): ChatMessage => ({ role: message.role, content: messageText(message) }));
};

/** The newest messages within a number of characters. */
const newest = (messages: readonly ChatMessage[], length: number): readonly ChatMessage[] => {
  let left = length;
  const first = messages.findLastIndex((message) => (left -= messageText(message).length) < 0);
  return messages.slice(first + 1);
};

/**
 * The guidelines as the system message, the conversation, and the checked text. If it is too long, the oldest messages
 * are dropped; the checked text is never cut.
 */
export const withConversation = (
  prompt: readonly ChatMessage[],
  { history, variables, maxLength }: TaskQuestion,
): readonly ChatMessage[] => {
  const system = guidelines(prompt);
  const { user_input: text } = variables;
  const question: ChatMessage = { role: "user", content: typeof text === "string" ? text : "" };
  const limit = maxLength - messageText(system).length - messageText(question).length;
  return [system, ...newest(before(history), limit), question];
};
