import { describe, expect, it } from "vitest";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { issuesOf } from "../config/issues.ts";

const CASES: readonly [string, string, string, number, string][] = [
  [
    "an unknown rail under rails.config",
    "rails:\n  config:\n    regex_detecton: {}",
    "rails.config.regex_detecton",
    3,
    "did you mean `regex_detection`?",
  ],
  [
    "an unknown key of regex detection",
    "rails:\n  config:\n    regex_detection:\n      output: {pattern: [a]}",
    "rails.config.regex_detection.output.pattern",
    4,
    "did you mean `patterns`?",
  ],
  [
    "an unknown key of content safety",
    "rails: {config: {content_safety: {multilingal: {}}}}",
    "rails.config.content_safety.multilingal",
    1,
    "did you mean `multilingual`?",
  ],
  [
    "an unbounded regex match",
    "rails: {config: {regex_detection: {output: {max_match_length: 10001}}}}",
    "rails.config.regex_detection.output.max_match_length",
    1,
    "from 1 to 10000 but found 10001",
  ],
  [
    "llama guard without its prompt",
    "rails: {input: {flows: [llama guard check input]}}",
    "rails.input.flows.0",
    1,
    "Missing a `llama_guard_check_input` prompt",
  ],
  [
    "content safety without the prompt of its model",
    `models: [{type: main, engine: openai, model: x}]\nrails: {output: {flows: [content safety check output $model=main]}}\nprompts: [{task: content_safety_check_output, content: x}]`,
    "rails.output.flows.0",
    2,
    "Missing a `content_safety_check_output $model=main` prompt",
  ],
  [
    "content safety without a model",
    "rails: {input: {flows: [content safety check input]}}",
    "rails.input.flows.0",
    1,
    "write `content safety check input $model=<type of a model>`",
  ],
];

describe("LLMRails rejects", () => {
  it.each(CASES)("%s, with its position", (_what, yaml, path, line, message) => {
    const config = RailsConfig.fromFiles({ "config.yml": yaml });
    const issues = issuesOf(() => new LLMRails(config, { env: { OPENAI_API_KEY: "k" } }));
    expect(issues).toEqual([{ source: "config.yml", path, line, message: expect.stringContaining(message) }]);
  });
});

describe("an empty URL", () => {
  const SERVICES = [
    [
      "clavata check input",
      "clavata",
      { server_endpoint: "", policies: {}, input: { policy: "a" } },
      "server_endpoint",
    ],
    ["gliner detect pii on input", "gliner", { server_endpoint: "" }, "server_endpoint"],
    ["polygraf detect pii on input", "polygraf", { server_endpoint: "" }, "server_endpoint"],
    ["detect pii on input", "privateai", { server_endpoint: "" }, "server_endpoint"],
    ["fiddler user safety", "fiddler", { fiddler_endpoint: "" }, "fiddler_endpoint"],
    ["autoalign check input", "autoalign", { parameters: { endpoint: "" } }, "parameters.endpoint"],
    ["jailbreak detection model", "jailbreak_detection", { server_endpoint: "" }, "server_endpoint"],
  ] as const;

  it.each(SERVICES)("is an error for a flow that needs it: %s", (flow, key, settings, path) => {
    const config = RailsConfig.fromObject({ rails: { config: { [key]: settings }, input: { flows: [flow] } } });
    const issues = issuesOf(() => new LLMRails(config, { env: {} }));
    const message = `The flow \`${flow}\` needs the address of its service: set it`;
    expect(issues).toContainEqual(expect.objectContaining({ path: `rails.config.${key}.${path}`, message }));
  });

  it.each(SERVICES)("is accepted without such a flow, as in NeMo Guardrails: %s", (_flow, key, settings) => {
    expect(() => RailsConfig.fromObject({ rails: { config: { [key]: settings } } })).not.toThrow();
  });
});
