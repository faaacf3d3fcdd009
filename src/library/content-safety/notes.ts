/** What the settings mean, by their paths below `rails.config.content_safety`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`content safety check …`.",
  multilingual: "Refusals in the user's language.",
  "multilingual.enabled": "Refuses in the language of the question.",
  "multilingual.refusal_messages": "Refusals of your own by language code. None: built-in ones.",
  reasoning: "Safety models that reason.",
  "reasoning.enabled": "Lets the prompt ask the model to reason.",
};
