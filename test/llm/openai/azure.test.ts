import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { createModel } from "../../../src/llm/registry.ts";
import { modelConfig, runtimeOf } from "../../support/model-runtime.ts";
import { send } from "./openai-run.ts";

const RESPONSE = {
  status: "completed",
  output: [{ type: "message", content: [{ type: "output_text", text: "ok" }] }],
};

describe("azure", () => {
  const parameters = {
    azure_endpoint: "https://res.openai.azure.com/",
    api_version: "2024-10-21",
    azure_deployment: "d 1",
  };
  const env = { AZURE_OPENAI_API_KEY: "az" };

  it("calls the deployment with the version, and the key in Azure's header", async () => {
    const { url, headers, body } = await send({ engine: "azure", parameters }, { env });
    expect(url).toBe("https://res.openai.azure.com/openai/deployments/d%201/chat/completions?api-version=2024-10-21");
    expect(headers.get("api-key")).toBe("az");
    expect(headers.has("authorization")).toBe(false);
    expect(body).toEqual({ model: "m-1", messages: [{ role: "user", content: "Hi" }] });
  });

  it("calls the Responses API beside the deployments, with the deployment as model", async () => {
    const given = { ...parameters, api_version: "2025-04-01-preview", use_responses_api: true };
    const { url, body } = await send({ engine: "azure", parameters: given }, { env, answer: RESPONSE });
    expect(url).toBe("https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview");
    expect(body).toMatchObject({ model: "d 1", input: [{ role: "user", content: "Hi" }] });
  });

  it("accepts a complete URL unchanged", async () => {
    const v1 = await send(
      { engine: "azure_openai", parameters: { base_url: "https://res.openai.azure.com/openai/v1" } },
      { env },
    );
    expect(v1.url).toBe("https://res.openai.azure.com/openai/v1/chat/completions");
  });

  it("reads endpoint and version from the environment", async () => {
    const all = { ...env, AZURE_OPENAI_ENDPOINT: "https://res.openai.azure.com", OPENAI_API_VERSION: "v9" };
    const { url } = await send({ engine: "azure" }, { env: all });
    expect(url).toBe("https://res.openai.azure.com/openai/deployments/m-1/chat/completions?api-version=v9");
  });

  it.each([
    ["endpoint", { api_version: "v" }, env, "azure_endpoint"],
    ["version", { azure_endpoint: "https://res.example" }, env, "api_version"],
    ["key", parameters, {}, "AZURE_OPENAI_API_KEY"],
  ])("without %s is a ConfigError that names it", (_, parameters, env, named) => {
    const create = (): unknown => createModel(modelConfig({ engine: "azure", parameters }), runtimeOf(env));
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(named);
  });
});
