import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { parse } from "yaml";
import { readPlayFiles } from "../src/node/play-files.ts";
import { RailsConfig } from "../src/node/rails-config.ts";
import { serve } from "../src/node/serve.ts";
import { createApp } from "../src/server/app.ts";
import { playPage } from "../src/server/play/play-routes.ts";

/** Takes the screenshots in docs/images: `npm run build && npm run generate:screenshots`. */

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const IMAGES = new URL("../docs/images/", import.meta.url);

interface Shot {
  readonly name: string;
  readonly config: "masks" | "judge";
  readonly theme: "dark" | "light";
  readonly phone?: boolean;
  /** A text of the answer within which the model stalls, so that the page stands still while it is held back. */
  readonly within?: string;
}

const SHOTS: readonly Shot[] = [
  { name: "play-masks", config: "masks", theme: "dark", within: "mara.lind@exam" },
  { name: "play-blocked", config: "judge", theme: "light" },
  { name: "play-phone", config: "masks", theme: "dark", phone: true },
];

interface Demo {
  readonly models: readonly [
    { readonly parameters: { readonly chunk: number; readonly replies: readonly [{ readonly content: string }] } },
  ];
}

/** The config of a demo, whose first answer stalls within a text. */
const configOf = ({ config, within }: Shot): RailsConfig => {
  const demo = parse(readFileSync(new URL(`../templates/play/${config}.yml`, import.meta.url), "utf8")) as Demo;
  const { chunk, replies } = demo.models[0].parameters;
  if (within !== undefined) {
    const length = replies[0].content.indexOf(within) + within.length;
    Object.assign(replies[0], { fault: { stall_after: Math.floor(length / chunk) } });
  }
  return RailsConfig.fromObject(demo);
};

const take = async (browser: Browser, url: string, { name, theme, phone = false, within }: Shot): Promise<void> => {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1240, height: 880 };
  const page = await browser.newPage({ viewport, colorScheme: theme, deviceScaleFactor: 1.5 });
  await page.goto(url);
  await page.waitForSelector("body[data-state=ready]");
  await page.click(".chip >> nth=0");
  const end = "#answer:not(:has(.caret)):has(.text)";
  await page.waitForSelector(within === undefined ? end : `#answer .held >> text=${within.slice(0, -4)}`);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, IMAGES)), fullPage: !phone });
  await page.close();
};

const files = await readPlayFiles();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
for (const shot of SHOTS) {
  const app = createApp({ configs: { [shot.config]: configOf(shot) } }, playPage(files));
  const server = await serve(app, { port: 0 });
  await take(browser, `${server.url}/play`, shot);
  await server.close(0);
}
await browser.close();
