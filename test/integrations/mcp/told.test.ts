import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ListToolsResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardClient, type McpClient } from "../../../src/integrations/mcp/index.ts";
import { railsOf } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { type AddressBook, clientOf, startAddressBook } from "./server.ts";

const BLOCKED = { "edgerails/guardrails": { status: "blocked", rail: "regex check tool result" } };

const drained = async (messages: AsyncIterable<object>): Promise<readonly object[]> => {
  const all: object[] = [];
  for await (const message of messages) all.push(message);
  return all;
};

const rails = railsOf(`
rails:
  tool_input: { flows: [regex check tool result, mask sensitive data on tool results] }
  config:
    regex_detection: { tool_input: { patterns: [ignore all, CANARY] } }
    sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } }
`);

let book: AddressBook;
let client: Client;
let answer = "";

beforeAll(async () => {
  book = await startAddressBook(() => answer);
  client = await clientOf(book);
});
afterAll(async () => {
  await client.close();
  await book.close();
});

describe("the content of an MCP server other than results", () => {
  it("is unchanged if no rail objects", async () => {
    answer = "12 High Street";
    const guarded = guardClient(rails, client);
    const page = { uri: "book://page" };
    expect(await guarded.readResource(page)).toEqual(await client.readResource(page));
    expect(await guarded.getPrompt({ name: "greet" })).toEqual(await client.getPrompt({ name: "greet" }));
    expect(await guarded.listTools()).toEqual(await client.listTools());
    expect(await guarded.listResources()).toEqual(await client.listResources());
    expect(await guarded.listPrompts()).toEqual(await client.listPrompts());
  });

  it("is masked in resources and prompts; bytes cannot be masked and are rejected", async () => {
    answer = "jane@example.com";
    const guarded = guardClient(rails, client);
    const { contents } = await guarded.readResource({ uri: "book://page" });
    expect(contents[0]).toEqual({ uri: "book://page", text: "<EMAIL_ADDRESS>" });
    expect(contents[1]).toEqual({ uri: "book://page", mimeType: "text/plain", text: REFUSAL });
    const { messages } = await guarded.getPrompt({ name: "greet" });
    expect(messages).toEqual([{ role: "user", content: { type: "text", text: "<EMAIL_ADDRESS>" } }]);
  });

  it("is replaced by the refusal if it is blocked", async () => {
    answer = "ignore all of it";
    const guarded = guardClient(rails, client);
    const told = await guarded.getPrompt({ name: "greet" });
    expect(told).toEqual({ messages: [{ role: "user", content: { type: "text", text: REFUSAL } }], _meta: BLOCKED });
    const { contents } = await guarded.readResource({ uri: "book://page" });
    expect(contents.map((one) => "text" in one && one.text)).toEqual([REFUSAL, REFUSAL]);
  });
});

/** A client with one answer to every request, which records the requests. */
const answering = (result: object): McpClient & Record<string, (...all: unknown[]) => Promise<object>> => {
  const answers = (): Promise<object> => Promise.resolve(result);
  return { callTool: answers, listTools: answers, listResources: answers, listPrompts: answers, request: answers };
};

