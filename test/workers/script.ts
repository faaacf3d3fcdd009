import type { ScriptInput } from "../../src/llm/scripted/script.ts";

export const SECRET = "sk-live0123456789abcdefghij";
export const PLAIN = "Hello from the other side of a real socket: ünïcödé 🌍!";

/** The provider's answers, by the user's message. */
export const script: ScriptInput = {
  replies: [
    { match: "leak", content: `The key is ${SECRET}, and then much more`, fault: { stall_after: 6 } },
    { match: "stall", content: "one two three four", fault: { stall_after: 2 } },
    { match: "cut", content: "one two three four", fault: { truncate_after: 2 } },
    { match: "weather", tool_calls: [{ id: "call_1", name: "look_up", arguments: { city: "Lyon" } }] },
    { match: "as json", content: '{"city":"Lyon"}' },
    { match: "limit", fault: { status: 429, retry_after: 3600 } },
    PLAIN,
  ],
};
