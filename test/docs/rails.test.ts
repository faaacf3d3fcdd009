import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { railsPage } from "../../scripts/rails-table.ts";
import { GROUP_KEYS } from "../../src/config/rail-groups.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { builtInRails } from "../../src/library/catalog.ts";
import { REFUSED_FLOWS } from "../../src/library/nemo/flows.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import { NEMO_FLOWS } from "./nemo-flows.ts";

const EXAMPLES = new URL("../../examples/rails/", import.meta.url);
const FILES = readdirSync(EXAMPLES).filter((file) => file.endsWith(".yml"));

/** A value for every variable that a rail reads. */
const ENV = Object.fromEntries([
  ...builtInRails().flatMap(({ env = [] }) => env.map((name) => [name, "https://stand-in.invalid"])),
  ["NVIDIA_API_KEY", "stand-in"],
  [
    "GOOGLE_APPLICATION_CREDENTIALS",
    JSON.stringify({ client_email: "rails@project.test", private_key_id: "1", private_key: "stand-in" }),
  ],
]) as Readonly<Record<string, string>>;

const load = (yamlContent: string): LLMRails =>
  new LLMRails(RailsConfig.fromContent({ yamlContent }), { llm: scriptedModel({}), env: ENV });

describe("docs/rails.md", () => {
  it("is the output of `npm run generate:rails`", () => {
    expect(readFileSync(new URL("../../docs/rails.md", import.meta.url), "utf8")).toBe(railsPage());
  });

  it("has an example for every flow that can run", () => {
    const rows = railsPage().split("\n");
    const without = builtInRails()
      .flatMap((spec) => Object.keys(spec.flows))
      .filter((flow) => !rows.some((row) => row.startsWith(`| \`${flow}\` |`) && row.includes(".yml)")));
    expect(without).toEqual(["cleanlab trustworthiness"]);
  });

  it.each([...NEMO_FLOWS])("covers NeMo Guardrails' `%s`: it is in the catalog or rejected with the reason", (flow) => {
    const isBuilt = builtInRails().some((spec) => flow in spec.flows);
    expect(isBuilt).toBe(!REFUSED_FLOWS.has(flow));
    expect(railsPage()).toContain(`| \`${flow}\` |`);
  });

  it.each([...REFUSED_FLOWS])("`%s` is rejected with its reason", (flow, { groups, reason }) => {
    for (const group of groups) {
      const rails = { [GROUP_KEYS[group]]: { flows: [flow] } };
      expect(() => load(JSON.stringify({ rails }))).toThrow(reason);
    }
  });
});

describe("the configs of examples/rails", () => {
  it.each(FILES)("%s loads", (file) => {
    expect(() => load(readFileSync(new URL(file, EXAMPLES), "utf8"))).not.toThrow();
  });

  it.each(FILES)("%s loads for a stream with stream_first off", (file) => {
    const written = parse(readFileSync(new URL(file, EXAMPLES), "utf8")) as {
      readonly rails: { readonly output?: object };
    };
    const output = { ...written.rails.output, streaming: { enabled: true, stream_first: false } };
    expect(() => load(JSON.stringify({ ...written, rails: { ...written.rails, output } }))).not.toThrow();
  });
});
