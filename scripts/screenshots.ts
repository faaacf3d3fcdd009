import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { RailsConfig } from "../src/node/rails-config.ts";
import { readPlayFiles } from "../src/node/play-files.ts";
import { serve } from "../src/node/serve.ts";
import { createApp } from "../src/server/app.ts";
import { playPage } from "../src/server/play/play-routes.ts";

/** Takes the screenshots in docs/images: `npm run build && npm run generate:screenshots`. */

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const IMAGES = new URL("../docs/images/", import.meta.url);

interface Shot {
  readonly name: string;
  readonly config: string;
  readonly theme: "dark" | "light";
  readonly phone?: boolean;
  /** The selector to wait for. Default: the end of the answer. */
  readonly until?: string;
}

const END = "#answer:not(:has(.caret)):has(.text)";

const SHOTS: readonly Shot[] = [
  { name: "play-masks", config: "masks", theme: "dark", until: "#answer .held >> text=mara" },
  { name: "play-blocked", config: "judge", theme: "light" },
  { name: "play-phone", config: "masks", theme: "dark", phone: true },
];

const take = async (
  browser: Browser,
  url: string,
  { name, config, theme, phone = false, until = END }: Shot,
): Promise<void> => {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1240, height: 880 };
  const page = await browser.newPage({ viewport, colorScheme: theme, deviceScaleFactor: 1.5 });
  await page.goto(url);
  await page.waitForSelector("body[data-state=ready]");
  await page.selectOption("#config", config);
  await page.click(".chip >> nth=0");
  await page.waitForSelector(until);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, IMAGES)) });
  await page.close();
};

/** The config of a demo, slow enough for screenshots. */
const configOf = (id: string): RailsConfig => {
  const text = readFileSync(new URL(`../templates/play/${id}.yml`, import.meta.url), "utf8");
  return RailsConfig.fromContent({ yamlContent: text.replace("delay_ms: 28", "delay_ms: 220") });
};

const configs = { masks: configOf("masks"), judge: configOf("judge") };
const app = createApp({ configs }, playPage(await readPlayFiles()));
const server = await serve(app, { port: 0 });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
for (const shot of SHOTS) await take(browser, `${server.url}/play`, shot);
await browser.close();
await server.close(0);
