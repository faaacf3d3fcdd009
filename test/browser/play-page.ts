import { readdirSync, readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import type { PlayFiles } from "../../src/server/play/play-events.ts";

const SOURCE = new URL("../../src/play/", import.meta.url);

/** The files of the page, compiled from the current sources. */
export const compiledPage = (): PlayFiles =>
  Object.fromEntries(
    readdirSync(SOURCE).map((name) => {
      const text = readFileSync(new URL(name, SOURCE), "utf8");
      if (!name.endsWith(".ts")) return [name, text];
      const { code } = transformSync(text, { loader: "ts" });
      return [name.replace(/\.ts$/, ".js"), code.replaceAll(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"')];
    }),
  );
