/** What a model is told when a config gives no instructions. */
export const DEFAULT_INSTRUCTION = `Below is a conversation between a user and an AI assistant.
The assistant is friendly and gives helpful, specific answers. When it does not know an answer, it says so.`;

/** Shows a model the form of a conversation when a config gives no sample of its own. */
export const DEFAULT_SAMPLE_CONVERSATION = `user "Hi there!"
  express greeting
bot express greeting
  "Hello! What can I do for you?"
user "What are you able to do?"
  ask about capabilities
bot respond about capabilities
  "I answer questions and help with everyday tasks such as writing, summarising and explaining."
`;
