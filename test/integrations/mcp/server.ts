import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { z } from "zod";
import { type Listening, listen } from "../../server/gateway.ts";

/** An MCP server with an address book, on a local socket, which records the arguments of its tools. */
export interface AddressBook extends Listening {
  readonly calls: unknown[];
}

export const startAddressBook = async (answer: (who: string) => string): Promise<AddressBook> => {
  const calls: unknown[] = [];
  const serverOf = (): McpServer => {
    const server = new McpServer({ name: "address-book", version: "1.0.0" });
    const inputSchema = { who: z.string() };
    const outputSchema = { address: z.string() };
    server.registerTool("find", { description: "Finds an address", inputSchema, outputSchema }, ({ who }) => {
      calls.push({ who });
      const address = answer(who);
      return { content: [{ type: "text", text: address }], structuredContent: { address } };
    });
    server.registerResource("page", "book://page", { description: "A page of it" }, (uri) => ({
      contents: [
        { uri: uri.href, text: answer("page") },
        { uri: uri.href, blob: btoa(answer("page")) },
      ],
    }));
    server.registerPrompt("greet", { description: "How to greet" }, () => ({
      messages: [{ role: "user", content: { type: "text", text: answer("greet") } }],
    }));
    server.registerTool("fail", { description: "Fails" }, () => {
      throw new Error(answer("nobody"));
    });
    return server;
  };
  const listening = await listen(async (request) => {
    const transport = new WebStandardStreamableHTTPServerTransport();
    await serverOf().connect(transport);
    return transport.handleRequest(request);
  });
  return { ...listening, calls };
};

/** A real client of such a server. */
export const clientOf = async ({ url }: Listening): Promise<Client> => {
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
};
