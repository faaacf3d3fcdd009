import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import type { Catalog } from "../../src/config/config-types.ts";
import { RailsConfig as BareConfig } from "../../src/config/rails-config.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { railModules } from "../../src/library/named-rails.ts";
import { RailsConfig as CoreRailsConfig } from "../../src/library/rails-config.ts";
import { RailsConfig } from "../../src/node/rails-config.ts";
import { EXAMPLES, ROOT, run } from "./cli.ts";
import { folder, scripted } from "./config-folder.ts";

/** A written module stands in a folder of its own, where the package it names is not: it is bundled with it first. */
const importModule = async (file: string): Promise<{ readonly default: object; readonly catalog: Catalog }> => {
  const outfile = `${await folder({})}/bundled.mjs`;
  await build({
    entryPoints: [file],
    bundle: true,
    outfile,
    format: "esm",
    platform: "neutral",
    plugins: [fromSource],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as never;
};

const importDefault = async (file: string): Promise<object> => (await importModule(file)).default;

/** What the exports of package.json point to, from source. */
const fromSource: Plugin = {
  name: "edgerails from source",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^edgerails\/rails\// }, ({ path }) => ({
      path: `${ROOT}src/library/${path.replace("edgerails/rails/", "")}/spec.ts`,
    }));
    onResolve({ filter: /^edgerails\/(?:rails|llm)$/ }, ({ path }) => ({
      path: `${ROOT}src/${path.replace("edgerails/", "")}/index.ts`,
      sideEffects: false,
    }));
  },
};

test.each(["hello", "output-rails-basic", "regex-rails"])(
  "bundle writes %s as a module that says the same",
  async (name) => {
    const file = `${await folder({})}/config.js`;
    const { code, out, err } = await run(["bundle", `${EXAMPLES}/${name}`, "-o", file]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/config\.js: \d+ bytes\n$/);
    const config = await RailsConfig.fromPath(`${EXAMPLES}/${name}`);
    expect(await importDefault(file)).toEqual(config.toObject());
    expect(CoreRailsConfig.fromObject(await importDefault(file))).toEqual(
      CoreRailsConfig.fromObject(config.toObject()),
    );
  },
);

test("bundle writes JSON where the file is called so", async () => {
  const file = `${await folder({})}/config.json`;
  expect((await run(["bundle", `${EXAMPLES}/hello`, "--output", file])).code).toBe(0);
  const config = await RailsConfig.fromPath(`${EXAMPLES}/hello`);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(config.toObject());
});

test("bundle prints the module where no file is named, with a word on how to use it", async () => {
  const { code, out } = await run(["bundle", `${EXAMPLES}/hello`]);
  expect(code).toBe(0);
  expect(out).toContain('//   import { LLMRails, RailsConfig } from "edgerails/core";\n');
  expect(out).toContain("//   const guard = new LLMRails(RailsConfig.fromObject(config, { catalog }), { env });\n");
  expect(out).toMatch(/\nexport default \{[^]*\};\n$/);
});

test("bundle writes texts that would mean something to JavaScript as the texts they are", async () => {
  const reply = 'a\u2028b */ // ${x} `"__proto__": </script> "quoted\\"__proto__":';
  const path = await folder({
    "config.yml": scripted({ replies: [reply] }, { custom_data: JSON.parse('{"x": {"y": "z"}}') as object }),
  });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  const config = CoreRailsConfig.fromObject(await importDefault(`${path}/out.mjs`));
  expect(config.models[0]?.parameters["replies"]).toEqual([reply]);
});

test("bundle loads without the YAML parser", async () => {
  const path = await folder({});
  await run(["bundle", `${EXAMPLES}/output-rails-basic`, "-o", `${path}/config.js`]);
  const contents = `
    import { LLMRails, RailsConfig } from "${ROOT}src/core.ts";
    import config, { catalog } from "${path}/config.js";
    export const guard = new LLMRails(RailsConfig.fromObject(config, { catalog }));`;
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
  expect(Object.keys(metafile.inputs).filter((input) => /node_modules\/yaml\//.test(input))).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/\beval\(|new Function\(/);
});

test("bundle imports the built-in rails that the config needs, by the names its flows have, and no other", async () => {
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
    'import { createScriptedModel } from "edgerails/llm";',
    'import { selfCheck } from "edgerails/rails/self-check";',
    'import { regexDetection } from "edgerails/rails/regex-detection";',
    'import { secrets } from "edgerails/rails/secrets";',
    'import { links } from "edgerails/rails/links";',
  ]);
});

