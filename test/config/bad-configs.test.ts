import { expect, test } from "vitest";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { issuesOf } from "./issues.ts";

type Bad = readonly [name: string, yaml: string, path: string | undefined, line: number, message: string];

const MAIN = "models:\n  - {type: main, engine: openai, model: gpt-4o}\n";

const KEY = ["sk", "proj", "abcdefghijklmnop0123"].join("-");

const KEY_PLACES: readonly (readonly [place: string, model: string])[] = [
  ["type", `{type: ${KEY}, engine: openai, model: x}`],
  ["model", `{type: main, engine: openai, model: ${KEY}}`],
  ["parameters.model", `{type: main, engine: openai, parameters: {model: ${KEY}}}`],
  ["api_key_env_var", `{type: main, engine: openai, model: x, api_key_env_var: ${KEY}}`],
];

const BAD: readonly Bad[] = [
  ["an unknown top-level key", "rials: {}", "rials", 1, "did you mean `rails`?"],
  ["an unknown rail group", "rails:\n  outputs: {}", "rails.outputs", 2, "did you mean `output`?"],
  [
    "an unknown key of output rails",
    "rails:\n  output:\n    flow: []",
    "rails.output.flow",
    3,
    "did you mean `flows`?",
  ],
  [
    "an unknown key of streaming",
    "rails:\n  output:\n    streaming:\n      enabled: true\n      chunk_sizes: 2",
    "rails.output.streaming.chunk_sizes",
    5,
    "did you mean `chunk_size`?",
  ],
  [
    "an unknown key of a model",
    "models:\n  - type: main\n    engine: openai\n    model: x\n    api_key_env: K",
    "models.0.api_key_env",
    5,
    "Unknown key `api_key_env`",
  ],
  [
    "an unknown key of a prompt",
    "prompts:\n  - task: t\n    content: x\n    max_lenght: 3",
    "prompts.0.max_lenght",
    4,
    "did you mean `max_length`?",
  ],
  [
    "a key in the place of an engine",
    `models:\n  - {type: main, engine: ${["sk", "proj", "abcdefghij"].join("-")}, model: x}`,
    "models.0.engine",
    2,
    "looks like a key",
  ],
  ...KEY_PLACES.map(([place, model]): Bad => [
    `a key in the place of ${place}`,
    `models:\n  - ${model}`,
    `models.0.${place}`,
    2,
    "looks like a key",
  ]),
  ["a list in place of a mapping", "rails: [1]", "rails", 1, "expected a mapping of keys but found a list"],
  ["a mapping in place of a list", "models: {}", "models", 1, "expected a list but found a mapping of keys"],
  [
    "a text in place of a flag",
    'rails:\n  output:\n    streaming:\n      enabled: "yes please"',
    "rails.output.streaming.enabled",
    4,
    'expected true or false but found the text "yes please"',
  ],
  [
    "a number in place of a text",
    "models:\n  - type: main\n    engine: 4\n    model: x",
    "models.0.engine",
    3,
    'expected a text but found 4; put it in quotes: "4"',
  ],
  ["a missing key", "models:\n  - type: main\n    model: x", "models.0.engine", 2, "`engine` is missing"],
  [
    "a chunk size of zero",
    "rails: {output: {streaming: {chunk_size: 0}}}",
    "rails.output.streaming.chunk_size",
    1,
    "expected a whole number from 1 to 100000 but found 0",
  ],
  [
    "a chunk size of a thousand millions",
    "rails: {output: {streaming: {chunk_size: 1000000000}}}",
    "rails.output.streaming.chunk_size",
    1,
    "but found 1000000000",
  ],
  [
    "half a token of context",
    "rails: {output: {streaming: {context_size: 1.5}}}",
    "rails.output.streaming.context_size",
    1,
    "expected a whole number from 0 to 100000 but found 1.5",
  ],
  [
    "a negative context",
    "rails: {output: {streaming: {context_size: -1}}}",
    "rails.output.streaming.context_size",
    1,
    "but found -1",
  ],
  [
    "too many windows in flight",
    "rails: {output: {streaming: {max_in_flight: 33}}}",
    "rails.output.streaming.max_in_flight",
    1,
    "from 1 to 32 but found 33",
  ],
  [
    "an unknown form of a block",
    "rails: {output: {streaming: {on_block: stop}}}",
    "rails.output.streaming.on_block",
    1,
    "expected one of `content_filter`, `error`, `message`",
  ],
  [
    "options of a flow that does not run",
    "rails:\n  output:\n    flows: [self check output]\n    options:\n      self check outptu: {timeout: 1}",
    "rails.output.options.self check outptu",
    5,
    "did you mean `self check output`?",
  ],
  [
    "a timeout of zero",
    "rails: {input: {flows: [a], options: {a: {timeout: 0}}}}",
    "rails.input.options.a.timeout",
    1,
    "seconds but found 0",
  ],
  [
    "a model without a name",
    "models:\n  - type: main\n    engine: openai",
    "models.0.model",
    2,
    "in exactly one place, either `model` or `parameters.model` (or `parameters.model_name`), but found none",
  ],
  [
    "a model with two names",
    "models:\n  - type: main\n    engine: openai\n    model: a\n    parameters: {model_name: b}",
    "models.0.model",
    4,
    "but found `model` and `parameters.model_name`",
  ],
  [
    "a flow with a model nobody provides",
    `${MAIN}rails:\n  output:\n    flows:\n      - my rail $model=judge`,
    "rails.output.flows.0",
    6,
    "Output flow `my rail $model=judge` references the model type `judge`, which is not defined in the configuration; model types found: `main`",
  ],
  [
    "a flow with a model when there is none",
    "rails: {retrieval: {flows: [my rail $model=judge]}}",
    "rails.retrieval.flows.0",
    1,
    "model types found: none",
  ],
  ["a prompt without a text", "prompts:\n  - task: t", "prompts.0", 2, "One of `content` or `messages`"],
  [
    "a prompt with two texts",
    "prompts:\n  - task: t\n    content: x\n    messages: [y]",
    "prompts.0",
    2,
    "Only one of `content` or `messages`",
  ],
  [
    "passthrough with single call",
    "rails: {dialog: {single_call: {enabled: true}}}\npassthrough: true",
    "passthrough",
    2,
    "cannot both be true",
  ],
  ["Colang 2", 'colang_version: "2.x"', "colang_version", 1, "Colang 2 is not supported"],
  ["another Colang", 'colang_version: "3"', "colang_version", 1, 'Colang "3" is not supported'],
  ["flows in YAML", "flows: [{user: hi}]", "flows", 1, "Flows in YAML are dialog"],
  [
    "an import from elsewhere",
    "import_paths:\n  - ../shared",
    "import_paths.0",
    2,
    "is not inside this config's folder",
  ],
  ["an import that is not there", "import_paths:\n  - shared", "import_paths.0", 2, "Import path `shared`"],
  ["a key twice", "passthrough: true\npassthrough: false", "passthrough", 2, "stands twice"],
  ["a broken text", "a: [1\nb: 2", undefined, 2, "YAML: "],
];

