import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedUpstream, type UpstreamEvent } from "../../src/llm/scripted/scripted-upstream.ts";
import { type RunningServer, serve } from "../../src/node/serve.ts";
import { createApp } from "../../src/server/app.ts";
import { playPage } from "../../src/server/play/play-routes.ts";
import { launchChromium } from "./launch.ts";
import { compiledPage } from "./play-page.ts";

const yaml = (model: string, rails: string): string => `
models: [{ type: main, engine: openai, model: m, parameters: { base_url: "${model}/v1" } }]
rails: ${rails}
`;

const MASKS = JSON.stringify({
  output: { flows: ["regex redact output"], streaming: { enabled: true } },
  config: { regex_detection: { output: { patterns: ["PROJECT-[A-Z]{3,9}"] } } },
});

export interface Playground {
  readonly upstreamEvents: UpstreamEvent[];
  /** A page that is ready. Whatever it complains of fails the test, but for `expected`. */
  openPage(options?: object, expected?: RegExp): Promise<Page>;
}

/** The page in Chromium, before a scripted model, with the configs `masks` and `open`, which has no rails. */
export const usePlayground = (replies: readonly object[]): Playground => {
  const upstreamEvents: UpstreamEvent[] = [];
  const servers: RunningServer[] = [];
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const script = { replies, chunk: 3, delay_ms: 4 };
    const model = await serve(
      { fetch: scriptedUpstream(script, { log: (event) => upstreamEvents.push(event) }) },
      { port: 0 },
    );
    const masks = RailsConfig.fromContent({ yamlContent: yaml(model.url, MASKS) });
    const open = RailsConfig.fromContent({ yamlContent: yaml(model.url, "{}") });
    const env = { OPENAI_API_KEY: "none" };
    const gateway = await serve(createApp({ configs: { masks, open }, env }, playPage(compiledPage())), { port: 0 });
    servers.push(gateway, model);
    url = `${gateway.url}/play`;
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all(servers.map((server) => server.close(0)));
  });

  return {
    upstreamEvents,
    // Chromium tells of every status that is an error, also where the page expects it.
    openPage: async (options = {}, expected = /400 \(Bad Request\)/) => {
      const page = await browser.newPage(options);
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      onTestFinished(async () => {
        await page.close();
        expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
      });
      await page.goto(url);
      await page.waitForSelector("body[data-state=ready]");
      return page;
    },
  };
};

export const ask = async (page: Page, question: string): Promise<void> => {
  await page.fill("#question", question);
  await page.click("#run");
  await page.waitForSelector("#answer:not(:has(.caret)):has(.text)");
};

export const answer = (page: Page): Promise<string | null> => page.textContent("#answer .text");
