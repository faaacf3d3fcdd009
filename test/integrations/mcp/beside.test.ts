import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CompleteRequestSchema,
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, it } from "vitest";
import { guardClient, type McpClient } from "../../../src/integrations/mcp/index.ts";
import { railsOf } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";

const CANARY = "a CANARY in prose";

const rails = railsOf(`
rails:
  tool_input: { flows: [regex check tool result] }
  config: { regex_detection: { tool_input: { patterns: [CANARY] } } }
`);

/** A server that sends a text in all places, and a guarded client of it. */
const connected = async (said: string) => {
  const capabilities = { completions: {}, logging: {}, prompts: {} };
  const server = new Server({ name: "s", version: "1", title: said }, { capabilities, instructions: said });
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: [said, "fine"] } }));
  const client = new Client({ name: "c", version: "1" }, { capabilities: { sampling: {}, elicitation: {} } });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return { server, client: guardClient(rails, client as Client & McpClient) };
};

describe("messages that an MCP server sends unasked", () => {
  it("pass if they describe the server and no rail objects", async () => {
    const { client } = await connected("be kind");
    expect(client.getInstructions()).toBe("be kind");
    expect(client.getServerVersion()).toEqual({ name: "s", version: "1", title: "be kind" });
    const guarded = await connected(CANARY);
    expect(guarded.client.getInstructions()).toBeUndefined();
    expect(guarded.client.getServerVersion()).toEqual({ name: "s", version: "1" });
    expect(guarded.client.getServerCapabilities()).toMatchObject({ completions: {} });
  });

  it("may be completions, without the values that a rail forbids", async () => {
    const ref = { type: "ref/prompt", name: "greet" } as const;
    const ask = { ref, argument: { name: "who", value: "" } };
    const { client } = await connected(CANARY);
    expect((await client.complete(ask)).completion.values).toEqual(["fine"]);
  });

  it("may be requests to a model or a user, which are rejected if a rail forbids them", async () => {
    const { client, server } = await connected("");
    const asked: unknown[] = [];
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
      asked.push(params);
      return { model: "m", role: "assistant", content: { type: "text", text: "yes" } };
    });
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params);
      return { action: "decline" };
    });
    const question = (text: string) => ({
      messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
      maxTokens: 9,
    });
    const form = (message: string) => ({ message, requestedSchema: { type: "object" as const, properties: {} } });
    await expect(server.createMessage(question(CANARY))).rejects.toThrow("I'm sorry");
    await expect(server.createMessage({ ...question("hi"), systemPrompt: CANARY })).rejects.toThrow("I'm sorry");
    await expect(server.elicitInput(form(CANARY))).rejects.toThrow("I'm sorry");
    expect(asked).toEqual([]);
    expect(await server.createMessage(question("hi"))).toMatchObject({ model: "m" });
    expect(await server.elicitInput(form("hi"))).toMatchObject({ action: "decline" });
  });

  it("may be notifications, which are dropped if a rail forbids them", async () => {
    const { client, server } = await connected("");
    const told: unknown[] = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void told.push(params.data));
    client.fallbackNotificationHandler = (news) => Promise.resolve(void told.push(news.method));
    await server.sendLoggingMessage({ level: "info", data: CANARY });
    await server.sendLoggingMessage({ level: "info", data: "fine" });
    await server.notification({ method: "notifications/prompts/list_changed", params: { _meta: { note: CANARY } } });
    await server.notification({ method: "notifications/prompts/list_changed" });
    await client.ping();
    expect(told).toEqual(["fine", "notifications/prompts/list_changed"]);
  });
});

describe("errors of the connection to an MCP server", () => {
  it("are passed on without what the server sent, if a rail forbids it", async () => {
    const { client, server } = await connected("");
    const errors: string[] = [];
    const onerror = ({ message }: Error): void => void errors.push(message);
    Object.assign(client, { onerror });
    await server.transport?.send({ jsonrpc: "2.0", id: 998, result: { note: CANARY } });
    await server.transport?.send({ jsonrpc: "2.0", id: 999, result: { note: "fine" } });
    await client.ping();
    expect(errors).toEqual([REFUSAL, expect.stringContaining('"note":"fine"')]);
  });

  it.each<readonly [string, unknown]>([
    ["a cause", new Error("failed", { cause: new Error(CANARY) })],
    ["a field", Object.assign(new Error("failed"), { body: CANARY })],
    ["a value that is not an error", { reason: CANARY }],
  ])("are read with %s", async (_, error) => {
    const callTool = (): Promise<object> => Promise.reject(error);
    await expect(guardClient<McpClient>(rails, { callTool }).callTool({ name: "t" })).rejects.toThrow(REFUSAL);
  });
});

