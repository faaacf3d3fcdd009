import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { issuesOf } from "./issues.ts";

const word = fc.stringMatching(/^[a-z][a-z ]{0,8}[a-z]$/);
const maybe = <T>(keys: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(keys, { requiredKeys: [] });

const streaming = maybe({
  enabled: fc.boolean(),
  chunk_size: fc.integer({ min: 1, max: 100_000 }),
  context_size: fc.integer({ min: 0, max: 100_000 }),
  stream_first: fc.boolean(),
  on_block: fc.constantFrom("content_filter", "error", "message"),
  unit: fc.constantFrom("token", "sentence", "delta"),
  max_in_flight: fc.integer({ min: 1, max: 32 }),
  max_exposed: fc.integer({ min: 1, max: 32 }),
});

const group = fc.uniqueArray(word, { maxLength: 4 }).chain((flows) =>
  maybe({
    flows: fc.constant(flows),
    parallel: fc.boolean(),
    speculative_generation: fc.boolean(),
  }).map((record) => ({
    ...record,
    ...(record.flows?.[0] === undefined ? {} : { options: { [record.flows[0]]: { timeout: 0.7, on_error: "allow" } } }),
  })),
);

const regex = maybe({ patterns: fc.array(word), case_insensitive: fc.boolean(), on_overflow: fc.constant("release") });

const config = maybe({
  models: fc.uniqueArray(fc.record({ type: word, engine: word, model: word, cache: fc.constant({ enabled: true }) }), {
    maxLength: 3,
    selector: ({ type }) => type,
  }),
  rails: maybe({
    input: group,
    output: fc.tuple(group, streaming).map(([keys, settings]) => ({ ...keys, streaming: settings })),
    config: maybe({ regex_detection: maybe({ input: regex, output: regex }), pangea: fc.constant({ input: {} }) }),
  }),
  prompts: fc.uniqueArray(fc.record({ task: word, content: word, stop: fc.array(word) }), {
    maxLength: 3,
    selector: ({ task }) => task.replace(/ +/g, " "),
  }),
  bot_messages: fc.dictionary(word, fc.oneof(word, fc.array(word))),
  passthrough: fc.boolean(),
  custom_data: fc.dictionary(word, fc.oneof(word, fc.integer(), fc.constant(null))),
  knowledge_base: fc.constant({ folder: "kb" }),
  streaming: fc.boolean(),
  lowest_temperature: fc.constant(0.5),
});

test("toObject returns JSON from which fromObject makes an equal config", () => {
  fc.assert(
    fc.property(config, (object) => {
      const first = RailsConfig.fromObject(object);
      const again = RailsConfig.fromObject(JSON.parse(JSON.stringify(first.toObject())) as object);
      expect(again).toEqual(first);
      expect(again.toObject()).toEqual(first.toObject());
    }),
  );
});

test("RailsConfig is deeply frozen, and shares nothing with its source", () => {
  const object = { rails: { output: { flows: ["a"] } }, custom_data: { list: [1] } };
  const made = RailsConfig.fromObject(object);
  object.rails.output.flows.push("b");
  expect(made.rails.output.flows).toEqual(["a"]);
  const parts = [made, made.rails, made.rails.output.flows, made.rails.output.streaming, made.customData["list"]];
  expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
  expect(() => (made.rails.output.flows as string[]).push("c")).toThrow(TypeError);
});

test("toObject returns a new object", () => {
  const made = RailsConfig.fromObject({ rails: { output: { flows: ["a"] } } });
  (made.toObject()["rails"] as { output: { flows: string[] } }).output.flows.push("b");
  expect(made.rails.output.flows).toEqual(["a"]);
});

/** Files that a file imports, itself included, by their names in src. */
function imports(path: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const text = path.startsWith("/") ? readFileSync(path, "utf8") : "";
  for (const [, name = ""] of text.matchAll(/^(?:import|export) (?!type).*? from "([^"]+)"/gms)) {
    imports(name.startsWith(".") ? new URL(name, `file://${path}`).pathname : name, found);
  }
  return found;
}

test("rails-config.ts does not import the YAML parser", () => {
  const of = (name: string) => imports(new URL(`../../src/config/${name}`, import.meta.url).pathname);
  expect(of("text-rails-config.ts")).toContain("yaml");
  expect(of("rails-config.ts")).not.toContain("yaml");
});

const combine = (...objects: object[]) =>
  RailsConfig.combine(
    objects.map((object) => RailsConfig.fromObject(object)),
    ["first", "second"],
  );

const output = (settings: object) => ({ rails: { output: { flows: ["x"], ...settings } } });

