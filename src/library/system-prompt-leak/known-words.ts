import { memoize } from "../../memoize.ts";
import type { SentPrompt } from "../../rails/rail.ts";
import type { ChatMessage } from "../../types.ts";
import { messageText } from "../../rails/request/message-text.ts";
import { WordAutomaton } from "./word-automaton.ts";
import { wordsOf } from "./words.ts";

/** Words that are indexed of the system messages, and of the user's messages, of which the last ones. */
const MAX_WORDS = 20_000;

/** The texts that an answer must not repeat, and those that it may. */
export interface LeakIndex {
  readonly secret: WordAutomaton;
  readonly quoted: WordAutomaton;
  readonly canary: string | undefined;
}

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

const indexOf = (messages: readonly ChatMessage[], limit: number): WordAutomaton => {
  let left = limit;
  return new WordAutomaton(
    messages.map((message) => {
      const words = wordsOf(messageText(message), left);
      left -= words.length;
      return words;
    }),
  );
};

/** The index of a request, made once for all its texts. */
export const leakIndex: (prompt: SentPrompt) => LeakIndex = memoize(({ messages, conversation, canary }) => ({
  secret: indexOf(messages.filter(isSystem), MAX_WORDS),
  quoted: indexOf(conversation.filter(({ role }) => role === "user").toReversed(), MAX_WORDS),
  canary,
}));
