import type { RailsConfigData } from "../../config/config-types.ts";

/** What NeMo Guardrails' own flows say under these names, where a config has no words of its own. */
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ["refuse to respond", ["I'm sorry, I can't respond to that."]],
  ["inform answer unknown", ["I don't know the answer to that."]],
  ["inform cannot engage in abusive or harmful behavior", ["I will not engage in any abusive or harmful behavior."]],
  ["inform cannot engage in self harm behavior", ["I will not engage in any self harm behavior."]],
  ["inform cannot engage with inappropriate content", ["I will not engage with inappropriate content."]],
  ["inform cannot engage with sensitive content", ["I will not engage with sensitive content."]],
  [
    "inform answer prone to hallucination",
    [
      "The previous answer is prone to hallucination and may not be accurate. Please double check the answer using additional sources.",
    ],
  ],
  ["response untrustworthy", ["$bot_message \nCAUTION: THIS ANSWER HAS BEEN FLAGGED AS POTENTIALLY UNTRUSTWORTHY"]],
]);

/** The variants of a bot message; undefined for one that nobody has written. */
export const botTexts = (name: string, { botMessages }: RailsConfigData): readonly string[] | undefined => {
  const own = botMessages[name];
  return own !== undefined && own.length > 0 ? own : KNOWN.get(name);
};
