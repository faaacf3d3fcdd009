import { expect, test } from "vitest";
import { EXAMPLES, run } from "./cli.ts";
import { folder, judged, scripted } from "./config-folder.ts";

const NO_CALL = (() => {
  throw new Error("There must be no call");
}) as typeof fetch;

test("validate prints all issues of all files, and exits with 1", async () => {
  const path = await folder({
    "config.yml": "models:\n  - type: main\n    engine: scripted\n    model: m\nrails:\n  outputs: {}\n",
    "more.yml": "passtrough: true\n",
  });
  const { code, out, err } = await run(["validate", path]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  const lines = err.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(`${path}/config.yml:6: rails.outputs: `);
  expect(lines[1]).toMatch(`${path}/more.yml:1: passtrough: `);
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
  ["an unknown engine", { models: [{ type: "main", engine: "opnai", model: "m" }] }, "models.0.engine", '"openai"'],
  [
    "a script that cannot be meant",
    { models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: 5 } }] },
    "models.0.parameters.replies",
    "",
  ],
])("validate reports %s", async (_, config, place, hint) => {
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { code, out, err } = await run(["validate", path], "", { fetch: NO_CALL });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(place);
  expect(err).toContain(hint);
  expect(err.startsWith(path)).toBe(true);
});

test("validate prints a summary of a valid config", async () => {
  const path = await folder({ "config.yml": judged(["x"]) });
  expect(await run(["validate", path])).toEqual({
    code: 0,
    out: `${path}: ok, 2 models (main: scripted/m, self_check_output: scripted/judge), 1 rail (output: self check output), 0 prompts\n`,
    err: "",
  });
});

