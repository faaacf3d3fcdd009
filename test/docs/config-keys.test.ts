import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configPage } from "../../scripts/config-schema/config-page.ts";
import {
  configJsonSchema,
  keyPaths,
  type Node,
  noteOf,
  NOTE_PATHS,
  notePath,
} from "../../scripts/config-schema/json-schema.ts";

const ROOT = new URL("../../", import.meta.url);
const SCHEMA = configJsonSchema();
const PATHS = keyPaths(SCHEMA);

/** The YAML of all examples. */
const EXAMPLES = readdirSync(new URL("examples", ROOT), { recursive: true, encoding: "utf8" }).filter((path) =>
  /(?:rails\/[\w-]+|configs\/.*)\.yml$/.test(path),
);

const read = (path: string): unknown => parse(readFileSync(new URL(`examples/${path}`, ROOT), "utf8"));

describe("docs/config-keys.md", () => {
  it("is the output of `npm run generate:config`", () => {
    expect(readFileSync(new URL("docs/config-keys.md", ROOT), "utf8")).toBe(configPage());
  });

  it("has a note for every key: write it into key-notes.ts, or notes.ts of the rail's folder", () => {
    const silent = PATHS.filter(
      (path) => noteOf(path) === undefined && !/^rails\.config\.(?:injection|private_ai)_detection$/.test(path),
    );
    expect(silent).toEqual([]);
  });

  it("has no note for an unknown key", () => {
    const known = new Set(PATHS.map(notePath));
    expect(NOTE_PATHS.filter((path) => !known.has(path))).toEqual([]);
  });
});

describe("the JSON Schema of a config", () => {
  const validate = new Ajv({ strict: false }).compile(SCHEMA);
  const errorsOf = (value: unknown): unknown => (validate(value) ? [] : validate.errors);

  it.each(EXAMPLES)("accepts examples/%s", (path) => {
    expect(errorsOf(read(path))).toEqual([]);
  });

  it.each([
    [{ rails: { output: { streaming: { chunk_sise: 1 } } } }],
    [{ rails: { output: { streaming: { chunk_size: 0 } } } }],
    [{ rails: { output: { streaming: { chunk_size: 1.5 } } } }],
    [{ rails: { output: { streaming: { unit: "word" } } } }],
    [{ rails: { config: { regex_detection: { output: { pattern: ["a"] } } } } }],
    [{ rails: { config: { nothing: {} } } }],
    [{ models: [{ type: "main" }] }],
    [{ prompts: [{ task: "general", messages: [{ type: "user" }] }] }],
    [{ instructions: "be kind" }],
  ])("rejects %j, as RailsConfig does", (value) => {
    expect(errorsOf(value)).not.toEqual([]);
  });

  it.each([
    [{ rails: { input: null, output: { flows: ["self check output $variant=short", "my own rail"] } } }],
    [{ bot_messages: { "refuse to respond": "No.", other: ["a", "b"] }, colang_version: 1 }],
    [{ rails: { config: { hf_classifier: { toxic: { engine: "vllm", model: "m", base_url: "http://x" } } } } }],
  ])("accepts %j", (value) => {
    expect(errorsOf(value)).toEqual([]);
  });

  it("suggests the names of flows for each group", () => {
    const offered = JSON.stringify(SCHEMA.properties?.["rails"]?.properties?.["output"]?.properties?.["flows"]);
    expect(offered).toContain('"mask secrets on output"');
    expect(offered).not.toContain('"mask secrets on input"');
  });

  it.each([
    ["engines", ["models", "[]", "engine"], "workers_ai"],
    ["entities", ["rails", "config", "sensitive_data_detection", "output", "entities", "[]"], "US_SSN"],
    ["kinds of secrets", ["rails", "config", "secrets", "exclude", "[]"], "told-key"],
  ])("suggests %s, and accepts others", (_, path, value) => {
    const node = path.reduce<Node | undefined>((at, key) => (key === "[]" ? at?.items : at?.properties?.[key]), SCHEMA);
    expect(node?.anyOf?.[0]?.enum).toContain(value);
    expect(node?.anyOf?.[1]?.type).toBe("string");
  });
});
