import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { serve } from "@hono/node-server";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handler } from "../../examples/fetch-handler/guard-response.ts";
import { scriptedUpstream, type UpstreamEvent } from "../../src/llm/scripted/scripted-upstream.ts";
import { HAS_CHROMIUM, launchChromium } from "./launch.ts";

/** The library in the page: stages over the body of a fetch, the text into the document as it comes. */
const PAGE_SCRIPT = `
import { chatCompletionDecoder, compilePatterns, PatternGate, pipeline, sseDecoder, textGate, textView } from "edgerails/streams";

const secrets = compilePatterns(["sk-[A-Za-z0-9]{8,}"]);
const abort = new AbortController();
globalThis.stop = () => abort.abort();
globalThis.run = async (question, path) => {
  const body = JSON.stringify({ model: "m-1", stream: true, messages: [{ role: "user", content: question }] });
  const answer = await fetch(path, { method: "POST", body, signal: abort.signal });
  const text = pipeline(answer.body, [
    sseDecoder(),
    chatCompletionDecoder(),
    textGate({ rail: "no keys", create: () => new PatternGate(secrets) }),
    textView(),
  ]);
  const reader = text.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      document.body.textContent += read.value;
      document.body.dataset.chunks = String(Number(document.body.dataset.chunks ?? 0) + 1);
    }
    document.body.dataset.state = "done";
  } catch (error) {
    document.body.dataset.state = error.name;
  }
};
document.body.dataset.state = "ready";
`;

const ANSWER = "One two three four five six seven eight nine ten.";

// The browser comes from the system (Debian: chromium) and not from npm, so a machine without one cannot run these.
describe.runIf(HAS_CHROMIUM)("in Chromium", { timeout: 60_000 }, () => {
  const events: UpstreamEvent[] = [];
  let browser: Browser;
  let server: ReturnType<typeof serve>;
  let origin: string;

  const openPage = async (): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction("document.body.dataset.state === 'ready'");
    return page;
  };

  const script = async (): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: PAGE_SCRIPT, resolveDir: resolve(import.meta.dirname, "../..") },
      alias: { "edgerails/streams": resolve(import.meta.dirname, "../../src/streams/index.ts") },
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
    });
    return outputFiles[0]?.text ?? "";
  };

  beforeAll(async () => {
    const upstream = scriptedUpstream(
      {
        replies: [
          { match: "key", content: "The key is sk-ABCDEFGH12345678 as you know." },
          { match: "forever", content: "word ".repeat(2_000) },
          { content: ANSWER },
        ],
        delay_ms: 5,
      },
      { log: (event) => events.push(event) },
    );
    const bundle = await script();
    const html = "<!doctype html><meta charset=utf-8><body></body><script type=module src=/script.js></script>";
    const route = (request: Request): Response | Promise<Response> => {
      const { pathname } = new URL(request.url);
      if (pathname === "/") return new Response(html, { headers: { "content-type": "text/html" } });
      if (pathname === "/script.js") return new Response(bundle, { headers: { "content-type": "text/javascript" } });
      return pathname === "/guarded" ? handler(request, { UPSTREAM_URL: `${origin}/v1` }) : upstream(request);
    };
    await new Promise<void>((resolved) => {
      server = serve({ fetch: route, port: 0, hostname: "127.0.0.1" }, () => resolved());
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it("the stages run in the page and its text grows while the answer comes", async () => {
    const page = await openPage();
    await page.evaluate(`void run("hello", "/v1/chat/completions")`);
    await page.waitForFunction("document.body.dataset.state === 'done'");
    expect(await page.textContent("body")).toBe(ANSWER);
    expect(Number(await page.getAttribute("body", "data-chunks"))).toBeGreaterThan(5);
    await page.close();
  });

  it("the stages in the page end a text before a key", async () => {
    const page = await openPage();
    await page.evaluate(`void run("the key", "/v1/chat/completions")`);
    await page.waitForFunction("document.body.dataset.state === 'done'");
    const text = await page.textContent("body");
    expect(text).toContain('The key is {"error"');
    expect(text).not.toContain("sk-");
    await page.close();
  });

  it("a page reads what a guarded fetch handler streams", async () => {
    const page = await openPage();
    await page.evaluate(`void run("the key", "/guarded")`);
    await page.waitForFunction("document.body.dataset.state === 'done'");
    expect(await page.textContent("body")).toBe("The key is ");
    await page.close();
  });

  it("aborting the fetch in the page closes the upstream behind the handler", async () => {
    const page = await openPage();
    events.length = 0;
    await page.evaluate(`void run("forever", "/guarded")`);
    await page.waitForFunction("Number(document.body.dataset.chunks ?? 0) > 3");
    await page.evaluate("stop()");
    await page.waitForFunction("document.body.dataset.state === 'AbortError'");
    await expect.poll(() => events.some((event) => event.type === "end" && event.reason === "cancelled")).toBe(true);
    expect(events.filter(({ type }) => type === "chunk").length).toBeLessThan(1_500);
    await page.close();
  });
});