test.each(["openai", "anthropic", "nim", "openrouter"])(
  "validate needs no key for engine %s, but reports that it is missing",
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

test("validate fails for a key that is named and not set, since such a config does not load", async () => {
  const models = [{ type: "main", engine: "openai", model: "m", api_key_env_var: "MY_KEY" }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(1);
  expect(err).toMatch(/config\.yml:1: models\.0\.api_key_env_var: .*`MY_KEY` is not set/);
  expect(await run(["validate", path], "", { env: { MY_KEY: "k" } })).toMatchObject({ code: 0, err: "" });
});

test("validate warns of a variable that is not set, wherever it is used", async () => {
  const parameters = { base_url: "http://${HOST}:${PORT}/v1", api_key: "${MY_KEY}", default_headers: { a: "$TEAM" } };
  const models = [{ type: "main", engine: "openai", model: "${NAME}", parameters }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(0);
  for (const name of ["HOST", "PORT", "MY_KEY", "TEAM", "NAME"]) expect(err).toMatch(`\`${name}\``);
  expect(
    err
      .trim()
      .split("\n")
      .every((line) => line.includes(": warning: ")),
  ).toBe(true);
  const env = { HOST: "gw.test", PORT: "80", MY_KEY: "k", TEAM: "t", NAME: "m" };
  expect(await run(["validate", path], "", { env })).toMatchObject({ code: 0, err: "" });
});

test("validate reports places in which a variable is not expanded", async () => {
  const models = [{ type: "main", engine: "openai", model: "m", parameters: { api_key: "k", user: "${MY_USER}" } }];
  const path = await folder({ "config.yml": JSON.stringify({ models }) });
  const { code, err } = await run(["validate", path], "", { env: { MY_USER: "u" } });
  expect(code).toBe(1);
  expect(err).toContain("models.0.parameters.user: ");
});

test("validate prints the errors of all stages, each with its file and line", async () => {
  const path = await folder({
    "config.yml": [
      "models:",
      "  - type: main",
      "    engine: opnai",
      "    model: m",
      "  - type: self_check_output",
      "    engine: openai",
      "    model: m",
      "    api_key_env_var: MY_KEY",
      "outputs: {}",
    ].join("\n"),
    "prompts.yml": 'prompts:\n  - task: self_check_output\n    content: "nothing"\n',
    "rails.yml": [
      "rails:",
      "  output:",
      "    flows:",
      "      - regex check output",
      "      - self check output",
      "      - self chek output",
      "  config:",
      "    regex_detection:",
      "      output:",
      "        patterns:",
      "          - fine",
      "          - (a",
    ].join("\n"),
  });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(1);
  const places = err.split("\n").map((line) =>
    line
      .slice(path.length + 1)
      .split(": ", 2)
      .join(" "),
  );
  expect(places.filter((place) => place !== "").toSorted()).toEqual([
    "config.yml:3 models.0.engine",
    "config.yml:8 models.1.api_key_env_var",
    "config.yml:9 outputs",
    "prompts.yml:2 prompts.0",
    "rails.yml:12 rails.config.regex_detection.output.patterns.1",
    "rails.yml:6 rails.output.flows.2",
  ]);
});

test("validate reports no consequential errors of removed parts", async () => {
  const rails = { input: { flows: ["regex check input"] }, config: { regex_detection: { input: { patterns: [5] } } } };
  const path = await folder({ "config.yml": scripted({}, { rails }) });
  const { err } = await run(["validate", path]);
  expect(err.trim().split("\n")).toEqual([expect.stringContaining("patterns.0: ")]);
});

test.each([
  ["no models", {}, /config\.yml.*: warning: models: There are no models.*add one/],
  [
    "output rails that cannot be streamed",
    JSON.parse(judged(["x"], {})) as object,
    /warning: rails\.output\.flows: .*`rails\.output\.streaming\.enabled`/,
  ],
  [
    "a model type that is misspelt",
    { models: ["main", "self_chek_input"].map((type) => ({ type, engine: "scripted", model: "m" })) },
    /warning: models\.1\.type: .*`self_chek_input`, did you mean `self_check_input`/,
  ],
  [
    "a task that is misspelt",
    {
      models: [{ type: "main", engine: "scripted", model: "m" }],
      prompts: [{ task: "self_check_inptu", content: "{{ user_input }}" }],
    },
    /warning: prompts\.0\.task: .*did you mean `self_check_input`/,
  ],
])("validate warns of %s", async (_, config, message) => {
  const path = await folder({ "config.yml": JSON.stringify(config) });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(0);
  expect(err.trim().split("\n")).toEqual([expect.stringMatching(message)]);
});

test("validate accepts a folder with several configs", async () => {
  const path = await folder({ "a/config.yml": scripted({}), "b/config.yml": scripted({}), "notes/x.md": "x" });
  const { code, out } = await run(["validate", path]);
  expect(code).toBe(0);
  expect(out.trim().split("\n")).toEqual([
    expect.stringContaining(`${path}/a: ok, 1 model `),
    expect.stringContaining(`${path}/b: ok, 1 model `),
  ]);
});

test("validate prints warnings", async () => {
  const path = await folder({ "config.yml": scripted({}), "actions.py": "" });
  const { code, err } = await run(["validate", path]);
  expect(code).toBe(0);
  expect(err).toMatch(new RegExp(`^${path}/actions\\.py: warning: Python is not run here`));
});

test("validate accepts several paths and checks them all", async () => {
  const path = await folder({ "bad.yml": "x: 1", "good.yml": scripted({}) });
  const { code, out, err } = await run(["validate", `${path}/bad.yml`, `${path}/good.yml`, `${path}/none`]);
  expect(code).toBe(1);
  expect(out).toContain("good.yml: ok");
  expect(err).toContain(`${path}/bad.yml:1: x: `);
  expect(err).toContain(`${path}/none: Invalid config path`);
});

test("validate reports no errors in the examples", async () => {
  const names = [
    "hello",
    "input-rails",
    "output-rails-basic",
    "output-rails-parallel",
    "regex-rails",
    "secrets-and-personal-data",
  ];
  const { code, err } = await run(["validate", ...names.map((name) => `${EXAMPLES}/${name}`)]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("validate warns of keys and URLs of services that are not set on this machine, and accepts the config", async () => {
  const rails = {
    input: { flows: ["autoalign check input", "policyai moderation on input"] },
    config: {
      autoalign: {
        parameters: { endpoint: "https://<AUTOALIGN_ENDPOINT>/guardrail" },
        input: { guardrails_config: { pii: {} } },
      },
    },
  };
  const models = [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["Hi"] } }];
  const path = await folder({ "config.yml": JSON.stringify({ models, rails }) });
  const { code, out, err } = await run(["validate", path], "", { fetch: NO_CALL });
  expect({ code, err: out === "" ? err : "" }).toEqual({ code: 0, err: "" });
  expect(err.trim().split("\n")).toEqual([
    expect.stringContaining("has a placeholder: write that of your service there"),
    expect.stringContaining("needs the environment variable `AUTOALIGN_API_KEY`"),
    expect.stringContaining("needs the environment variable `POLICYAI_API_KEY`"),
  ]);
  expect(err.match(/warning/g)).toHaveLength(3);
});
