import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { engineFacts } from "../../src/llm/engine-facts.ts";
import { createModel, engineNames } from "../../src/llm/registry.ts";
import { run } from "./cli.ts";

/** An environment with all variables and bindings of engines. */
const ENV: Readonly<Record<string, unknown>> = {
  AZURE_OPENAI_ENDPOINT: "https://resource.openai.azure.com",
  AI: { run: () => {} },
};

describe("edgerails find-providers", () => {
  it("lists every engine of the registry with its key and URL", async () => {
    const { code, out, err } = await run(["find-providers"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of engineNames()) expect(out).toMatch(new RegExp(`^${name} `, "m"));
    expect(out).toMatch(
      /^nim +chat completions of OpenAI +NVIDIA_API_KEY +https:\/\/integrate\.api\.nvidia\.com\/v1$/m,
    );
    expect((await run(["find-providers", "--list"])).out).toBe(out);
  });

  it.each(engineFacts())(
    "prints a model config for $name that the registry accepts, with the key it names",
    async (facts) => {
      const { code, out } = await run(["find-providers", facts.name]);
      expect(code).toBe(0);
      const [model] = RailsConfig.fromObject(parse(out) as object).models;
      if (model === undefined) throw new Error("There is no model");
      const make = (env: Readonly<Record<string, unknown>>) => () =>
        createModel(model, { env, hasEnv: true, fetch, clock: SYSTEM_CLOCK });
      const { key } = facts;
      expect(make(key === undefined ? ENV : { ...ENV, [key]: "k" })).not.toThrow();
      // An address of one's own needs none, so only those that say so ask for it.
      if (key !== undefined) expect(make(ENV)).toThrow(key);
    },
  );

  it("prints the same as JSON", async () => {
    expect(JSON.parse((await run(["find-providers", "--json"])).out)).toEqual(engineFacts());
    expect(JSON.parse((await run(["find-providers", "ollama", "--json"])).out)).toMatchObject([{ name: "ollama" }]);
  });

  it("suggests similar names", async () => {
    const { code, err } = await run(["find-providers", "openrooter"]);
    expect(code).toBe(2);
    expect(err).toContain('did you mean "openrouter"?');
  });
});