describe("what an MCP server is told besides tool calls", () => {
  const own = railsOf(`
rails:
  tool_output: { flows: [regex check tool call] }
  config: { regex_detection: { tool_output: { patterns: [CANARY] } } }
`);

  const METHODS = [
    "complete",
    "getPrompt",
    "listResources",
    "readResource",
    "setLoggingLevel",
    "subscribeResource",
    "unsubscribeResource",
  ] as const;
  type Asked = McpClient & Record<(typeof METHODS)[number] | "request", (asked: object) => Promise<object>>;

  /** A client that remembers what it sent. */
  const remembering = () => {
    const sent: object[] = [];
    const ask = (asked: object): Promise<object> => Promise.resolve(void sent.push(asked)).then(() => ({}));
    const functions = Object.fromEntries([...METHODS, "callTool", "request"].map((name) => [name, ask] as const));
    return { sent, guarded: guardClient(own, functions as unknown as Asked) };
  };

  it.each(METHODS)("is read in what %s sends", async (name) => {
    const { sent, guarded } = remembering();
    await guarded[name]({ uri: "a:fine" });
    await expect(guarded[name]({ uri: "a:b?CANARY" })).rejects.toThrow(REFUSAL);
    await expect(guarded[name]({ arguments: { CANARY: "x" } })).rejects.toThrow(REFUSAL);
    await expect(guarded.request({ method: "any", params: { uri: "CANARY" } })).rejects.toThrow(REFUSAL);
    expect(sent).toEqual([{ uri: "a:fine" }]);
  });

  it("is read beside the arguments of a call", async () => {
    const { sent, guarded } = remembering();
    const call = { name: "t", arguments: {}, _meta: { note: "CANARY" } };
    expect(await guarded.callTool(call)).toMatchObject({ isError: true, content: [{ text: REFUSAL }] });
    expect(sent).toEqual([]);
  });

  it("is read in answers to what the server asks", async () => {
    const handlers: ((asked: object) => Promise<unknown>)[] = [];
    const setRequestHandler = (_schema: object, handle: () => unknown): void => void handlers.push(handle as never);
    const client = guardClient(own, { callTool: () => Promise.resolve({}), setRequestHandler });
    for (const text of ["fine", CANARY]) client.setRequestHandler({}, () => ({ content: { type: "text", text } }));
    const [fine, forbidden] = handlers.map((handle) => handle({ method: "sampling/createMessage" }));
    await expect(forbidden).rejects.toThrow(REFUSAL);
    expect(await fine).toEqual({ content: { type: "text", text: "fine" } });
  });

  it("is read in notifications", async () => {
    const sent: object[] = [];
    const notification = (news: object): Promise<void> => Promise.resolve(void sent.push(news));
    const client = guardClient(own, { callTool: () => Promise.resolve({}), notification });
    const news = (data: string): object => ({ method: "notifications/message", params: { level: "info", data } });
    await client.notification(news("fine"));
    await expect(client.notification(news(CANARY))).rejects.toThrow(REFUSAL);
    expect(sent).toEqual([news("fine")]);
  });

  interface Extra {
    readonly sendRequest: (request: object) => Promise<object>;
    readonly sendNotification: (news: object) => Promise<void>;
  }
  type Handle = (request: object, extra: Extra) => unknown;

  /** Runs a handler of a guarded client as the SDK does, with functions that record what they send. */
  const handled = async (handle: Handle, guardedBy = own): Promise<{ readonly sent: readonly object[] }> => {
    const sent: object[] = [];
    let registered: Handle | undefined;
    const setRequestHandler = (_schema: object, given: Handle): void => void (registered = given);
    guardClient(guardedBy, { callTool: () => Promise.resolve({}), setRequestHandler }).setRequestHandler({}, handle);
    const sendRequest = async (request: object): Promise<object> => {
      sent.push(request);
      return { note: CANARY, fine: "fine" };
    };
    const sendNotification = async (news: object): Promise<void> => void sent.push(news);
    await registered?.({ method: "elicitation/create" }, { sendRequest, sendNotification });
    return { sent };
  };

  it("is read in requests and notifications that a handler sends", async () => {
    const asking = (text: string): Promise<unknown> =>
      handled(async (_, { sendRequest }) => void (await sendRequest({ method: "ping", params: { text } })));
    const telling = (text: string): Promise<unknown> =>
      handled((_, { sendNotification }) => sendNotification({ method: "notifications/message", params: { text } }));
    for (const send of [asking, telling]) {
      await expect(send(CANARY)).rejects.toThrow(REFUSAL);
      expect(await send("fine")).toMatchObject({ sent: [{ params: { text: "fine" } }] });
    }
  });

  it("gives handlers the answers to their requests as the rails left them", async () => {
    const answers: object[] = [];
    await handled(async (_, { sendRequest }) => {
      answers.push(await sendRequest({ method: "ping" }));
      return {};
    }, rails);
    expect(answers).toEqual([{ fine: "fine" }]);
  });

  it("is read in errors of handlers", async () => {
    const failing = (message: string): Promise<unknown> => handled(() => Promise.reject(new Error(message)));
    await expect(failing(CANARY)).rejects.toThrow(REFUSAL);
    await expect(failing("not today")).rejects.toThrow("not today");
  });

  it("gives no error of the server unread, whatever was asked", async () => {
    const ping = (): Promise<object> => Promise.reject(new Error(CANARY));
    await expect(guardClient(rails, { callTool: ping, ping }).ping()).rejects.toThrow(REFUSAL);
  });
});

