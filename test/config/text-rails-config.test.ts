import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { issuesOf } from "./issues.ts";

const FLOWS = "rails:\n  output:\n    flows:\n      - self check output\n";

test("RailsConfig parses NeMo's example of streaming with output rails", () => {
  const config = RailsConfig.fromContent({ yamlContent: `${FLOWS}    streaming:\n      enabled: True\n` });
  expect(config.rails.output).toEqual({
    flows: ["self check output"],
    parallel: false,
    options: {},
    streaming: {
      enabled: true,
      chunkSize: 200,
      contextSize: 50,
      streamFirst: true,
      onBlock: "content_filter",
      unit: "token",
      maxInFlight: 4,
      maxExposed: 2,
    },
  });
});

test("RailsConfig parses every streaming setting", () => {
  const streaming =
    "    streaming:\n      enabled: True\n      chunk_size: 100\n      context_size: 150\n      stream_first: False\n" +
    "      on_block: error\n      unit: delta\n      max_in_flight: 2\n      max_exposed: 1\n";
  expect(RailsConfig.fromContent({ yamlContent: FLOWS + streaming }).rails.output.streaming).toEqual({
    enabled: true,
    chunkSize: 100,
    contextSize: 150,
    streamFirst: false,
    onBlock: "error",
    unit: "delta",
    maxInFlight: 2,
    maxExposed: 1,
  });
});

test("RailsConfig leaves streaming of output rails off by default", () => {
  expect(RailsConfig.fromContent({ yamlContent: FLOWS }).rails.output.streaming.enabled).toBe(false);
});

test("RailsConfig fills in the defaults of an empty config", () => {
  const config = RailsConfig.fromContent({ config: {} });
  expect(config.models).toEqual([]);
  expect(config.prompts).toEqual([]);
  expect(config.instructions).toEqual([{ type: "general", content: expect.stringContaining("AI assistant") }]);
  expect(config.rails.toolOutput).toEqual({ flows: [], parallel: false, options: {} });
  expect(config.rails.config).toEqual({});
  expect([config.lowestTemperature, config.passthrough, config.colangVersion]).toEqual([0.001, null, "1.0"]);
  expect([config.enableRailsExceptions, config.other, config.warnings]).toEqual([false, {}, []]);
});

test("RailsConfig parses models and prompts, and keeps rail settings unparsed", () => {
  const config = RailsConfig.fromContent({
    yamlContent: `
colang_version: 1.0
models:
  - {type: main, engine: openai, model: gpt-4o, api_key_env_var: KEY, parameters: {temperature: 0.2}}
  - {type: judge, engine: nim, mode: text, parameters: {model_name: guard, base_url: "http://x"}, cache: {enabled: true}}
prompts:
  - {task: 'content_safety_check_output   $model="judge"', messages: [{type: user, content: hi}, "{{ history }}"], max_tokens: 5}
rails:
  input: {flows: [a], options: {a: {timeout: 2.5, on_error: allow}}, speculative_generation: true}
  output: {flows: ['content safety check output $model="judge"']}
  config:
    regex_detection: {output: {patterns: ['\\d+'], on_overflow: release}}
    clavata: {policies: {a: b}}
knowledge_base: {folder: kb}
`,
  });
  expect(config.models).toEqual([
    {
      type: "main",
      engine: "openai",
      model: "gpt-4o",
      mode: "chat",
      apiKeyEnvVar: "KEY",
      parameters: { temperature: 0.2 },
    },
    { type: "judge", engine: "nim", model: "guard", mode: "text", parameters: { base_url: "http://x" } },
  ]);
  expect(config.prompts).toEqual([
    {
      task: "content_safety_check_output $model=judge",
      messages: [{ type: "user", content: "hi" }, "{{ history }}"],
      models: [],
      maxLength: 16000,
      maxTokens: 5,
      mode: "standard",
    },
  ]);
  expect(config.rails.input.options).toEqual({ a: { timeoutMs: 2500, onError: "allow" } });
  expect(config.rails.config).toEqual({
    regex_detection: { output: { patterns: ["\\d+"], on_overflow: "release" } },
    clavata: { policies: { a: "b" } },
  });
  expect(config.other).toEqual({
    knowledge_base: { folder: "kb" },
    model_caches: { judge: { enabled: true } },
  });
});

