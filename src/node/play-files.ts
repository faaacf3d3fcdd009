import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PlayFiles } from "../server/play/play-events.ts";

/**
 * Reads the files of the playground, for `playPage`.
 *
 * @example
 * const app = createApp({ configs }, [...playPage(await readPlayFiles())]);
 */
export const readPlayFiles = async (): Promise<PlayFiles> => {
  const folder = dirname(createRequire(import.meta.url).resolve("edgerails/play/index.html"));
  const names = (await readdir(folder)).filter((name) => /\.(?:html|css|js)$/.test(name));
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(texts));
};
