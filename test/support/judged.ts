import type { LLMRails } from "../../src/engine/llm-rails.ts";
import type { ModelRequest } from "../../src/llm/language-model.ts";
import { messageText } from "../../src/rails/request/message-text.ts";
import type { ChatMessage } from "../../src/types/chat-message.ts";
import type { Outcome } from "../../src/types/verdict.ts";
import { judge, railsOf, says, user, withJudge } from "./engine.ts";

/** Rails whose judges answer by one function, and the prompts of these judges. */
export const judged = (
  yaml: string,
  answer: (prompt: string) => string,
  bot = "It is 12 km.",
): { readonly rails: LLMRails; readonly asked: ModelRequest[] } => {
  const asked: ModelRequest[] = [];
  const model = judge((prompt, request) => {
    asked.push(request);
    return answer(prompt);
  });
  return { rails: railsOf(yaml, withJudge(says(bot), model)), asked };
};

/** The outcome of an answer to "How far is it?" with a context. */
export const ask = async (
  rails: LLMRails,
  variables: Readonly<Record<string, unknown>> = {},
  messages: readonly ChatMessage[] = [user("How far is it?")],
): Promise<{ readonly outcome: Outcome; readonly text: unknown; readonly railTokens: number }> => {
  const context = { role: "context", content: variables } as const;
  const { outcome, response, usage } = await rails.generateAsync({ messages: [context, ...messages], options: {} });
  const [message] = response;
  return { outcome, text: message?.content, railTokens: usage.rails.totalTokens };
};

/** The text of the first message to a judge. */
export const promptOf = (request: Pick<ModelRequest, "messages"> | undefined): string => {
  const [message] = request?.messages ?? [];
  return message === undefined ? "" : messageText(message);
};
