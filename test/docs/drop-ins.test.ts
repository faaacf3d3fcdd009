import { readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Provider, startProvider } from "../drop-ins/provider.ts";
import { startAddressBook } from "../integrations/mcp/server.ts";

const PAGE = readFileSync(new URL("../../docs/drop-ins.md", import.meta.url), "utf8");
const FOLDER = new URL("../../examples/drop-ins/", import.meta.url);
const SHOWN = [...PAGE.matchAll(/```ts file=(\S+)\n([^]*?)```/g)].map(([, file = "", code = ""]) => ({ file, code }));

/** The number of lines of our and of the client's code, including imports and empty lines. */
const MAX_LINES = 20;

describe("docs/drop-ins.md", () => {
  it.each(SHOWN)("contains examples/drop-ins/$file unchanged", ({ file, code }) => {
    expect(code).toBe(readFileSync(new URL(file, FOLDER), "utf8"));
    expect(code.split("\n").length).toBeLessThan(MAX_LINES);
  });

  it("contains all of them", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".ts"));
    expect(SHOWN.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
  });
});

const KEY = { match: "the key", content: "It is sk-live0123456789abcdefghij, and then much more" };
const SENT = "Write to <EMAIL_ADDRESS_1>";
const ANSWER = "I wrote to jane@example.com.";

describe("the drop-ins with a provider", () => {
  let provider: Provider;
  let written: string;

  beforeAll(async () => {
    provider = await startProvider({ replies: [KEY, "I wrote to <EMAIL_ADDRESS_1>."] });
    vi.stubEnv("OPENAI_BASE_URL", `${provider.url}/v1`);
    vi.stubEnv("OPENAI_API_KEY", "none");
    vi.stubEnv("ANTHROPIC_BASE_URL", provider.url);
    vi.stubEnv("ANTHROPIC_API_KEY", "none");
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await provider.close();
  });
  beforeEach(() => {
    written = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  it.each(["openai", "anthropic", "ai-sdk", "ai-sdk-6", "ai-sdk-model", "langchain", "langchain-rails", "mastra"])(
    "%s sends no email address, and shows it",
    async (name) => {
      await import(`../../examples/drop-ins/${name}.ts`);
      expect(JSON.stringify(provider.bodies.at(-1))).toContain(SENT);
      expect(written).toBe(ANSWER);
    },
  );

  it("ai-sdk-transform shows the text before a key, and the rail that blocked", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    await import("../../examples/drop-ins/ai-sdk-transform.ts");
    expect(written).toBe("It is ");
    expect(told.mock.calls).toEqual([["regex check output", undefined]]);
  });

  it("use-chat does the same in a page", async () => {
    const { POST } = await import("../../examples/drop-ins/use-chat.ts");
    const parts = [{ type: "text", text: "Write to jane@example.com" }];
    const body = JSON.stringify({ messages: [{ id: "1", role: "user", parts }] });
    const response = await POST(new Request("http://page.test/api/chat", { method: "POST", body }));
    const text = await response.text();
    expect(JSON.stringify(provider.bodies.at(-1))).toContain(SENT);
    expect(text).toContain("data-guardrail");
    expect(text).toContain("jane@example.com");
  });

  it("mcp masks a tool result", async () => {
    const book = await startAddressBook(() => "jane@example.com");
    vi.stubEnv("MCP_URL", book.url);
    const { result } = await import("../../examples/drop-ins/mcp.ts");
    expect(result.structuredContent).toEqual({ address: "<EMAIL_ADDRESS_1>" });
    await book.close();
  });

  it("hono does the same on a route", async () => {
    const { app } = await import("../../examples/drop-ins/hono.ts");
    const body = JSON.stringify({ model: "m-1", input: "Write to jane@example.com" });
    const headers = { "content-type": "application/json" };
    const response = await app.request("/v1/responses", { method: "POST", headers, body });
    expect(JSON.stringify(provider.bodies.at(-1))).toContain(SENT);
    expect(await response.text()).toContain(ANSWER);
  });
});
