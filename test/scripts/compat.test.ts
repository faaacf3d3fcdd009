import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { PROGRAM_LIST } from "../../scripts/compat/project.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Entry points without code of their own: schemas, files, and single rails. */
const NO_PROGRAM = /\.json$|\*/;

it("has a program for each entry, which `npm run test:bundlers` bundles and runs everywhere", () => {
  const { exports } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { readonly exports: object };
  const entries = Object.keys(exports).filter((entry) => !NO_PROGRAM.test(entry));
  expect(PROGRAM_LIST.map(({ entry }) => entry).toSorted()).toEqual(
    entries.map((entry) => entry.replace(/^\./, "edgerails")).toSorted(),
  );
  const programs = PROGRAM_LIST.map(({ name }) => resolve(ROOT, `scripts/compat/programs/${name}.mjs`));
  expect(programs.filter((file) => !existsSync(file))).toEqual([]);
});
