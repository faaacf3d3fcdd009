import { memoize } from "../../memoize.ts";
import type { SentPrompt } from "../../rails/rail.ts";
import { messageText } from "../../rails/request/message-text.ts";
import { folded } from "../../text/normalize/normalization-level.ts";
import { isPlain } from "../../text/normalize/plain-text.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
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

/** For an answer as it is written, and for a folded one, in which `ä` is `a`, and `ß` is `ss`. */
interface LeakIndexes {
  readonly exact: LeakIndex;
  readonly fold: LeakIndex;
}

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";
const isUser = ({ role }: ChatMessage): boolean => role === "user";

const automatonOf = (texts: readonly string[], read: (text: string) => string): WordAutomaton => {
  let left = MAX_WORDS;
  return new WordAutomaton(
    texts.map((text) => {
      const words = left > 0 ? wordsOf(read(text), left) : [];
      left -= words.length;
      return words;
    }),
  );
};

/** The indexes of a request, made once for all its texts. */
export const leakIndexes: (prompt: SentPrompt) => LeakIndexes = memoize(({ messages, conversation, canary }) => {
  const secret = messages.filter(isSystem).map(messageText);
  const quoted = conversation.filter(isUser).map(messageText).toReversed();
  const indexOf = (read: (text: string) => string): LeakIndex => ({
    secret: automatonOf(secret, read),
    quoted: automatonOf(quoted, read),
    canary,
  });
  const exact = indexOf((text) => text);
  return { exact, fold: [...secret, ...quoted].every(isPlain) ? exact : indexOf(folded) };
});
