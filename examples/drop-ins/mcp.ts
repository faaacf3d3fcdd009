import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { guardClient } from "edgerails/mcp";
import { rails } from "./rails.ts";

const client = new Client({ name: "writer", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(process.env["MCP_URL"] as string)));
const tools = guardClient(rails, client, await client.listTools());

export const result = await tools.callTool({ name: "find", arguments: { who: "jane" } });
