import type { RailsConfigData } from "../../config/config-types.ts";
import {
  ANSWER_UNKNOWN,
  NO_ABUSE,
  NO_SELF_HARM,
  NOTHING_INAPPROPRIATE,
  NOTHING_SENSITIVE,
} from "../shared/bot-words.ts";

const SHARED = [ANSWER_UNKNOWN, NO_ABUSE, NO_SELF_HARM, NOTHING_INAPPROPRIATE, NOTHING_SENSITIVE];

/** Default texts of bot messages that the flows of NeMo Guardrails' library use. */
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ...SHARED.map(({ name, text }): [string, readonly string[]] => [name, [text]]),
  ["refuse to respond", ["I'm sorry, I can't respond to that."]],
  [
    "inform answer prone to hallucination",
    [
      "The previous answer is prone to hallucination and may not be accurate. Please double check the answer using additional sources.",
    ],
  ],
  ["response untrustworthy", ["$bot_message \nCAUTION: THIS ANSWER HAS BEEN FLAGGED AS POTENTIALLY UNTRUSTWORTHY"]],
]);

/** The variants of a bot message; undefined if it is not defined. */
export const botTexts = (name: string, { botMessages }: RailsConfigData): readonly string[] | undefined => {
  const own = botMessages[name];
  return own !== undefined && own.length > 0 ? own : KNOWN.get(name);
};