test("RailsConfig warns about the deprecated streaming key", () => {
  const { warnings, other } = RailsConfig.fromFiles({ "config.yml": "models: []\nstreaming: True" });
  expect(warnings).toEqual([
    { source: "config.yml", line: 2, path: "streaming", message: expect.stringContaining("deprecated") },
  ]);
  expect(other).toEqual({ streaming: true });
});

const FILES = {
  "a.yml": "rails: {output: {flows: [one]}, input: {parallel: true}}\nbot_messages: {hi: Hello}\ncustom_data: {x: 1}",
  "b/c.yaml": "rails: {output: {flows: [two, one]}}\nbot_messages: {hi: [Hey]}\ncustom_data: {y: 2}\npassthrough: true",
  "d.yml": "rails:\n  output:\n    flows: [three]\n    streaming: {enabled: true}\npassthrough: true",
  "e.co": 'define bot hi\n  "Hi"\n',
};

test("RailsConfig merges files deeply, in the order of their paths", () => {
  const config = RailsConfig.fromFiles(FILES);
  expect(config.rails.output.flows).toEqual(["one", "two", "three"]);
  expect(config.rails.output.streaming.enabled).toBe(true);
  expect(config.rails.input.parallel).toBe(true);
  expect(config.botMessages).toEqual({ hi: ["Hello", "Hey", "Hi"] });
  expect([config.customData, config.passthrough]).toEqual([{ x: 1, y: 2 }, true]);
});

test("RailsConfig returns the same config for any order of the files", () => {
  const expected = RailsConfig.fromFiles(FILES);
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.entries(FILES), { minLength: 4 }), (entries) => {
      expect(RailsConfig.fromFiles(Object.fromEntries(entries))).toEqual(expected);
    }),
  );
});

test("RailsConfig rejects two values of one key and names both positions", () => {
  const files = { "a.yml": "rails:\n  output:\n    parallel: true", "b.yml": "rails: {output: {parallel: false}}" };
  const conflict = { source: "b.yml", line: 1, path: "rails.output.parallel" };
  const message = "found false, but `a.yml:3` says true: keep one of the two";
  expect(issuesOf(() => RailsConfig.fromFiles(files))).toEqual([{ ...conflict, message }]);
});

test("fromContent merges an object, a YAML text and a Colang text", () => {
  const config = RailsConfig.fromContent({
    config: { bot_messages: { hi: ["One"] }, user_messages: { greet: ["hello"] } },
    yamlContent: "bot_messages: {hi: Two}",
    colangContent: 'define bot hi\n  "Three"\ndefine user greet\n  "hi there"',
  });
  expect(config.botMessages).toEqual({ hi: ["One", "Two", "Three"] });
  expect(config.userMessages).toEqual({ greet: ["hello", "hi there"] });
});

test("RailsConfig finds messages by name, but no inherited properties", () => {
  const { botMessages, rails } = RailsConfig.fromContent({ config: {} });
  expect(botMessages["toString"]).toBeUndefined();
  expect(rails.output.options["valueOf"]).toBeUndefined();
});

test("fromFiles keeps documents of the folder kb only", () => {
  const config = RailsConfig.fromFiles({
    "./kb/facts.md": "# Facts",
    "kb/notes.yml": "not: read",
    "kb_settings.yml": "passthrough: true",
    "README.md": "not read",
  });
  expect(config.other).toEqual({ docs: [{ file: "kb/facts.md", format: "md", content: "# Facts" }] });
  expect(config.passthrough).toBe(true);
});

test("fromFiles ignores files in .railsignore", () => {
  const files = { ".railsignore": "draft_*.yml # not yet\n*.co", "sub/draft_1.yml": "a: 1", "x.co": "flow main" };
  expect(RailsConfig.fromFiles({ ...files, "config.yml": "passthrough: true" }).passthrough).toBe(true);
});

test("fromFiles warns that Python is not run", () => {
  const { warnings } = RailsConfig.fromFiles({ "actions.py": "import os", "config.py": "", "config.yml": "" });
  expect(warnings).toEqual(
    ["actions.py", "config.py"].map((source) => ({ source, message: expect.stringContaining("Python is not run") })),
  );
});

