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
import { run } from "../cli/cli.ts";
import { examplesOf, type PublicSymbol, publicSymbols } from "./public-symbols.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Pages whose snippets are run by a separate test. */
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
  /** The symbol of an example in a docstring, which may omit imports. */
  readonly of?: PublicSymbol;
}

const SYMBOLS = publicSymbols();

const EXAMPLES: readonly Snippet[] = SYMBOLS.flatMap((symbol) =>
  examplesOf(symbol.doc).map((code, index) => ({
    name: `${symbol.file}-${symbol.name}-${index + 1}`.replaceAll(/\W/g, "-"),
    code,
    of: symbol,
  })),
);

const SNIPPETS: readonly Snippet[] = PAGES.flatMap((page) =>
  blocks(page, "ts").map((code, index) => ({ name: `${page.replaceAll(/\W/g, "-")}-${index + 1}`, code })),
);

/** Declarations that snippets take from the text around them. */
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

/** Declarations that examples in docstrings take from the reader's code. */
const GIVEN_TO_EXAMPLES: Readonly<Record<string, string>> = {
  ...GIVEN,
  StringOutputParser: 'import { StringOutputParser } from "@langchain/core/output_parsers";',
  template: 'declare const template: import("@langchain/core/prompts").ChatPromptTemplate;',
  chatModel: 'declare const chatModel: import("@langchain/openai").ChatOpenAI;',
  Agent: 'import { Agent } from "@mastra/core/agent";',
  OpenAI: 'import OpenAI from "openai";',
  app: 'declare const app: import("hono").Hono;',
  catalog: 'declare const catalog: import("edgerails").Catalog;',
  client: 'declare const client: import("@modelcontextprotocol/sdk/client/index.js").Client;',
  emails: 'declare const emails: import("edgerails/streams").PatternProgram;',
  held: 'declare const held: import("edgerails/streams").HeldText;',
  inputs: "declare const inputs: object;",
  isCard: "declare const isCard: (value: string) => boolean;",
  isFine: "declare const isFine: (text: string) => Promise<boolean>;",
  isRandom: "declare const isRandom: (value: string) => boolean;",
  message: 'declare const message: import("ai").UIMessage;',
  messages: 'declare const messages: readonly { readonly role: "user"; readonly content: string }[];',
  noKeys: 'declare const noKeys: import("edgerails/streams").Stage<import("edgerails/streams").StreamPart>;',
  object: "declare const object: Readonly<Record<string, unknown>>;",
  openai: 'import { openai } from "@ai-sdk/openai";',
  parts: 'declare const parts: ReadableStream<import("edgerails/streams").StreamPart>;',
  pipe: 'declare const pipe: import("edgerails/huggingface").TextGenerationPipelineLike;',
  prompt: "declare const prompt: string;",
  proxy: 'import { proxy } from "hono/proxy";',
  query: "declare const query: string;",
  question: "declare const question: string;",
  readFile: 'import { readFile } from "node:fs/promises";',
  refusal: 'declare const refusal: import("edgerails/streams").GateDecision;',
  response: "declare const response: { readonly body: ReadableStream<Uint8Array> };",
  result: "declare const result: { readonly providerMetadata: PromiseLike<Record<string, unknown> | undefined> };",
  secrets: 'declare const secrets: import("edgerails/streams").PatternProgram;',
  selfCheck: 'import { selfCheck } from "edgerails/rails/self-check";',
  settings: 'declare const settings: ConstructorParameters<typeof import("@mastra/core/agent").Agent>[0];',
  streamText: 'import { streamText } from "ai";',
  text: "declare const text: string;",
  model: 'declare const model: import("ai").LanguageModel;',
  v: 'import * as v from "valibot";',
  wrapLanguageModel: 'import { wrapLanguageModel } from "ai";',
};

/** Version 6 of the AI SDK is installed beside the current one. */
const ofVersion6 = (line: string): string =>
  line.replaceAll('"ai"', '"ai6"').replace('"@ai-sdk/openai"', '"ai-sdk-openai6"');

const isDeclared = (code: string, name: string): boolean =>
  new RegExp(`(?:const|let|function|class)\\s+${name}\\b|import[^;]*\\b${name}\\b[^;]*from|[({,]\\s*${name}\\s*:`).test(
    code,
  );

/** The omitted imports of an example: names of the package, preferably from the entry point of its symbol. */
const importsFor = (code: string, { entry }: PublicSymbol): readonly string[] =>
  [...new Set(SYMBOLS.map(({ name }) => name))]
    .filter(
      (name) => new RegExp(`(?<!\\w\\.|[\\w"'\`/])${name}(?![\\w"'\`]|\\??:)`).test(code) && !isDeclared(code, name),
    )
    .map((name) => {
      const all = SYMBOLS.filter((symbol) => symbol.name === name);
      return `import { ${name} } from "${(all.find((symbol) => symbol.entry === entry) ?? all[0])?.entry}";`;
    });

/** A snippet as a module: imports first, the rest in a function, since it may return. */
const moduleOf = ({ code, of }: Snippet): string => {
  const written = [...code.matchAll(/^import[^;]*;.*$/gm)].map(([line]) => line);
  const imports = of === undefined ? written : [...written, ...importsFor(code, of)];
  const exports = /^export /m.test(code);
  const body = written.reduce((rest, line) => rest.replace(line, ""), code);
  const given = Object.entries(of === undefined ? GIVEN : GIVEN_TO_EXAMPLES).flatMap(([name, line]) =>
    new RegExp(`\\b${name}\\b`).test(body) && !isDeclared(code, name) ? [line] : [],
  );
  if (of?.entry === "edgerails/ai6") given.splice(0, given.length, ...given.map(ofVersion6));
  const rest = exports ? body : `export const snippet = async (): Promise<unknown> => {\n${body}\nreturn;\n};`;
  return [...imports, ...given, rest].join("\n");
};

const HELPERS: Readonly<Record<string, string>> = {
  "cloudflare.d.ts":
    'declare module "cloudflare:workers" { export const env: Record<string, unknown>; export const waitUntil: (work: Promise<unknown>) => void; }',
};

describe("the snippets of README, docs and docstrings", () => {
  mkdirSync(join(ROOT, ".out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".out/snippets-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("compile separately, including the output of `edgerails bundle`", async () => {
    const { out: bundled } = await run(["bundle", join(ROOT, "examples/configs/colang-rails")]);
    const helpers = Object.entries({ ...HELPERS, "config.ts": bundled });
    const files = helpers.concat(
      [...SNIPPETS, ...EXAMPLES].map((snippet) => [`${snippet.name}.ts`, moduleOf(snippet)]),
    );
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
    expect(EXAMPLES.length).toBeGreaterThan(60);
  }, 120_000);

  it.each(PAGES.flatMap((page) => blocks(page, "yaml").map((text, index) => [page, index + 1, text] as const)))(
    "%s: the YAML of block %i loads",
    (_page, _index, text) => {
      const value = parse(text) as Readonly<Record<string, unknown>>;
      // A keys file is not a config.
      if ("keys" in value) return expect(Object.keys(value)).toEqual(["keys"]);
      return expect(RailsConfig.fromContent({ yamlContent: text })).toBeInstanceOf(RailsConfig);
    },
  );

  it("of the README run: the client reads a guarded stream from the gateway, the loop one from the library", async () => {
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
