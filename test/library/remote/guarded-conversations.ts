/** The text under check, and the user's message before an answer. */
export const SAID = "I am Ann Lee";
export const QUESTION = "Who are you?";

const question = { role: "user", content: QUESTION };

/** The conversations that are sent to AI guards, by the group of the text under check. */
export const CONVERSATIONS = [
  { group: "input", messages: [{ role: "user", content: SAID }] },
  { group: "output", messages: [question, { role: "assistant", content: SAID }] },
].map(({ group, messages }) => ({
  group: group as "input" | "output",
  messages,
  masked: messages.map(({ role, content }) => ({ role, content: content.replace("Ann Lee", "<PERSON>") })),
}));