test("fromFiles accepts import paths of its own folder", () => {
  const config = RailsConfig.fromFiles({
    "config.yml": "import_paths: [./shared/, more/extra.yml]",
    "shared/a.yml": "passthrough: true",
    "more/extra.yml": "",
  });
  expect(config.passthrough).toBe(true);
});

test("fromPath in a runtime without files says what to use instead", async () => {
  await expect(RailsConfig.fromPath("./config")).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("RailsConfig.fromFiles"),
  });
});

test("RailsConfig checks API keys if the environment is known", () => {
  const files = { "config.yml": "models:\n  - type: main\n    engine: openai\n    model: x\n    api_key_env_var: KEY" };
  const load = (env?: Record<string, unknown>) => () => RailsConfig.fromFiles(files, env === undefined ? {} : { env });
  const unset = {
    source: "config.yml",
    line: 5,
    path: "models.0.api_key_env_var",
    message: expect.stringContaining("environment variable `KEY` is not set"),
  };
  expect(issuesOf(load({}))).toEqual([unset]);
  expect(issuesOf(load({ KEY: "" }))).toEqual([unset]);
  expect(load({ KEY: "k" })).not.toThrow();
  expect(load()).not.toThrow();
});

test("RailsConfig creates an instance of the class on which it is called", () => {
  class Mine extends RailsConfig {}
  const mine: Mine = Mine.fromContent({ config: {} });
  expect(mine).toBeInstanceOf(Mine);
  expect(Mine.fromObject({})).toBeInstanceOf(Mine);
  expect(mine.combine(RailsConfig.fromContent({ config: {} }))).toBeInstanceOf(Mine);
});

test.each<readonly [string, unknown, RegExp]>([
  ["a text", "models: []", /fromContent expected an object but found the text .*`\{ yamlContent \}`/],
  ["nothing", undefined, /fromContent expected an object but found undefined/],
  ["a promise", Promise.resolve({}), /found a Promise \(is an `await` missing\?\)/],
  ["bytes", { yamlContent: new Uint8Array() }, /`yamlContent` of .* expected a text but found a Uint8Array/],
  ["a list", [], /fromContent expected an object but found an empty list/],
  [
    "Python's name of the key",
    { yaml_content: "x" },
    /does not know the key `yaml_content`, did you mean `yamlContent`\?/,
  ],
  ["half a name", { yaml: "x" }, /did you mean `yamlContent`\?/],
  ["a stranger", { models: [] }, /does not know the key `models`; known here: `yamlContent`/],
  ["an empty object", {}, /found no config: pass `yamlContent`/],
  ["a key without a value", { yamlContent: undefined }, /found no config/],
  ["a text that is none", { yamlContent: 5 }, /`yamlContent` of RailsConfig\.fromContent expected a text but found 5/],
])("RailsConfig.fromContent rejects %s instead of guarding nothing", (_, content, message) => {
  expect(() => RailsConfig.fromContent(content as { yamlContent: string })).toThrow(message);
  expect(() => RailsConfig.fromContent(content as { yamlContent: string })).toThrow(ConfigError);
});

test.each<readonly [string, unknown, RegExp]>([
  ["a text", "models: []", /fromFiles expected an object but found the text .*`\{ "config\.yml": "…" \}`/],
  ["nothing", undefined, /fromFiles expected an object but found undefined/],
  ["a map", new Map(), /fromFiles expected an object but found a Map/],
  ["a list", ["models: []"], /fromFiles expected an object but found a list/],
  ["a file that is no text", { "config.yml": 5 }, /config\.yml: expected a text but found 5/],
])("RailsConfig.fromFiles rejects %s", (_, files, message) => {
  expect(() => RailsConfig.fromFiles(files as Record<string, string>)).toThrow(ConfigError);
  expect(() => RailsConfig.fromFiles(files as Record<string, string>)).toThrow(message);
});

test("options that nobody knows are an error, since an environment that is not checked looks like one that is", () => {
  const options = { enviroment: {} } as object;
  expect(() => RailsConfig.fromContent({ yamlContent: "models: []" }, options)).toThrow(
    "enviroment: There is no such option",
  );
  expect(() => RailsConfig.fromFiles({ "config.yml": "models: []" }, options)).toThrow(
    "enviroment: There is no such option",
  );
});
