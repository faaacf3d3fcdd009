/** What the bot says instead of a blocked answer, where a config has no words of its own. */
export const REFUSAL = "I'm sorry, I can't respond to that.";
