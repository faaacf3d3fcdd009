import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { run } from "./cli.ts";
import { folder, scripted } from "./config-folder.ts";

test("bundle refuses to write API keys, and says where they are and what to write instead", async () => {
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

test.each([
  [{ api_key: "hidden-one-1234567890" }, {}, "models.0.api_key"],
  [{}, { openai_api_key: "hidden-one-1234567890" }, "models.0.parameters.openai_api_key"],
  [{}, { apiKey: "${KEY:-hidden-one-1234567890}" }, "models.0.parameters.apiKey"],
  [{}, { default_headers: { Authorization: "Bearer hidden-one-1234567890" } }, "default_headers.Authorization"],
])("bundle refuses the key in %j %j", async (model, parameters, place) => {
  const models = [{ type: "main", engine: "openai", model: "m", parameters, ...model }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const { code, out, err } = await run(["bundle", path]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(place);
  expect(err).not.toContain("hidden-one");
});

test.each([
  ["EMPTY", 0],
  ["not-needed-for-local", 0],
  ["no key", 0],
  ["ollama", 0],
  ["ollama-1f4", 1],
  ["not-needed-1f4", 1],
  ["emptyhanded", 1],
])("bundle accepts placeholders for servers without keys, and nothing similar: %s", async (api_key, expected) => {
  const parameters = { base_url: "http://localhost:8000/v1", api_key };
  const models = [{ type: "main", engine: "openai", model: "m", parameters }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  expect((await run(["bundle", path])).code).toBe(expected);
});

test.each(["${KEY}", "${env.KEY}", "${env:KEY}", "${KEY:?a key}", "${KEY:-}"])(
  "bundle accepts %s unchanged",
  async (variable) => {
    const parameters = { api_key: variable, default_headers: { Authorization: `Bearer ${variable}` } };
    const models = [{ type: "main", engine: "openai", model: "m", parameters }];
    const path = await folder({ "config.yml": JSON.stringify({ models }) });
    const { code, out } = await run(["bundle", path], "", { env: { KEY: "hidden-one-1234567890" } });
    expect(code).toBe(0);
    expect(out).toContain(`"Bearer ${variable}"`);
    expect(out).not.toContain("hidden-one");
  },
);

test("bundle accepts the name of a variable that holds an API key", async () => {
  const rails = { config: { jailbreak_detection: { api_key_env_var: "NV_KEY" } } };
  const path = await folder({ "config.yml": scripted({ replies: ["x"] }, { rails }) });
  expect(await run(["bundle", path])).toMatchObject({ code: 0, out: expect.stringContaining('"NV_KEY"') as string });
});
