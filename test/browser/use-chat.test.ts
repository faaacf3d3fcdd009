import { resolve } from "node:path";
import { createOpenAI } from "@ai-sdk/openai";
import type { UIMessage } from "ai";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { chatRoute } from "../../examples/chat/route.ts";
import { aiModel, uiMessageResponse } from "../../src/integrations/ai/index.ts";
import type { ChatMessage } from "../../src/types/chat-message.ts";
import { CANARY } from "../drop-ins/failures.ts";
import { type Provider, startProvider } from "../drop-ins/provider.ts";
import { type Listening, listen } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { REFUSAL } from "../support/refusal.ts";
import { PLAIN, script } from "../workers/script.ts";
import { HAS_CHROMIUM, launchChromium } from "./launch.ts";

const RAILS = JSON.stringify({
  rails: {
    input: { flows: ["regex check input"] },
    output: {
      flows: ["regex check output", "mask sensitive data on output"],
      streaming: { enabled: true },
    },
    config: {
      regex_detection: {
        input: { patterns: ["forbidden"] },
        output: { patterns: ["sk-[a-z0-9]{20,40}"], max_match_length: 64 },
      },
      sensitive_data_detection: { output: { entities: ["EMAIL_ADDRESS"] } },
    },
  },
});

const bundled = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "../../examples/chat/main.tsx")],
    alias: { "edgerails/ai": resolve(import.meta.dirname, "../../src/integrations/ai/index.ts") },
    define: { "process.env.NODE_ENV": '"production"' },
    jsx: "automatic",
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
  });
  return outputFiles[0]?.text ?? "";
};

const textOf = ({ parts }: UIMessage): string => parts.map((part) => (part.type === "text" ? part.text : "")).join("");

describe.runIf(HAS_CHROMIUM)("the example of a chat with useChat, in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let provider: Provider;
  let server: Listening;

  beforeAll(async () => {
    const mail = { match: "mail", content: "Write to jane@example.com today." };
    const refused = Response.json({ error: { message: CANARY } }, { status: 400 });
    provider = await startProvider({ replies: [mail, ...(script.replies ?? [])] }, ({ headers }) =>
      headers.get("x-fails") === null ? undefined : refused.clone(),
    );
    const model = (fails: boolean) =>
      createOpenAI({
        baseURL: `${provider.url}/v1`,
        apiKey: "any",
        ...(fails ? { headers: { "x-fails": "1" } } : {}),
      }).chat("m-1");
    const rails = railsOf(RAILS);
    const own = railsOf(RAILS, { llm: aiModel(model(false)) });
    const code = await bundled();
    const routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
      "/chat/ask": chatRoute(rails, model(false)),
      "/failing/ask": chatRoute(rails, model(true)),
      "/parts/ask": async (request) => {
        const { messages: shown } = (await request.json()) as { readonly messages: readonly UIMessage[] };
        const messages = shown.map((message): ChatMessage => ({ role: message.role, content: textOf(message) }));
        return uiMessageResponse(own.streamParts({ messages, signal: request.signal }));
      },
      "/page.js": () => new Response(code, { headers: { "content-type": "text/javascript" } }),
    };
    const shown = ({ url }: Request): Response => {
      const body = `<body data-api="${new URL(url).pathname}/ask"><script type="module" src="/page.js"></script>`;
      const html = `<!doctype html><meta charset="utf-8"><title>Chat</title>${body}`;
      return new Response(html, { headers: { "content-type": "text/html" } });
    };
    server = await listen((request) => (routes[new URL(request.url).pathname] ?? shown)(request));
    browser = await launchChromium();
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(`${server.url}${path}`);
    await page.waitForSelector("form");
  };

  const status = (name: string): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelector("output")?.textContent === wanted, name);

  const ask = async (question: string): Promise<void> => {
    await page.getByLabel("Question").fill(question);
    await page.getByLabel("Question").press("Enter");
  };

  const last = (): ReturnType<Page["locator"]> => page.locator("li[data-role=assistant]").last();

  const answer = async (question: string): Promise<string> => {
    await ask(question);
    await last().waitFor();
    await status("ready");
    return (await last().locator("span").allTextContents()).join("");
  };

  describe.each(["/chat", "/parts"])("asking %s", (path) => {
    it("shows the answer, and the next one below it", async () => {
      await open(path);
      expect(await answer("hi")).toBe(PLAIN);
      expect(await answer("and again")).toBe(PLAIN);
      expect(await page.locator("li").count()).toBe(4);
      expect(await page.locator("mark").count()).toBe(0);
    });

    it("shows what came before a block, and the verdict behind it", async () => {
      await open(path);
      expect(await answer("leak")).toBe("The key is ");
      expect(await last().locator("mark").textContent()).toBe("blocked");
      expect(await last().locator("mark").getAttribute("title")).toBe("regex check output");
      expect(await page.content()).not.toContain("sk-live");
    });

    it("goes on after a block", async () => {
      await open(path);
      await answer("leak");
      expect(await answer("hi")).toBe(PLAIN);
    });

    it("shows the refusal of a question", async () => {
      await open(path);
      const asked = provider.bodies.length;
      expect(await answer("this is forbidden")).toBe(REFUSAL);
      expect(await last().locator("mark").textContent()).toBe("blocked");
      expect(provider.bodies).toHaveLength(asked);
    });

    it("shows a mask, and that it is one", async () => {
      await open(path);
      expect(await answer("mail")).toBe("Write to <EMAIL_ADDRESS> today.");
      expect(await last().locator("mark").textContent()).toBe("modified");
    });

    it("stops the answer, and the provider with it", async () => {
      await open(path);
      const left = provider.left.length;
      await ask("stall");
      await last().getByText("one two").waitFor();
      await page.getByRole("button", { name: "Stop" }).click();
      await status("ready");
      await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
    });

    it("asks once more", async () => {
      await open(path);
      await answer("hi");
      const asked = provider.bodies.length;
      await page.getByRole("button", { name: "Again" }).click();
      await vi.waitFor(() => expect(provider.bodies).toHaveLength(asked + 1));
      await status("ready");
      expect(await page.locator("li").count()).toBe(2);
      expect((await last().locator("span").allTextContents()).join("")).toBe(PLAIN);
    });
  });

  it("shows calls of tools with what those have answered", async () => {
    await open("/chat");
    await ask("weather");
    await last().getByText('[{"city":"Lyon"},"rain in Lyon"]').first().waitFor();
    await status("ready");
  });

  it("shows a failure of the provider in words that quote nothing", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    await open("/failing");
    await ask("hi");
    expect(await page.getByRole("alert").textContent()).toContain("refused the request (HTTP 400)");
    expect(await page.content()).not.toContain(CANARY);
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ detail: expect.stringContaining(CANARY) as string }));
    told.mockRestore();
  });
});
