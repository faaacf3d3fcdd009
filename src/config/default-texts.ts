/** The instructions of a config without `instructions`. */
export const DEFAULT_INSTRUCTION = `Below is a conversation between a user and an AI assistant.
The assistant is friendly and gives helpful, specific answers. When it does not know an answer, it says so.`;

/** The sample conversation of a config without one. */
export const DEFAULT_SAMPLE_CONVERSATION = `user "Hi there!"
  express greeting
bot express greeting
  "Hello! What can I do for you?"
user "What are you able to do?"
  ask about capabilities
bot respond about capabilities
  "I answer questions and help with everyday tasks such as writing, summarising and explaining."
`;
