import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { createModel } from "../../src/llm/registry.ts";
import { ask, capturingRuntime, modelConfig } from "../support/model-runtime.ts";

const ANSWER = { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] };
const KEY = "canary-key-0123456789";
const ENV = { URL: "https://gw.test/v1", HOST: "gw.test", KEY, NAME: "m-2", EMPTY: " ", NESTED: "${KEY}" };

type Parameters = Readonly<Record<string, unknown>>;

/** The URL and request of a model with this config. */
const sent = async (parameters: Parameters, rest: Parameters = {}) => {
  const runtime = capturingRuntime(ANSWER, ENV);
  await createModel(modelConfig({ parameters, ...rest }), runtime).generate(ask());
  return runtime.first();
};

const issuesOf = (parameters: Parameters, rest: Parameters = {}) => {
  try {
    createModel(modelConfig({ parameters, ...rest }), capturingRuntime(ANSWER, ENV));
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
};

describe("an environment variable in the config of a model", () => {
  it.each([
    ["${URL}", "https://gw.test/v1"],
    ["$URL", "https://gw.test/v1"],
    [" ${URL} ", "https://gw.test/v1"],
    ["https://${HOST}/v1", "https://gw.test/v1"],
    ["https://${HOST}:${PORT:-8443}/v1", "https://gw.test:8443/v1"],
    ["${MISSING:-https://other.test/v1}", "https://other.test/v1"],
    ["${MISSING-https://other.test/v1}", "https://other.test/v1"],
    ["${MISSING:https://other.test/v1}", "https://other.test/v1"],
    ["${URL:?an address}", "https://gw.test/v1"],
    ["${env:URL}", "https://gw.test/v1"],
    ["${env.URL}/x", "https://gw.test/v1/x"],
    ["${EMPTY:-https://other.test/v1}", "https://other.test/v1"],
    ["${URL:-https://other.test/v1}", "https://gw.test/v1"],
  ])("is inserted into the URL %s", async (base_url, base) => {
    expect((await sent({ base_url })).url).toBe(`${base}/chat/completions`);
  });

  it("cannot make the name of a model empty", () => {
    expect(issuesOf({ base_url: "${URL}" }, { model: "${MISSING:-}" })).toMatchObject([{ path: "models.model" }]);
  });

  it("is inserted into the name, the key and the headers, under all of their names", async () => {
    const parameters = {
      openai_api_base: "${URL}",
      apiKey: "${KEY}",
      default_headers: { "x-team": "team ${NAME}", "x-plain": "a" },
      default_query: { version: "${MISSING:-1}" },
    };
    const { url, headers, body } = await sent(parameters, { model: "${NAME}" });
    expect(url).toBe("https://gw.test/v1/chat/completions?version=1");
    expect(headers.get("authorization")).toBe(`Bearer ${KEY}`);
    expect([headers.get("x-team"), headers.get("x-plain")]).toEqual(["team m-2", "a"]);
    expect(body["model"]).toBe("m-2");
  });

  it("is inserted once: its value is not expanded again", async () => {
    expect((await sent({ base_url: "${URL}", api_key: "${NESTED}" })).headers.get("authorization")).toBe(
      "Bearer ${KEY}",
    );
  });

  it("may be empty, like an absent value", async () => {
    const { headers } = await sent({ base_url: "${URL}", api_key: "${MISSING:-}" });
    expect(headers.get("authorization")).toBeNull();
  });

  it.each([
    ["base_url", { base_url: "https://${MISSING}/v1" }],
    ["api_key", { api_key: "${MISSING}" }],
    ["api_key", { api_key: "${MISSING:?a key}" }],
    ["api_key", { api_key: "${env:MISSING}" }],
    ["api_key", { api_key: "$MISSING", base_url: "http://localhost/v1" }],
    ["openai_api_base", { openai_api_base: "${EMPTY}" }],
    ["default_headers.x-a", { api_key: "k", default_headers: { "x-a": "${MISSING}" } }],
  ])("is an error for %s if it is not set", (name, parameters) => {
    expect(issuesOf(parameters)).toEqual([
      {
        path: `models.parameters.${name}`,
        message: expect.stringMatching(/^The variable `(?:MISSING|EMPTY)` is not set/),
        about: "environment",
      },
    ]);
  });

  it("is an error for the name of a model if it is not set", () => {
    expect(issuesOf({ api_key: "k" }, { model: "${MISSING}" })[0]?.path).toBe("models.model");
  });

  it.each([
    [{ user: "${KEY}" }, "user"],
    [{ extra_body: { metadata: { tag: "$KEY" } } }, "extra_body.metadata.tag"],
    [{ temperature: "${MISSING:-0.5}" }, "temperature"],
  ])("is rejected in %j, which would be sent literally", (parameters, name) => {
    const [issue] = issuesOf({ api_key: "k", ...parameters });
    expect(issue?.path).toContain(`models.parameters.${name}`);
    expect(issue?.message).toContain("variable of the environment");
  });

  it("in another form makes an invalid URL, and the error does not show a key in it", () => {
    for (const base_url of ["https://$HOST/v1", "${{ env.URL }}", "$(URL)"]) {
      expect(issuesOf({ base_url, api_key: KEY })[0]?.message).toContain("`${NAME}`");
    }
    const said = issuesOf({ base_url: "${KEY}" }).map(({ message }) => message);
    expect(said).toHaveLength(1);
    expect(said.join()).not.toContain(KEY);
  });

  it("is not expanded in requests", async () => {
    const runtime = capturingRuntime(ANSWER, ENV);
    const model = createModel(modelConfig({ parameters: { base_url: "${URL}" } }), runtime);
    await model.generate(ask("Say ${KEY}", { params: { user: "${KEY}" } }));
    expect(JSON.stringify(runtime.first().body)).toContain("Say ${KEY}");
    expect(JSON.stringify(runtime.first().body)).not.toContain(KEY);
  });
});
