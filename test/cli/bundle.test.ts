import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import type { CheckedConfig } from "../../src/config/checked-config.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { railModules } from "../../src/library/resolve/used-rails.ts";
import { RailsConfig } from "../../src/node/rails-config.ts";
import { EXAMPLES, ROOT, run } from "./cli.ts";
import { folder, scripted } from "./config-folder.ts";

/** The exports of a written module, and the class that accepts them. */
interface Written {
  readonly default: CheckedConfig;
  readonly LLMRails: typeof LLMRails;
}

/** Imports a written module. Its folder does not contain the package, so the two are bundled first. */
const importModule = async (file: string): Promise<Written> => {
  const outfile = `${await folder({})}/bundled.mjs`;
  const contents = `export { default } from "${file}"; export { LLMRails } from "edgerails/core";`;
  await build({
    stdin: { contents, resolveDir: ROOT },
    mainFields: ["module", "main"],
    bundle: true,
    outfile,
    format: "esm",
    platform: "neutral",
    plugins: [fromSource],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as never;
};

const importDefault = async (file: string): Promise<CheckedConfig> => (await importModule(file)).default;

/** The data of a config, without catalog and warnings. */
const said = ({ catalog: _catalog, warnings: _warnings, ...config }: CheckedConfig): object =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));

/** The source files of the exports in package.json. */
const fromSource: Plugin = {
  name: "edgerails from source",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^edgerails\/rails\// }, ({ path }) => ({
      path: `${ROOT}src/library/${path.replace("edgerails/rails/", "")}/spec.ts`,
    }));
    onResolve({ filter: /^edgerails\/core$/ }, () => ({ path: `${ROOT}src/core.ts`, sideEffects: false }));
    onResolve({ filter: /^edgerails\/(?:rails|llm)$/ }, ({ path }) => ({
      path: `${ROOT}src/${path.replace("edgerails/", "")}/index.ts`,
      sideEffects: false,
    }));
  },
};

test.each(["hello", "output-rails-basic", "regex-rails"])("bundle writes %s as an equivalent module", async (name) => {
  const file = `${await folder({})}/config.js`;
  const { code, out, err } = await run(["bundle", `${EXAMPLES}/${name}`, "-o", file]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/config\.js: \d+ bytes\n$/);
  const config = await RailsConfig.fromPath(`${EXAMPLES}/${name}`);
  expect(said(await importDefault(file))).toStrictEqual(said(config));
});

test("bundle writes parsed Colang flows", async () => {
  const file = `${await folder({})}/config.js`;
  expect((await run(["bundle", `${EXAMPLES}/colang-rails`, "-o", file])).code).toBe(0);
  const config = await RailsConfig.fromPath(`${EXAMPLES}/colang-rails`);
  expect(config.flows).not.toEqual([]);
  expect((await importDefault(file)).flows).toEqual(config.flows);
});

test("bundle writes JSON if the file has that extension", async () => {
  const file = `${await folder({})}/config.json`;
  expect((await run(["bundle", `${EXAMPLES}/hello`, "--output", file])).code).toBe(0);
  const config = await RailsConfig.fromPath(`${EXAMPLES}/hello`);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(config.toObject());
});

test("bundle prints the module if no file is named, with a usage note", async () => {
  const { code, out } = await run(["bundle", `${EXAMPLES}/hello`]);
  expect(code).toBe(0);
  expect(out).toContain('//   import { LLMRails } from "edgerails/core";\n');
  expect(out).toContain("//   const guard = new LLMRails(config, { env });\n");
  expect(out).toMatch(/\nexport default bundledConfig\(\{[^]*\}, catalog\);\n$/);
});

test("bundle escapes texts that have a meaning in JavaScript", async () => {
  const reply = 'a\u2028b */ // ${x} `"__proto__": </script> "quoted\\"__proto__":';
  const path = await folder({
    "config.yml": scripted({ replies: [reply] }, { custom_data: JSON.parse('{"x": {"y": "z"}}') as object }),
  });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  const config = await importDefault(`${path}/out.mjs`);
  expect(config.models[0]?.parameters["replies"]).toEqual([reply]);
});

test("bundle loads without the YAML parser and config validation", async () => {
  const path = await folder({});
  await run(["bundle", `${EXAMPLES}/output-rails-basic`, "-o", `${path}/config.js`]);
  const contents = `
    import { LLMRails } from "edgerails/core";
    import config from "${path}/config.js";
    export const guard = new LLMRails(config);`;
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    plugins: [fromSource],
  });
  const carried = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input]) => input);
  expect(carried.filter((input) => /node_modules\/yaml\/|config\/(?:build-config|schema\/schema)/.test(input))).toEqual(
    [],
  );
  expect(outputFiles[0]?.text).not.toMatch(/\beval\(|new Function\(/);
});

