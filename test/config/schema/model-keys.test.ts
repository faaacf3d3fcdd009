import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { issuesOf } from "../issues.ts";

const KEY = ["sk", "proj", "abcdefghijklmnop0123"].join("-");

const load = (model: string) =>
  RailsConfig.fromFiles({ "config.yml": `models:\n  - type: main\n    engine: openai\n    model: m\n    ${model}` });

const warningsOf = (model: string) => load(model).warnings.map(({ line, path }) => [line, path]);

describe("a key beside the engine of a model, which NeMo Guardrails ignores,", () => {
  it.each([
    ["api_key", "k"],
    ["base_url", "https://gw.test/v1"],
    ["api_base", "https://gw.test/v1"],
    ["azure_endpoint", "https://r.test"],
    ["azure_deployment", "d"],
    ["deployment_name", "d"],
    ["api_version", "2024-10-21"],
  ])("is a parameter with a warning: %s", (name, value) => {
    const { models, warnings } = load(`${name}: "${value}"`);
    expect(models[0]?.parameters).toEqual({ [name]: value });
    expect(warnings).toMatchObject([
      { line: 5, path: `models.0.${name}`, message: expect.stringContaining("read as if") },
    ]);
  });

  it("may also be set as a parameter with the same value", () => {
    expect(load("api_key: k\n    parameters: { api_key: k }").models[0]?.parameters).toEqual({ api_key: "k" });
    const issues = issuesOf(() => load("api_key: hidden\n    parameters: { api_key: hidden2 }"));
    expect(issues).toMatchObject([{ line: 5, path: "models.0.api_key" }]);
    expect(JSON.stringify(issues)).not.toContain("hidden");
  });

  it("is a warning if it is an API key, since others can read the file", () => {
    expect(warningsOf(`parameters: { api_key: ${KEY} }`)).toEqual([[5, "models.0.parameters.api_key"]]);
    expect(warningsOf(`api_key: ${KEY}`)).toHaveLength(2);
    expect(warningsOf("parameters: { api_key: ollama }")).toEqual([]);
    expect(warningsOf('parameters: { api_key: "${KEY}" }')).toEqual([]);
    expect(JSON.stringify(load(`api_key: ${KEY}`).warnings)).not.toContain(KEY);
  });

  it.each([
    ["api_key: 1234567890", "models.0.api_key"],
    ["params: { base_url: x }", "models.0.params.base_url"],
    ["rails: x", "models.0.rails"],
  ])("is rejected as %s, without repeating a value", (model, path) => {
    const issues = issuesOf(() => load(model));
    expect(issues).toMatchObject([{ line: 5, path }]);
    expect(JSON.stringify(issues)).not.toContain("1234567890");
  });
});

it("a Hugging Face pipeline under a custom name is an engine and not a key", () => {
  const { models } = RailsConfig.fromObject({ models: [{ type: "main", engine: "hf_pipeline_gemma", model: "m" }] });
  expect(models[0]?.engine).toBe("hf_pipeline_gemma");
});
