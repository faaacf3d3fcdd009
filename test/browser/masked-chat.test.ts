import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { serve } from "@hono/node-server";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import { HAS_CHROMIUM, launchChromium } from "./launch.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/browser");
const SRC = resolve(import.meta.dirname, "../../src");

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${EXAMPLE}/page.ts`],
    alias: { "edgerails/rails": `${SRC}/rails/index.ts`, "edgerails/streams": `${SRC}/streams/index.ts` },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
  });
  return outputFiles[0]?.text ?? "";
};

const PLANTED = ["ann.lee+work@mail-site.example", "GB82 WEST 1234 5698 7654 32", "+49 (30) 901820-555"];

/**
 * Texts by which a planted value would be told: every piece of eight characters, as it is and in the ways a URL or body
 * may write it.
 */
const traces = PLANTED.flatMap((value) =>
  Array.from({ length: value.length - 7 }, (_, start) => value.slice(start, start + 8)).flatMap((piece) => [
    piece,
    encodeURIComponent(piece),
    JSON.stringify(piece).slice(1, -1),
  ]),
).concat(PLANTED.map((value) => btoa(value).slice(0, 8)));

describe("the example of a page that masks in the tab", () => {
  it("is at most 20 KB, compressed", async () => {
    const { length } = gzipSync(await bundle(), { level: 9 });
    expect(length).toBeLessThanOrEqual(20_000);
  });
});

describe.runIf(HAS_CHROMIUM)("the example in Chromium", { timeout: 60_000 }, () => {
  const seen: string[] = [];
  let browser: Browser;
  let server: ReturnType<typeof serve>;
  let origin: string;

  const ask = async (page: Page, question: string, end: string): Promise<string> => {
    await page.fill("input", question);
    await page.press("input", "Enter");
    await page.waitForFunction((text) => document.querySelector("output")?.textContent.includes(text), end);
    return (await page.textContent("output")) ?? "";
  };

  beforeAll(async () => {
    const upstream = scriptedUpstream({
      replies: [
        { match: "again", content: "Still <EMAIL_1>, and <PHONE_9> I made up. END2" },
        { content: "I wrote to <EMAIL_1> about <IBAN_1>; 3 < 4, call <PHONE_1>. END1" },
      ],
      chunk: "char",
    });
    const [html, script] = [readFileSync(`${EXAMPLE}/index.html`, "utf8"), await bundle()];
    const route = async (request: Request): Promise<Response> => {
      const body = await request.clone().text();
      seen.push([request.method, request.url, JSON.stringify([...request.headers]), body].join("\n"));
      const { pathname } = new URL(request.url);
      if (pathname === "/") return new Response(html, { headers: { "content-type": "text/html" } });
      if (pathname === "/page.js") return new Response(script, { headers: { "content-type": "text/javascript" } });
      return upstream(request);
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

  it("sends no planted value over the network, and shows the answer with all of them", async () => {
    const page = await browser.newPage();
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()}\n${request.postData() ?? ""}`));
    await page.goto(origin);
    const [email, iban, phone] = PLANTED;
    const first = await ask(page, `Write to ${email} that ${iban} is paid, or call ${phone}`, "END1");
    expect(first).toContain(`I wrote to ${email} about ${iban}; 3 < 4, call ${phone}. END1`);
    // The answer with its values is part of what is sent next.
    const second = await ask(page, "and again", "END2");
    expect(second).toContain(`Still ${email}, and <PHONE_9> I made up. END2`);
    const asked = seen.filter((one) => one.startsWith("POST"));
    expect(asked.length).toBe(2);
    expect(asked[1]).toContain("I wrote to <EMAIL_1> about <IBAN_1>");
    const crossed = [...seen, ...sent].join("\n");
    expect(traces.filter((trace) => crossed.includes(trace))).toEqual([]);
    await page.close();
  });
});
