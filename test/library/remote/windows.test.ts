import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { builtInRails } from "../../../src/library/catalog.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { KnownRails } from "../../../src/library/resolve/known-rails.ts";
import { collect, says } from "../../support/engine.ts";

const NAMES = /\b(?:Ann Lee|Ann|Lee)\b/g;

/** A GLiNER that knows a few names. */
const gliner: typeof fetch = async (input, init) => {
  const { text } = (await new Request(input, init).json()) as { readonly text: string };
  const entities = [...text.matchAll(NAMES)].map(({ 0: name, index }) => ({
    suggested_label: "name",
    start_position: index,
    end_position: index + name.length,
  }));
  return Response.json({ total_entities: entities.length, entities });
};

const answer = async (said: string, streaming: object): Promise<readonly string[]> => {
  const config = RailsConfig.fromObject({
    rails: {
      output: {
        flows: ["gliner mask pii on output"],
        streaming: { enabled: true, stream_first: false, ...streaming },
      },
      config: { gliner: { server_endpoint: "http://localhost:1235/v1/extract" } },
    },
  });
  const rails = new LLMRails(config, { llm: says(said), fetch: gliner, env: {} });
  return collect(rails.streamAsync({ prompt: "Who?" }));
};

describe("a service rail that masks on a stream", () => {
  it("masks the service's findings in each window", async () => {
    const left = await answer("I am Ann Lee and this is Lee. Bye.", { unit: "sentence", chunk_size: 8 });
    expect(left.join("")).toBe("I am [NAME] and this is [NAME]. Bye.");
  });

  it("masks the rest of a finding that started in the window before, if its start was masked, too", async () => {
    const left = await answer("I am Ann Lee.", { chunk_size: 3, context_size: 3 });
    expect(left.join("")).toBe("I am [NAME].");
  });

  it("blocks if delivered text turns out to be the start of a finding", async () => {
    const half: typeof fetch = async (input, init) => {
      const { text } = (await new Request(input, init).json()) as { readonly text: string };
      const start = text.indexOf("Ann Lee");
      const entities = start < 0 ? [] : [{ suggested_label: "name", start_position: start, end_position: start + 7 }];
      return Response.json({ entities });
    };
    const config = RailsConfig.fromObject({
      rails: {
        output: {
          flows: ["gliner mask pii on output"],
          streaming: { enabled: true, stream_first: false, chunk_size: 3, context_size: 3 },
        },
        config: { gliner: { server_endpoint: "http://localhost:1235/v1/extract" } },
      },
    });
    const rails = new LLMRails(config, { llm: says("I am Ann Lee."), fetch: half, env: {} });
    const stream = rails.streamAsync({ prompt: "Who?" });
    const left = (await collect(stream)).join("");
    expect(left).not.toContain("Lee");
    expect(await stream.outcome).toMatchObject({ status: "blocked", code: "rail_execution_failure" });
  });
});

describe("the library", () => {
  it("has each service's flow once, and names its variables", () => {
    const { specs } = new KnownRails([], builtInRails());
    const flows = specs.flatMap(({ flows: own }) => Object.keys(own));
    expect(new Set(flows).size).toBe(flows.length);
    expect(specs.flatMap(({ env = [] }) => env).every((name) => /^[A-Z\d_]+$/.test(name))).toBe(true);
  });
});
