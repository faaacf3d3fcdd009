import type { RailsConfigData } from "../../config/config-types.ts";
import type { BotWords } from "../../rails/spec.ts";

export const ANSWER_UNKNOWN: BotWords = {
  name: "inform answer unknown",
  text: "I don't know the answer to that.",
};

export const NO_ABUSE: BotWords = {
  name: "inform cannot engage in abusive or harmful behavior",
  text: "I will not engage in any abusive or harmful behavior.",
};

export const NO_SELF_HARM: BotWords = {
  name: "inform cannot engage in self harm behavior",
  text: "I will not engage in any self harm behavior.",
};

export const NOTHING_INAPPROPRIATE: BotWords = {
  name: "inform cannot engage with inappropriate content",
  text: "I will not engage with inappropriate content.",
};

export const NOTHING_SENSITIVE: BotWords = {
  name: "inform cannot engage with sensitive content",
  text: "I will not engage with sensitive content.",
};

/** A kind of finding: the score above which it blocks, and its refusal. */
export type WordedKind = readonly [highest: number, refusal: BotWords];

/** The config's text for a message, else the default. */
export const wordsOf = ({ botMessages }: RailsConfigData, { name, text }: BotWords): string =>
  botMessages[name]?.[0] ?? text;

/** The refusal of the first kind that was found; empty if none was. */
export const refusalOfKind = (
  kinds: ReadonlyMap<string, WordedKind>,
  found: readonly string[],
  config: RailsConfigData,
): { readonly refusal?: string } => {
  const [, kind] = [...kinds].find(([name]) => found.includes(name)) ?? [];
  return kind === undefined ? {} : { refusal: wordsOf(config, kind[1]) };
};