test.each(BAD)("RailsConfig rejects %s", (_name, yaml, path, line, message) => {
  const issues = issuesOf(() => RailsConfig.fromFiles({ "config.yml": yaml }));
  expect(issues).toContainEqual({
    source: "config.yml",
    line,
    ...(path === undefined ? {} : { path }),
    message: expect.stringContaining(message),
  });
});

test("RailsConfig collects the issues of all files, each with its position", () => {
  const issues = issuesOf(() =>
    RailsConfig.fromFiles({
      "a.yml": "models:\n  - {type: main, engine: openai, model: x, modee: chat}",
      "b.yml": "models:\n  - {type: other, engine: openai, model: y}\n  - {type: third, engin: openai, model: z}",
      "c.co": "define flow\n  user hi",
      "d.yml": "rails: {input: {flows: [r $model=none]}}",
    }),
  );
  expect(issues.map(({ source, line, path }) => [source, line, path])).toEqual([
    ["a.yml", 2, "models.0.modee"],
    ["b.yml", 3, "models.1.engine"],
    ["b.yml", 3, "models.1.engin"],
    ["d.yml", 1, "rails.input.flows.0"],
    ["c.co", 1, undefined],
  ]);
});

test("fromObject names the path and the given source", () => {
  const object = { rails: { output: { streaming: { chunk_size: "200" } } } };
  expect(issuesOf(() => RailsConfig.fromObject(object, { source: "bundle" }))).toEqual([
    {
      source: "bundle",
      path: "rails.output.streaming.chunk_size",
      message: 'expected a whole number from 1 to 100000 but found the text "200"',
    },
  ]);
});

test.each([
  [undefined, "undefined"],
  [null, "nothing"],
  ["models: []", 'the text "models: []"'],
  [[], "an empty list"],
  [Promise.resolve({}), "a Promise (is an `await` missing?)"],
])("fromObject rejects what is not an object: %j", (object, found) => {
  expect(() => RailsConfig.fromObject(object as object)).toThrow(
    `RailsConfig.fromObject expected an object but found ${found}: pass NeMo's keys`,
  );
});

test("fromObject rejects values that are not plain data", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const paths = (custom_data: unknown) =>
    issuesOf(() => RailsConfig.fromObject({ custom_data })).map(({ path, message }) => [path, message]);
  expect(paths({ f: () => 1 })).toEqual([["custom_data.f", "expected plain data but found a function"]]);
  expect(paths({ d: new Date(0) })).toEqual([["custom_data.d", "expected plain data but found a Date"]]);
  expect(paths({ n: Number.NaN })).toEqual([["custom_data.n", "expected plain data but found a number without end"]]);
  expect(paths(circle)).toEqual([[undefined, "The config is nested more than 64 levels deep"]]);
  expect(paths(JSON.parse('{"__proto__": {"admin": true}}'))).toEqual([
    ["custom_data.__proto__", expect.stringContaining("refused")],
  ]);
  expect(Reflect.get({}, "admin")).toBeUndefined();
});

test.each([
  ["the name of a key", `${KEY}: 1`],
  ["a value", `rails: { output: { streaming: { on_block: ${KEY} } } }`],
  ["a flow", `rails: { output: { flows: [self check output $model=${KEY}] } }`],
  ["the settings of a rail", `rails: { config: { ${KEY}: 1 } }`],
])("an API key in the place of %s is not printed", (_, yaml) => {
  const issues = issuesOf(() => new LLMRails(RailsConfig.fromContent({ yamlContent: MAIN + yaml })));
  expect(issues.length).toBeGreaterThan(0);
  expect(JSON.stringify(issues)).not.toContain("abcdefgh");
});
