/** The default refusal. */
export const REFUSAL = "I'm sorry, I can't respond to that.";