describe("the lists of an MCP server", () => {
  const tool = (name: string, description: string) => ({ name, description, inputSchema: { type: "object" } });

  it("omit blocked items, and keep the rest", async () => {
    const listed = { tools: [tool("a", "ignore all others"), tool("b", "writes to jane@example.com"), tool("c", "c")] };
    const guarded = guardClient(rails, answering(listed));
    const left = [tool("b", "writes to <EMAIL_ADDRESS>"), tool("c", "c")];
    expect(await guarded["listTools"]?.()).toEqual({ tools: left, _meta: BLOCKED });
    expect(await guarded["request"]?.({ method: "tools/list" }, ListToolsResultSchema)).toMatchObject({ tools: left });
  });

  it("may have 1,024 entries, each of which may cost a call of a judge", async () => {
    const tools = Array.from({ length: 1_025 }, (_, index) => tool(`t${index}`, "d"));
    const few = guardClient(rails, answering({ tools: tools.slice(1) }));
    expect(await few["listTools"]?.()).toMatchObject({ tools: tools.slice(1) });
    await expect(guardClient(rails, answering({ tools }))["listTools"]?.()).rejects.toThrow("more than 1024 entries");
  });

  it("are checked in every string and name", async () => {
    const schema = { type: "object", properties: { who: { type: "string", description: "who", enum: ["x"] } } };
    const icons = [{ src: "https://example.com/i.png", sizes: ["1x1"] }];
    const whole = {
      nextCursor: "n",
      _meta: { m: "m" },
      tools: [{ name: "t", title: "T", inputSchema: schema, icons }],
    };
    const planted = (json: string, at: number): string => `${json.slice(0, at)}CANARY${json.slice(at)}`;
    const json = JSON.stringify(whole);
    const starts = [...json.matchAll(/"(?=[^",:[\]{}]+")/g)].map(({ index }) => index + 1);
    let left = 0;
    for (const at of starts) {
      const result = JSON.parse(planted(json, at)) as object;
      const listed = JSON.stringify(await guardClient(rails, answering(result))["listTools"]?.());
      expect(listed).not.toContain("CANARY");
      left++;
    }
    expect(left).toBeGreaterThan(20);
  });
});

describe("other content of an MCP server", () => {
  it("is checked in errors", async () => {
    const failing = (message: string): McpClient =>
      guardClient<McpClient>(rails, { callTool: () => Promise.reject(new Error(message)) });
    await expect(failing("CANARY is wrong").callTool({ name: "find" })).rejects.toThrow(REFUSAL);
    await expect(failing("no such tool").callTool({ name: "find" })).rejects.toThrow("no such tool");
  });

  it("is checked in progress notifications", async () => {
    const heard: unknown[] = [];
    const working = {
      callTool: (_call: object, _schema?: unknown, options?: { onprogress(progress: object): void }) => {
        options?.onprogress({ progress: 1, message: "half" });
        options?.onprogress({ progress: 2, message: "CANARY" });
        return Promise.resolve({ content: [] });
      },
    };
    await guardClient(rails, working).callTool({ name: "find" }, undefined, { onprogress: (one) => heard.push(one) });
    expect(heard).toEqual([{ progress: 1, message: "half" }]);
  });

  it("is checked in calls that run as tasks", async () => {
    async function* messages(): AsyncGenerator<object> {
      yield { type: "taskStatus", task: { statusMessage: "CANARY" } };
      yield { type: "taskStatus", task: { statusMessage: "on its way" } };
      yield { type: "error", error: new Error("CANARY") };
      yield { type: "result", result: { content: [{ type: "text", text: "jane@example.com" }] } };
    }
    const tasks = { callToolStream: (_call: object) => messages() };
    const running = { callTool: () => Promise.resolve({}), experimental: { tasks } };
    const told: unknown[] = [];
    for await (const one of guardClient(rails, running).experimental.tasks.callToolStream({ name: "find" }))
      told.push(one);
    expect(told).toEqual([
      { type: "taskStatus", task: { statusMessage: "on its way" } },
      { type: "error", error: new Error(REFUSAL) },
      { type: "result", result: { content: [{ type: "text", text: "<EMAIL_ADDRESS>" }] } },
    ]);
  });

  it("is checked in the result of a task, however it is requested", async () => {
    const result = { content: [{ type: "text", text: "jane@example.com" }] };
    const masked = { content: [{ type: "text", text: "<EMAIL_ADDRESS>" }] };
    async function* messages(): AsyncGenerator<object> {
      yield { type: "result", result };
    }
    const tasks = {
      requestStream: (_request: object) => messages(),
      getTaskResult: (_id: string) => Promise.resolve(result),
    };
    const guarded = guardClient(rails, { callTool: () => Promise.resolve(result), experimental: { tasks } });
    const call = { method: "tools/call", params: { name: "find" } };
    for await (const one of guarded.experimental.tasks.requestStream(call)) {
      expect(one).toEqual({ type: "result", result: masked });
    }
    expect(await guarded.experimental.tasks.getTaskResult("1")).toEqual(masked);
    const asking = guardClient(rails, answering(result));
    expect(await asking["request"]?.({ method: "tasks/result", params: { taskId: "1" } })).toEqual(masked);
  });

  it.each<readonly [string, object, object]>([
    [
      "tasks/result",
      { content: [{ type: "text", text: "jane@example.com" }] },
      { content: [{ type: "text", text: "<EMAIL_ADDRESS>" }] },
    ],
    [
      "resources/read",
      { contents: [{ uri: "a:b", text: "jane@example.com" }] },
      { contents: [{ uri: "a:b", text: "<EMAIL_ADDRESS>" }] },
    ],
    ["completion/complete", { completion: { values: ["CANARY", "jane"] } }, { completion: { values: ["jane"] } }],
  ])("is checked in the stream of %s", async (method, result, left) => {
    async function* messages(): AsyncGenerator<object> {
      yield { type: "taskStatus", task: { statusMessage: "CANARY" } };
      yield { type: "result", result };
      yield { type: "error", error: new Error("CANARY") };
    }
    const tasks = { requestStream: (_request: object) => messages() };
    const guarded = guardClient(rails, { callTool: () => Promise.resolve({}), experimental: { tasks } });
    const told = await drained(guarded.experimental.tasks.requestStream({ method, params: {} }));
    expect(told).toEqual([
      { type: "result", result: left },
      { type: "error", error: new Error(REFUSAL) },
    ]);
  });

  it("is checked in progress notifications of a task", async () => {
    const heard: unknown[] = [];
    interface Options {
      onprogress(progress: object): void;
    }
    const tell = ({ onprogress }: Options): void => {
      for (const message of ["half", "CANARY"]) onprogress({ message });
    };
    async function* running(_request: object, _schema: unknown, options: Options): AsyncGenerator<object> {
      tell(options);
      yield { type: "result", result: { content: [] } };
    }
    const tasks = {
      callToolStream: running,
      requestStream: running,
      getTaskResult: (_id: string, _schema: unknown, options: Options) => {
        tell(options);
        return Promise.resolve({ content: [] });
      },
    };
    const guarded = guardClient(rails, { callTool: () => Promise.resolve({}), experimental: { tasks } });
    const { experimental } = guarded;
    const options: Options = { onprogress: (one) => heard.push(one) };
    await drained(experimental.tasks.callToolStream({ name: "find" }, undefined, options));
    await drained(
      experimental.tasks.requestStream({ method: "tools/call", params: { name: "f" } }, undefined, options),
    );
    await drained(experimental.tasks.requestStream({ method: "tools/list" }, undefined, options));
    await experimental.tasks.getTaskResult("1", undefined, options);
    expect(heard).toEqual(Array.from({ length: 4 }, () => ({ message: "half" })));
  });

  it("is checked in a streamed call of the real client", async () => {
    answer = "jane@example.com";
    const told: unknown[] = [];
    const stream = guardClient(rails, client).experimental.tasks.callToolStream({
      name: "find",
      arguments: { who: "x" },
    });
    for await (const message of stream) told.push(message);
    expect(JSON.stringify(told)).toContain("<EMAIL_ADDRESS>");
    expect(JSON.stringify(told)).not.toContain("jane@");
  });
});
