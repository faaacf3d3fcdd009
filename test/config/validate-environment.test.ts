import { expect, test } from "vitest";
import { validateEnvironment } from "../../src/config/validate-environment.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";

const config = RailsConfig.fromObject({
  models: [
    { type: "main", engine: "openai", model: "x" },
    { type: "judge", engine: "openai", model: "x", api_key_env_var: "KEY" },
  ],
});

test.each<[Record<string, unknown>]>([
  [{}],
  [{ KEY: "" }],
  [{ KEY: undefined }],
  [Object.create({ KEY: "inherited" }) as Record<string, unknown>],
])("validateEnvironment reports a key that is not set or empty", (env) => {
  expect(validateEnvironment(config, env)).toEqual([
    { path: "models.1.api_key_env_var", message: expect.stringContaining("`KEY` is not set") },
  ]);
});

test("validateEnvironment accepts a key that is set, as text or as a binding", () => {
  expect(validateEnvironment(config, { KEY: "k" })).toEqual([]);
  expect(validateEnvironment(config, { KEY: { get: () => "k" } })).toEqual([]);
});