test("bundle carries what a flow in Colang asks of the catalog", async () => {
  const path = await folder({
    "config.yml": scripted({ replies: ["x"] }, { rails: { input: { flows: ["my check"] } } }),
    "rails.co":
      "define subflow my check\n  $ok = execute self_check_input\n  if not $ok\n    bot refuse to respond\n    stop\n",
  });
  const { code, out, err } = await run(["bundle", path]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(
    "export const catalog = { rails: [selfCheck], engines: { scripted: createScriptedModel }, colang };",
  );
});

test.each([
  ["a flow in Colang", { rails: { input: { flows: ["my check"] } } }, "$text = $user_message"],
  [
    "a prompt of the main call",
    { prompts: [{ task: "general", content: "{{ history | user_assistant_sequence }}" }] },
    "",
  ],
])("bundle carries all that %s needs: without its catalog the config says what is missing", async (_, config, line) => {
  const path = await folder({
    "config.yml": scripted({ replies: ["Hello there"] }, config),
    "rails.co": line === "" ? "" : `define subflow my check\n  ${line}\n`,
  });
  expect((await run(["bundle", path, "-o", `${path}/out.mjs`])).code).toBe(0);
  const { default: object, catalog } = await importModule(`${path}/out.mjs`);
  const rails = new LLMRails(BareConfig.fromObject(object, { catalog }));
  expect(await rails.generateAsync({ prompt: "Hi" })).toBe("Hello there");
  const { engines = {} } = catalog;
  expect(() => new LLMRails(BareConfig.fromObject(object, { catalog: { engines } }))).toThrow(
    /pass .* in `catalog` to RailsConfig\.fromObject/,
  );
});

test.each(railModules())("`$name` is what the folder `$folder` exports, and bundle can import it", async (rail) => {
  const module = (await import(`../../src/library/${rail.folder}/spec.ts`)) as Readonly<Record<string, unknown>>;
  expect(module[rail.name]).toBe(rail.spec);
});

test("bundle writes nothing where the config is wrong", async () => {
  const path = await folder({ "config.yml": '{"rails": {"output": {"flows": ["nope"]}}}' });
  const { code, err } = await run(["bundle", path, "-o", `${path}/out.js`]);
  expect(code).toBe(1);
  expect(err).toContain("`nope` does not exist");
  await expect(readFile(`${path}/out.js`)).rejects.toThrow("ENOENT");
});

test("bundle says when it cannot write", async () => {
  const { code, err } = await run(["bundle", `${EXAMPLES}/hello`, "-o", "/nowhere/at/all.js"]);
  expect({ code, err }).toEqual({ code: 1, err: "edgerails: Cannot write `/nowhere/at/all.js`: ENOENT\n" });
});

test("bundle refuses to write API keys, and says where they stand and what to write instead", async () => {
  const path = await folder({
    "config.yml": scripted(
      { replies: ["x"], api_key: "sk-very-secret" },
      { rails: { config: { jailbreak_detection: { api_key: "nv-very-secret" } } } },
    ),
  });
  const { code, out, err } = await run(["bundle", path, "-o", `${path}/out.js`]);
  expect(code).toBe(1);
  expect(err).toContain("models.0.parameters.api_key");
  expect(err).toContain("rails.config.jailbreak_detection.api_key");
  expect(err).toContain("`api_key_env_var`");
  expect(out + err).not.toContain("very-secret");
  await expect(readFile(`${path}/out.js`)).rejects.toThrow("ENOENT");
  expect((await run(["bundle", path])).out).toBe("");
});

test("bundle takes the name of a variable that holds an API key", async () => {
  const rails = { config: { jailbreak_detection: { api_key_env_var: "NV_KEY" } } };
  const path = await folder({ "config.yml": scripted({ replies: ["x"] }, { rails }) });
  expect(await run(["bundle", path])).toMatchObject({ code: 0, out: expect.stringContaining('"NV_KEY"') as string });
});

test("bundle writes the lines of a file where a config names it, and reads no other texts", async () => {
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
