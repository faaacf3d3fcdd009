import { expect, test } from "vitest";
import { BUNDLE_FORMAT, bundledConfig } from "../../src/config/bundled-config.ts";
import { RailsConfig } from "../../src/node/rails-config.ts";

test("bundledConfig rejects another format, and a config with NeMo's keys", () => {
  const { warnings: _, catalog: _none, ...config } = RailsConfig.fromObject({});
  expect(bundledConfig({ format: BUNDLE_FORMAT, ...config })).toEqual({
    ...config,
    warnings: [],
    catalog: expect.any(Function) as unknown,
  });
  for (const format of [BUNDLE_FORMAT + 1, undefined as unknown as number]) {
    expect(() => bundledConfig({ ...config, format })).toThrow(/run `edgerails bundle` again/);
  }
  expect(() => bundledConfig({ rails: { output: { flows: ["x"] } } } as never)).toThrow(/RailsConfig\.fromObject/);
});

test("a bundled config has no source object", () => {
  const { warnings: _, catalog: _none, ...config } = RailsConfig.fromObject({});
  expect(() => bundledConfig({ format: BUNDLE_FORMAT, ...config }).toObject()).toThrow(
    /There is no object of a config that was bundled/,
  );
});

/** The paths of all values in validated data. */
const placesIn = (value: unknown, path = ""): readonly string[] => {
  if (Array.isArray(value)) return value.length === 0 ? [path] : value.flatMap((item) => placesIn(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => placesIn(inner, path === "" ? key : `${path}.${key}`));
};

const EVERYTHING = {
  models: [{ type: "main", engine: "openai", model: "m", api_key_env_var: "K" }],
  allowed_models: ["n"],
  rails: {
    input: {
      flows: ["a"],
      options: { a: { timeout: 1, on_error: "allow", mode: "monitor" } },
      scope: "turn",
      media: "pass",
      pseudonyms: { style: "fake" },
      speculative_generation: true,
    },
    tool_output: { per_tool: { t: ["a"] } },
  },
  prompts: [{ task: "t", messages: [{ type: "user", content: "c" }], max_tokens: 1, stop: ["s"], output_parser: "p" }],
  bot_messages: { m: "t" },
};

test("the shape of validated data matches BUNDLE_FORMAT, which must change with it", () => {
  const { warnings: _, catalog: _none, ...config } = RailsConfig.fromObject(EVERYTHING);
  const shape = [...new Set(placesIn(config))];
  expect({ format: BUNDLE_FORMAT, shape }).toMatchInlineSnapshot(`
    {
      "format": 1,
      "shape": [
        "models[].type",
        "models[].engine",
        "models[].model",
        "models[].mode",
        "models[].apiKeyEnvVar",
        "allowedModels[]",
        "rails.input.flows[]",
        "rails.input.parallel",
        "rails.input.options.a.timeoutMs",
        "rails.input.options.a.onError",
        "rails.input.options.a.mode",
        "rails.input.scope",
        "rails.input.pseudonyms.style",
        "rails.input.pseudonyms.restore",
        "rails.input.media",
        "rails.input.speculativeGeneration",
        "rails.output.flows",
        "rails.output.parallel",
        "rails.output.streaming.enabled",
        "rails.output.streaming.chunkSize",
        "rails.output.streaming.contextSize",
        "rails.output.streaming.streamFirst",
        "rails.output.streaming.onBlock",
        "rails.output.streaming.unit",
        "rails.output.streaming.maxInFlight",
        "rails.output.streaming.maxExposed",
        "rails.retrieval.flows",
        "rails.retrieval.parallel",
        "rails.toolInput.flows",
        "rails.toolInput.parallel",
        "rails.toolOutput.flows",
        "rails.toolOutput.parallel",
        "rails.toolOutput.perTool.t[]",
        "prompts[].task",
        "prompts[].messages[].type",
        "prompts[].messages[].content",
        "prompts[].models",
        "prompts[].outputParser",
        "prompts[].maxLength",
        "prompts[].maxTokens",
        "prompts[].stop[]",
        "prompts[].mode",
        "instructions[].type",
        "instructions[].content",
        "sampleConversation",
        "botMessages.m[]",
        "lowestTemperature",
        "enableRailsExceptions",
        "passthrough",
        "colangVersion",
        "colang.dialog",
        "colang.files",
        "flows",
        "skippedFlows",
      ],
    }
  `);
});
