import { LLMRails, RailsConfig } from "edgerails";
import { guardClient } from "edgerails/mcp";
import { ANSWER, assertMasked } from "./policy.mjs";

const CONFIG = { rails: { tool_input: { flows: ["mask secrets on tool results"] } } };
const client = { callTool: async () => ({ content: [{ type: "text", text: ANSWER }] }) };

export const run = async () => {
  const rails = new LLMRails(RailsConfig.fromObject(CONFIG));
  const tools = guardClient(rails, client, { tools: [{ name: "find", inputSchema: { type: "object" } }] });
  const { content } = await tools.callTool({ name: "find", arguments: {} });
  return assertMasked(content[0].text);
};
