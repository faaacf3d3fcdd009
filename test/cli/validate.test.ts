import { expect, test } from "vitest";
import { EXAMPLES, run } from "./cli.ts";
import { folder, judged, scripted } from "./config-folder.ts";

const NO_CALL = (() => {
  throw new Error("There must be no call");
}) as typeof fetch;

test("validate prints every issue of every file at once, and exits with 1", async () => {
  const path = await folder({
    "config.yml": "models:\n  - type: main\n    engine: scripted\n    model: m\nrails:\n  outputs: {}\n",
    "more.yml": "passtrough: true\n",
  });
  const { code, out, err } = await run(["validate", path]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  const lines = err.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(`${path}/config.yml:6: rails.outputs `);
  expect(lines[1]).toMatch(`${path}/more.yml:1: passtrough `);
  expect(err).toContain("did you mean `passthrough`?");
});

test.each([
  [
    "an unknown flow",
    { rails: { output: { flows: ["self chek output"] } } },
    "rails.output.flows",
    "self check output",
  ],
  [
    "a pattern that cannot be used",
    {
      rails: {
        input: { flows: ["regex check input"] },
        config: { regex_detection: { input: { patterns: ["(a"] } } },
      },
    },
    "rails.config.regex_detection.input.patterns.0",
    "(a",
  ],
  [
    "a prompt that is missing",
    { rails: { input: { flows: ["llama guard check input"] } } },
    "rails.input.flows",
    "llama_guard_check_input",
  ],
  ["an unknown engine", { models: [{ type: "main", engine: "opnai", model: "m" }] }, "models.engine", '"openai"'],
  [
    "a script that cannot be meant",
    { models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: 5 } }] },
    "models.parameters.replies",
    "",
  ],
])("validate finds %s", async (_, config, place, hint) => {
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { code, out, err } = await run(["validate", path], "", { fetch: NO_CALL });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(place);
  expect(err).toContain(hint);
  expect(err.startsWith(path)).toBe(true);
});

test("validate sums up a config in which nothing is wrong", async () => {
  const path = await folder({ "config.yml": judged(["x"]) });
  expect(await run(["validate", path])).toEqual({
    code: 0,
    out: `${path}: ok, 2 models (main: scripted/m, self_check_output: scripted/judge), 1 rail (output: self check output), 0 prompts\n`,
    err: "",
  });
});

test.each(["openai", "anthropic", "nim", "openrouter"])(
  "validate needs no key for engine %s, but says that there is none",
  async (engine) => {
    const models = [{ type: "main", engine, model: "m" }];
    const path = await folder({ "config.yml": JSON.stringify({ models }) });
    const { code, out, err } = await run(["validate", path], "", { fetch: NO_CALL });
    expect(code).toBe(0);
    expect(out).toContain(": ok, 1 model ");
    expect(err).toMatch(/^.+: warning: .*_API_KEY.*\n$/);
  },
);

test("validate needs no binding for Workers AI", async () => {
  const models = [{ type: "main", engine: "workers_ai", model: "@cf/meta/llama" }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  expect((await run(["validate", path])).code).toBe(0);
});

test("validate warns of a key that is named and not set", async () => {
  const models = [{ type: "main", engine: "openai", model: "m", api_key_env_var: "MY_KEY" }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  expect((await run(["validate", path])).err).toMatch(/warning: models\.0\.api_key_env_var .*`MY_KEY` is not set/);
  expect((await run(["validate", path], "", { env: { MY_KEY: "k" } })).err).toBe("");
});

test("validate shows warnings", async () => {
  const path = await folder({ "config.yml": scripted({}), "actions.py": "" });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(0);
  expect(err).toMatch(new RegExp(`^${path}/actions\\.py: warning: Python is not run here`));
});

test("validate takes several paths and checks them all", async () => {
  const path = await folder({ "bad.yml": "x: 1", "good.yml": scripted({}) });
  const { code, out, err } = await run(["validate", `${path}/bad.yml`, `${path}/good.yml`, `${path}/none`]);
  expect(code).toBe(1);
  expect(out).toContain("good.yml: ok");
  expect(err).toContain(`${path}/bad.yml:1: x `);
  expect(err).toContain(`${path}/none: Invalid config path`);
});

test("validate finds nothing wrong with the examples", async () => {
  const names = ["hello", "input-rails", "output-rails-basic", "output-rails-parallel", "regex-rails"];
  const { code, err } = await run(["validate", ...names.map((name) => `${EXAMPLES}/${name}`)]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});