test("bundle imports the built-in rails that the config needs, by the names of its flows, and no others", async () => {
  const rails = {
    input: { flows: ["mask secrets on input", "self check input $variant=x"] },
    output: { flows: ["regex redact output"], streaming: { enabled: true } },
    config: { regex_detection: { output: { patterns: ["a"] } }, links: {} },
  };
  const prompts = [{ task: "self_check_input $variant=x", content: "{{ user_input }}" }];
  const path = await folder({ "config.yml": scripted({ replies: ["x"] }, { rails, prompts }) });
  const { code, out } = await run(["bundle", path]);
  expect(code).toBe(0);
  expect(out.match(/^import .*$/gm)).toEqual([
    'import { bundledConfig } from "edgerails/core";',
    'import { createScriptedModel } from "edgerails/llm";',
    'import { selfCheck } from "edgerails/rails/self-check";',
    'import { regexDetection } from "edgerails/rails/regex-detection";',
    'import { secrets } from "edgerails/rails/secrets";',
    'import { links } from "edgerails/rails/links";',
  ]);
});

test("bundle needs no key, URL or binding of models and services", async () => {
  const config = {
    models: [
      { type: "main", engine: "openai", model: "m" },
      { type: "self_check_input", engine: "nim", model: "m", api_key_env_var: "NV_KEY" },
      { type: "self_check_output", engine: "workers_ai", model: "@cf/m", parameters: { binding: "MODELS" } },
    ],
    rails: {
      input: { flows: ["self check input", "ai defense inspect prompt"] },
      output: { flows: ["self check output"], streaming: { enabled: true } },
    },
  };
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { code, out, err } = await run(["bundle", path], "", { env: {} });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain('"apiKeyEnvVar": "NV_KEY"');
  expect(out).not.toContain("stand-in");
});

test("bundle includes what Colang flows use of the catalog", async () => {
  const path = await folder({
    "config.yml": scripted({ replies: ["x"] }, { rails: { input: { flows: ["my check"] } } }),
    "rails.co":
      "define subflow my check\n  $ok = execute self_check_input\n  if not $ok\n    bot refuse to respond\n    stop\n",
  });
  const { code, out, err } = await run(["bundle", path]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(
    "const catalog = { rails: [selfCheck], engines: { scripted: createScriptedModel }, colang: bundledColang };",
  );
});

test.each([
  ["a flow in Colang", { rails: { input: { flows: ["my check"] } } }, "$text = $user_message"],
  [
    "a prompt of the main call",
    { prompts: [{ task: "general", content: "{{ history | user_assistant_sequence }}" }] },
    "",
  ],
])("bundle includes everything that %s needs, and no source text", async (_, config, line) => {
  const path = await folder({
    "config.yml": scripted({ replies: ["Hello there"] }, config),
    "rails.co": line === "" ? "" : `define subflow my check\n  ${line}\n`,
  });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  const { default: bundled, LLMRails: Rails } = await importModule(`${path}/out.mjs`);
  expect(await new Rails(bundled).generateAsync({ prompt: "Hi" })).toBe("Hello there");
  expect(bundled.colang.files).toEqual([]);
});

test.each(railModules())("`$name` is what the folder `$folder` exports, and bundle can import it", async (rail) => {
  const module = (await import(`../../src/library/${rail.folder}/spec.ts`)) as Readonly<Record<string, unknown>>;
  expect(module[rail.name]).toBe(rail.spec);
});

test("bundle writes nothing if the config is invalid", async () => {
  const path = await folder({ "config.yml": '{"rails": {"output": {"flows": ["nope"]}}}' });
  const { code, err } = await run(["bundle", path, "-o", `${path}/out.js`]);
  expect(code).toBe(1);
  expect(err).toContain("`nope` does not exist");
  await expect(readFile(`${path}/out.js`)).rejects.toThrow("ENOENT");
});

test("bundle reports a file that it cannot write", async () => {
  const { code, err } = await run(["bundle", `${EXAMPLES}/hello`, "-o", "/nowhere/at/all.js"]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "edgerails: Cannot write `/nowhere/at/all.js`: no such file or directory (ENOENT)\n",
  });
});

test("bundle includes the lines of files that a config names, and reads no other files", async () => {
  const rails = {
    output: { flows: ["mask blocked terms on output"], streaming: { enabled: true } },
    config: { blocked_terms: { lists: [{ terms: { file: "terms/birds.txt" } }] } },
  };
  const path = await folder({
    "config.yml": scripted({ replies: ["hi"] }, { rails }),
    "terms/birds.txt": "heron\n\nnight owl\n",
    "notes.txt": "x".repeat(2_000_000),
  });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  const lists = [{ terms: ["heron", "night owl"] }];
  expect(await importDefault(`${path}/out.mjs`)).toMatchObject({ rails: { config: { blocked_terms: { lists } } } });
});
