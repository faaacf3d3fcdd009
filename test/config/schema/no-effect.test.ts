import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";

const warningsOf = (yaml: string) =>
  RailsConfig.fromFiles({ "config.yml": yaml }).warnings.map(({ line, path, message }) => [line, path, message]);

describe("a key without effect", () => {
  it.each([
    ["docs: [{ format: md, content: x }]", "docs"],
    ["knowledge_base: { folder: kb }", "knowledge_base"],
    ["core: { embedding_search_provider: { name: x } }", "core"],
    ["actions_server_url: http://x", "actions_server_url"],
    ["config_path: ./x", "config_path"],
    ["enable_multi_step_generation: true", "enable_multi_step_generation"],
    ["raw_llm_call_action: raw", "raw_llm_call_action"],
    ["event_source_uid: x", "event_source_uid"],
    ["user_messages: { greet: [hi] }", "user_messages"],
    ["tracing: { enabled: true, adapters: [{ name: OpenTelemetry }] }", "tracing"],
    ["metrics: { enabled: true }", "metrics"],
    ["rails: { dialog: { single_call: { enabled: true } } }", "rails.dialog"],
    ["rails: { dialog: { user_messages: { embeddings_only: true } } }", "rails.dialog"],
    ["rails: { dialog: { flows: [greeting], made_up: 1 } }", "rails.dialog"],
    ["actions: [{ name: check }]", "actions"],
    ["actions: { file: actions.py }", "actions"],
    ["logging: { level: INFO }", "logging"],
    ["monitoring: { enabled: true }", "monitoring"],
    ["id: mine", "id"],
    ["rails: { config: { streaming: true } }", "rails.config.streaming"],
    ["rails: { config: { lowest_temperature: 0.1 } }", "rails.config.lowest_temperature"],
    ["rails: { config: { enable_multi_step_generation: true } }", "rails.config.enable_multi_step_generation"],
    ['version: "2.1"', "version"],
    ["tokenizer: { type: hf, name: gpt2 }", "tokenizer"],
    ["dialog: { user_messages: [Hello] }", "dialog"],
    ["embeddings: [{ type: main, engine: openai, model: m }]", "embeddings"],
    ["tools: [{ name: check_order, description: Finds an order. }]", "tools"],
    ["models: [{ type: main, engine: openai, model: m, streaming: true }]", "models.0.streaming"],
    ["rails: { actions: { instant_actions: [a] } }", "rails.actions"],
    ["rails: { output: { speculative_generation: true } }", "rails.output.speculative_generation"],
    ["models: [{ type: main, engine: openai, model: m, cache: { enabled: true } }]", "models.0.cache"],
    ["models: [{ type: embeddings, engine: openai, model: m }]", "models.0"],
    ["models: [{ type: main, engine: openai, model: m, temperature: 0.1 }]", "models.0.temperature"],
    [
      "models: [{ type: main, engine: nim, model: m, reasoning_config: { remove_reasoning_traces: true } }]",
      "models.0.reasoning_config",
    ],
    ["models: [{ type: main, engine: openai, model: m, params: { max_tokens: 5 } }]", "models.0.params"],
    ["prompts: [{ task: generate_user_intent, content: x }]", "prompts.0"],
    ["instructions: [{ type: general, content: a }, { type: general, content: b }]", "instructions.1"],
    ["instructions: [{ type: other, content: a }]", "instructions.0"],
    ["sample_conversation: x", "sample_conversation"],
  ])("is a warning, once and with its position: %s", (yaml, path) => {
    expect(warningsOf(`# a comment\n${yaml}`)).toEqual([[2, path, expect.stringContaining("no effect")]]);
  });

  it.each(["blocked_terms: [bomb]", "fact_checking: { threshold: 0.6 }", "output: { flows: [self check output] }"])(
    "is rejected if a user may rely on it: %s",
    (yaml) => {
      const load = () => RailsConfig.fromFiles({ "config.yml": yaml });
      expect(load).toThrow(/Unknown key .*; rails stand under `rails`, their settings under `rails.config`/);
    },
  );

  it("is reported with its line", () => {
    const yaml = "models:\n  - type: main\n    engine: openai\n    model: m\n    cache:\n      enabled: true\n";
    expect(warningsOf(yaml)).toEqual([
      [5, "models.0.cache", "`cache` has no effect: no answers of models are kept here"],
    ]);
  });

  it.each([
    "tracing: { enabled: false, adapters: [{ name: x }] }",
    "metrics: { enabled: false }",
    "enable_multi_step_generation: false",
    "docs: []",
    "knowledge_base:",
    "rails: { dialog: { single_call: { enabled: false } } }",
    "rails: { input: { speculative_generation: true } }",
    "models: [{ type: main, engine: openai, model: m, cache: { enabled: false } }]",
    "instructions: [{ type: general, content: a }]",
    'sample_conversation: x\nprompts: [{ task: general, content: "{{ sample_conversation }}" }]',
    "custom_data: { a: 1 }",
    "lowest_temperature: 0.1",
  ])("has no warning if it requests nothing: %s", (yaml) => {
    expect(warningsOf(yaml)).toEqual([]);
  });
});

describe("two models of one type", () => {
  it("are a warning, and the first is used", () => {
    const yaml = `models:
  - { type: main, engine: openai, model: a }
  - { type: main, engine: openai, parameters: { model: b } }
`;
    expect(warningsOf(yaml)).toEqual([
      [3, "models.1.type", "Two models of the type `main`: `openai/a` counts, `openai/b` has no effect"],
    ]);
  });
});

it("a text with imports is a warning, since it has no folder", () => {
  const { warnings } = RailsConfig.fromContent({ yamlContent: "import_paths: [shared]\n" });
  expect(warnings).toMatchObject([{ path: "import_paths", line: 1, message: /has no effect in a text/ }]);
  const files = { "config.yml": "import_paths: [shared]", "shared/config.yml": "instructions: []" };
  expect(RailsConfig.fromFiles(files).warnings).toEqual([]);
});

describe("an unknown key", () => {
  it.each([
    "blocked_terms: [a]",
    "forbidden_patterns: [a]",
    "content_safety: { enabled: true }",
    "security: { level: high }",
  ])("is rejected if a user may rely on it: %s", (yaml) => {
    expect(() => warningsOf(yaml)).toThrow(/Unknown key/);
  });
});
