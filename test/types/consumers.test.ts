import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
const MINUTE = 60_000;

const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, unknown>>;
};

/** Entry points for Node only, and those without code. */
const OTHERS = /^\.\/(?:node|torture|play|rails\/\*|package\.json|config\.schema\.json)/;

/** Peers whose own types fail with `skipLibCheck: false` without the DOM. Our types must not. */
const OF_LOOSE_PEERS = ["./langchain", "./mastra"];

const typesOf = (target: unknown): string => {
  const { types, default: other } = target as { readonly types?: string; readonly default?: unknown };
  return types ?? typesOf(other);
};

const ENTRIES = Object.entries(exports)
  .filter(([entry]) => !OTHERS.test(entry))
  .map(([entry, target]) => ({ entry, name: entry.replace(".", "edgerails"), types: typesOf(target) }));

/** The code of every consumer: an answer as a Response, and a check that Node's globals are unknown. */
const WORKER = `
import { LLMRails, RailsConfig } from "edgerails";
const rails = new LLMRails(RailsConfig.fromObject({}));
export default { fetch: (): Response => rails.streamAsync({ prompt: "hi" }).toResponse() };
// @ts-expect-error - Node has these, nobody else
export const nodeOnly = [Buffer, process];
`;

/** TypeScript 5 with `lib: ["dom", "dom.iterable"]`, as in Next.js, has no async iterable streams. */
const LOOP = `
import { LLMRails, RailsConfig } from "edgerails";
const rails = new LLMRails(RailsConfig.fromObject({}));
export const texts: string[] = [];
for await (const text of rails.streamAsync({ prompt: "hi" })) texts.push(text);
for await (const part of rails.streamParts({ prompt: "hi" })) if (part.type === "text-delta") texts.push(part.text);
`;

describe("the types of the entries other than Node's", () => {
  mkdirSync(join(ROOT, ".out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".out/consumers-"));
  const bin = (name: string, ...args: readonly string[]): string => {
    try {
      return execFileSync(join(ROOT, "node_modules/.bin", name), args, {
        cwd: folder,
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      return String((error as { readonly stdout?: unknown }).stdout);
    }
  };

  beforeAll(() => {
    const build = ["--emitDeclarationOnly", "--declarationMap", "false", "--sourceMap", "false"];
    bin("tsc", "-p", join(ROOT, "tsconfig.build.json"), "--outDir", join(folder, "dist"), ...build);
    writeFileSync(join(folder, "wrangler.toml"), 'name = "w"\nmain = "worker.ts"\ncompatibility_date = "2026-10-01"\n');
    writeFileSync(join(folder, "worker.ts"), WORKER);
    bin("wrangler", "types", "--include-env=false", "workers.d.ts");
    const types = readFileSync(join(folder, "workers.d.ts"), "utf8");
    writeFileSync(join(folder, "no-loops.d.ts"), types.replaceAll(/^ *\[Symbol\.asyncIterator\]\(options.*$/gm, ""));
    writeFileSync(join(folder, "loop.ts"), LOOP);
    for (const { name } of ENTRIES) writeFileSync(join(folder, fileOf(name)), `export * from "${name}";\n`);
  }, 2 * MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (name: string): string => `${name.replaceAll("/", "-")}.ts`;

  const compile = (names: readonly string[], lib: readonly string[], files: readonly string[]): string => {
    const paths = Object.fromEntries(ENTRIES.map(({ name, types }) => [name, [types]]));
    const compilerOptions = {
      target: "ES2022",
      module: "ESNext",
      moduleResolution: "Bundler",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      lib,
      paths,
    };
    const all = [...files, "worker.ts", ...names.map(fileOf)];
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: all }));
    return bin("tsc", "-p", folder);
  };

  const strict = ENTRIES.filter(({ entry }) => !OF_LOOSE_PEERS.includes(entry)).map(({ name }) => name);
  const loose = ENTRIES.filter(({ entry }) => OF_LOOSE_PEERS.includes(entry)).map(({ name }) => name);

  describe.each([
    ["what `wrangler types` writes", ["ES2023"], ["workers.d.ts"]],
    ["the library of a web worker", ["ES2023", "WebWorker", "WebWorker.AsyncIterable"], []],
  ] as const)("with nothing but %s", (_, lib, files) => {
    it(
      "compile, with their declarations",
      () => {
        expect(strict.length).toBeGreaterThan(9);
        expect(compile(strict, lib, files)).toBe("");
      },
      MINUTE,
    );
  });

  it(
    "make an answer iterable where the library has no async iterable streams",
    () => expect(compile(["edgerails"], ["ES2023"], ["no-loops.d.ts", "loop.ts"])).toBe(""),
    MINUTE,
  );

  it(
    "report no error if a peer's own types have some, in a Worker",
    () => {
      const faults = compile(loose, ["ES2023"], ["workers.d.ts"]).split("\n");
      expect(faults.filter((line) => /^\S/.test(line) && !line.includes("node_modules/"))).toEqual([]);
    },
    MINUTE,
  );
});
