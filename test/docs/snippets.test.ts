import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { LLMRails } from "../../src/node/llm-rails.ts";
import { serve } from "../../src/node/serve.ts";
import { createApp } from "../../src/server/app.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Pages with a test of their own, which runs their snippets. */
const ELSEWHERE = new Set(["adding-a-rail.md", "colang.md"]);

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md") && !ELSEWHERE.has(name))
    .map((name) => `docs/${name}`),
];

const blocks = (page: string, language: string): readonly string[] =>
  [...read(page).matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map((match) => match[1] ?? "");

interface Snippet {
  readonly name: string;
  readonly code: string;
}

const SNIPPETS: readonly Snippet[] = PAGES.flatMap((page) =>
  blocks(page, "ts").map((code, index) => ({ name: `${page.replaceAll(/\W/g, "-")}-${index + 1}`, code })),
);

/** What a snippet takes from the text around it. */
const GIVEN: Readonly<Record<string, string>> = {
  rails: 'declare const rails: import("edgerails").LLMRails;',
  config: 'declare const config: import("edgerails").RailsConfig;',
  configs: 'declare const configs: Readonly<Record<string, import("edgerails").RailsConfig>>;',
  linesWire: 'declare const linesWire: import("edgerails/streams").AnswerWire;',
  upstream: "declare const upstream: Response;",
  request: "declare const request: Request;",
  stream: 'declare const stream: import("edgerails").RailsStream;',
  chunks: "declare const chunks: readonly string[];",
  env: "declare const env: Record<string, unknown>;",
};

const isDeclared = (code: string, name: string): boolean =>
  new RegExp(`(?:const|let|function|class)\\s+${name}\\b|import[^;]*\\b${name}\\b[^;]*from|[({,]\\s*${name}\\s*:`).test(
    code,
  );

/** A snippet as a module: imports first, the rest in a function, since it may return. */
const moduleOf = ({ code }: Snippet): string => {
  const imports = [...code.matchAll(/^import[^;]*;.*$/gm)].map(([line]) => line);
  const exports = /^export /m.test(code);
  const body = imports.reduce((rest, line) => rest.replace(line, ""), code);
  const given = Object.entries(GIVEN).flatMap(([name, line]) =>
    new RegExp(`\\b${name}\\b`).test(body) && !isDeclared(code, name) ? [line] : [],
  );
  const rest = exports ? body : `export const snippet = async (): Promise<unknown> => {\n${body}\nreturn;\n};`;
  return [...imports, ...given, rest].join("\n");
};

const HELPERS: Readonly<Record<string, string>> = {
  "config.ts": "export const catalog = {}; const config: Record<string, unknown> = {}; export default config;",
  "cloudflare.d.ts": 'declare module "cloudflare:workers" { export const env: Record<string, unknown>; }',
};

describe("the snippets of README and docs", () => {
  mkdirSync(join(ROOT, ".out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".out/snippets-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("compile, each by itself", () => {
    const files = Object.entries(HELPERS).concat(SNIPPETS.map((snippet) => [`${snippet.name}.ts`, moduleOf(snippet)]));
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const config = {
      extends: "../../tsconfig.json",
      compilerOptions: { rootDir: "../..", noUnusedLocals: false },
      include: ["."],
      exclude: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compile = (): string => {
      try {
        return execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
      } catch (error) {
        return String((error as { readonly stdout?: unknown }).stdout);
      }
    };
    expect(compile()).toBe("");
    expect(SNIPPETS.length).toBeGreaterThan(8);
  });

  it.each(PAGES.flatMap((page) => blocks(page, "yaml").map((text, index) => [page, index + 1, text] as const)))(
    "%s: the YAML of block %i loads",
    (_page, _index, text) => {
      const value = parse(text) as Readonly<Record<string, unknown>>;
      // Keys of a gateway are a file of their own.
      if ("keys" in value) return expect(Object.keys(value)).toEqual(["keys"]);
      return expect(RailsConfig.fromContent({ yamlContent: text })).toBeInstanceOf(RailsConfig);
    },
  );

  it("of the README run: its client reads a guarded stream from the gateway, its loop one from the library", async () => {
    const config = RailsConfig.fromContent({ yamlContent: read("templates/play/masks.yml") });
    const server = await serve(createApp({ configs: { main: config } }), { port: 0 });
    const written: string[] = [];
    const run = async (code: string): Promise<void> => {
      const body = code
        .replaceAll(/^import.*\n/gm, "")
        .replace("http://127.0.0.1:8000", server.url)
        .replace('await RailsConfig.fromPath("./config")', "config")
        .replaceAll("What is the password?", "Where is the staging database?")
        .replaceAll("process.stdout.write", "write");
      const AsyncFunction = (async () => {}).constructor as new (
        ...names: string[]
      ) => (...values: unknown[]) => Promise<void>;
      const names = {
        OpenAI,
        LLMRails,
        config,
        write: (text: string) => written.push(text),
        console: { log: () => {} },
      };
      await new AsyncFunction(...Object.keys(names), body)(...Object.values(names));
    };
    const [client = "", library = ""] = blocks("README.md", "ts");
    await run(client);
    expect(written.splice(0).join("")).toContain("postgres://app:<URL_PASSWORD>@");
    await run(library);
    expect(written.join("")).toContain("postgres://app:<URL_PASSWORD>@");
    await server.close(0);
  });
});