test("combine applies the rails of both configs, each once", () => {
  const both = combine(output({ flows: ["a", "b"] }), output({ flows: ["b", "c"] }));
  expect(both.rails.output.flows).toEqual(["a", "b", "c"]);
});

test("combine of a config with itself changes nothing", () => {
  fc.assert(
    fc.property(config, (object) => {
      const one = RailsConfig.fromObject(object);
      const both = one.combine(one);
      expect(both.rails.output).toEqual(one.rails.output);
      expect([both.models, both.prompts, both.instructions]).toEqual([one.models, one.prompts, one.instructions]);
      expect(both.origins?.map((origin) => origin.rails.config)).toEqual([one.rails.config, one.rails.config]);
    }),
  );
});

test("combine keeps what only one of the configs sets", () => {
  const main = { type: "main", engine: "openai", model: "gpt-4o" };
  const both = combine(
    { models: [main], passthrough: true, instructions: [{ type: "general", content: "Be kind" }] },
    { models: [main], ...output({ parallel: true, streaming: { enabled: true, chunk_size: 9 } }) },
  );
  expect(both.models).toHaveLength(1);
  expect(both.passthrough).toBe(true);
  expect(both.instructions).toEqual([{ type: "general", content: "Be kind" }]);
  expect(both.rails.output.parallel).toBe(true);
  expect(both.rails.output.streaming).toMatchObject({ enabled: true, chunkSize: 9 });
});

test("combine rejects two main models, and names both", () => {
  const model = (name: string) => ({ models: [{ type: "main", engine: "openai", model: name }] });
  expect(issuesOf(() => combine(model("a"), model("b")))).toEqual([
    { source: "second", path: "models.0.type", message: expect.stringContaining("`openai/a` and `openai/b`") },
  ]);
  expect(() => combine(model("a"), model("a"), {})).not.toThrow();
});

test("combine uses the streaming settings that deliver less unchecked text", () => {
  const settings = (streaming: object) => output({ streaming: { enabled: true, ...streaming } });
  const both = combine(
    settings({ stream_first: false, chunk_size: 100, context_size: 10, on_block: "error" }),
    settings({ chunk_size: 50, context_size: 20, max_in_flight: 2 }),
  );
  expect(both.rails.output.streaming).toMatchObject({
    enabled: true,
    streamFirst: false,
    chunkSize: 50,
    contextSize: 20,
    maxInFlight: 2,
    onBlock: "content_filter",
  });
  const without = { rails: { output: { streaming: { enabled: false, stream_first: false } } } };
  expect(combine(settings({}), without).rails.output.streaming).toMatchObject({ enabled: true, streamFirst: true });
});

test("combine uses the stricter option of a flow", () => {
  const options = (first: object) => output({ flows: ["a", "b"], options: { a: first, b: { on_error: "allow" } } });
  const both = combine(options({ timeout: 3, on_error: "allow" }), options({ timeout: 2 }));
  expect(both.rails.output.options).toEqual({
    a: { timeoutMs: 2000, onError: "block" },
    b: { onError: "allow" },
  });
});

test.each<readonly [string, object, object, object]>([
  ["texts, if one config does not want them", { enable_content_capture: true }, {}, { enable_content_capture: false }],
  [
    "texts, if the first config does not want them",
    { enable_content_capture: false },
    { enable_content_capture: true },
    { enable_content_capture: false },
  ],
  ["anything, if one config switches it off", { enabled: false }, { enabled: true }, { enabled: false }],
])("combine does not trace %s", (_what, one, other, tracing) => {
  expect(combine({ tracing: one }, { tracing: other }).tracing).toEqual(tracing);
});

test("combine traces texts that all configs want", () => {
  const tracing = { enabled: true, enable_content_capture: true };
  expect(combine({ tracing }, { tracing }).tracing).toEqual(tracing);
});

test("combine runs rails in sequence unless both configs run them in parallel", () => {
  expect(combine(output({ parallel: true }), output({})).rails.output.parallel).toBe(false);
  expect(combine(output({ parallel: true }), output({ parallel: true })).rails.output.parallel).toBe(true);
});

test("combine keeps the settings of each config with its own rails", () => {
  const regex = (settings: object) => ({ rails: { config: { regex_detection: { output: settings } } } });
  const both = combine(regex({ patterns: ["a"] }), regex({ patterns: ["b"], case_insensitive: true }));
  expect(both.origins?.map(({ rails }) => rails.config)).toEqual([
    { regex_detection: { output: { patterns: ["a"] } } },
    { regex_detection: { output: { patterns: ["b"], case_insensitive: true } } },
  ]);
  expect(both.combine(both).origins).toHaveLength(4);
});
