export const ENV = { ANTHROPIC_API_KEY: "sk-ant" };

export const MESSAGE = {
  id: "msg_1",
  type: "message",
  model: "claude-x",
  content: [
    { type: "thinking", thinking: "Hm.", signature: "s" },
    { type: "text", text: "Hello" },
    { type: "tool_use", id: "t1", name: "f", input: { a: [1] } },
    { type: "tool_use", id: "t2", name: "g", input: {} },
  ],
  stop_reason: "tool_use",
  usage: { input_tokens: 5, output_tokens: 3, cache_read_input_tokens: 4, cache_creation_input_tokens: 1 },
};