describe("an entry of a list with a field named __proto__", () => {
  const listed = (field: string): Promise<object> => {
    const entry: unknown = JSON.parse(`{ "name": "find", "_meta": { "__proto__": ${field} } }`);
    const listTools = (): Promise<object> => Promise.resolve({ tools: [entry] });
    return guardClient(rails, { callTool: listTools, listTools }).listTools();
  };

  it.each(['"CANARY"', '{ "note": "CANARY" }', '{ "CANARY": 1 }'])("is read with it: %s", async (field) => {
    expect(await listed(field)).toMatchObject({ tools: [] });
    expect(await listed('"fine"')).toMatchObject({ tools: [{ name: "find" }] });
  });
});

describe("a message of a prompt", () => {
  const told = (message: object): Promise<object> => {
    const getPrompt = (): Promise<object> => Promise.resolve({ messages: [message] });
    return guardClient(rails, { callTool: getPrompt, getPrompt }).getPrompt();
  };
  const refused = { content: { type: "text", text: "I'm sorry, I can't respond to that." } };

  it("that is blocked reveals nothing by its role", async () => {
    const content = { type: "text", text: "fine" };
    expect(await told({ role: CANARY, content })).toMatchObject({ messages: [{ role: "user", ...refused }] });
    const said = { role: "assistant", content: { type: "text", text: CANARY } };
    expect(await told(said)).toMatchObject({ messages: [{ role: "assistant", ...refused }] });
  });

  it("is checked if its bytes are text, whatever their declared type", async () => {
    for (const mimeType of ["image/png", "text/plain"]) {
      const picture = { role: "user", content: { type: "image", mimeType, data: btoa(CANARY) } };
      expect(await told(picture)).toMatchObject({ messages: [{ role: "user", ...refused }] });
    }
    const fine = { role: "user", content: { type: "image", mimeType: "image/png", data: "iVBORw0KGgoAAAANSUhEUg==" } };
    expect(await told(fine)).toEqual({ messages: [fine] });
  });
});

describe("a card number as a number", () => {
  const cards = railsOf(`
rails:
  tool_input: { flows: [mask sensitive data on tool results] }
  config: { sensitive_data_detection: { input: { entities: [CREDIT_CARD] } } }
`);
  const CARD = 4_111_111_111_111_111;

  it("is read in structured content, beside it, and in entries of lists", async () => {
    const result = { content: [], structuredContent: { card: CARD }, _meta: { card: CARD, at: 1_764_343_000_123 } };
    const callTool = (): Promise<object> => Promise.resolve(result);
    const called = await guardClient<McpClient>(cards, { callTool }).callTool({ name: "t" });
    expect(JSON.stringify(called)).not.toContain("4111");
    const listTools = (): Promise<object> => Promise.resolve({ tools: [{ name: "t", inputSchema: { const: CARD } }] });
    expect(await guardClient(cards, { callTool, listTools }).listTools()).toMatchObject({ tools: [] });
  });

  it("does not take the times beside it along", async () => {
    const callTool = (): Promise<object> => Promise.resolve({ content: [], _meta: { at: 1_764_343_000_123 } });
    const called = await guardClient<McpClient>(cards, { callTool }).callTool({ name: "t" });
    expect(called).toEqual({ content: [], _meta: { at: 1_764_343_000_123 } });
  });
});
