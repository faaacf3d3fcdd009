import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { FULL_ACCESS } from "../../src/server/access.ts";
import type { Choice } from "../../src/server/model-choice.ts";
import { RailsRegistry } from "../../src/server/rails-registry.ts";
import { scripted } from "./gateway.ts";

const ids = Array.from({ length: 8 }, (_, index) => `c${index}`);
const config = scripted({});
const registryOf = (): RailsRegistry =>
  new RailsRegistry({ configs: Object.fromEntries(ids.map((id) => [id, config])), defaultConfigId: "c0" });

const choiceOf = (registry: RailsRegistry, configIds: readonly string[]): Choice =>
  registry.choose({ configIds }, FULL_ACCESS);

describe("RailsRegistry", () => {
  it("creates each combination once, whatever the order and repetitions", () => {
    const registry = registryOf();
    const first = registry.rails(choiceOf(registry, ["c1", "c2"]));
    expect(registry.rails(choiceOf(registry, ["c2", "c1", "c2"]))).toBe(first);
    expect(registry.rails(choiceOf(registry, ["c1"]))).not.toBe(first);
  });

  it("uses the default for a request without a config", () => {
    expect(choiceOf(registryOf(), [])).toEqual({ ids: ["c0"] });
  });

  it("does not confuse two config ids with the id of one (D5)", () => {
    const registry = new RailsRegistry({ configs: { a: config, b: config, "a-b": config } });
    const keys = [["a", "b"], ["a-b"]].map((names) => registry.rails(choiceOf(registry, names)));
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("keeps the 64 most recently used combinations (E7)", () => {
    const registry = registryOf();
    const subsets = Array.from({ length: 64 }, (_, bits) => ids.filter((_id, at) => ((bits + 1) >> at) & 1));
    const [first = [], second = []] = subsets;
    const kept = registry.rails({ ids: first });
    const dropped = registry.rails({ ids: second });
    for (const subset of subsets.slice(2)) registry.rails({ ids: subset });
    expect(registry.rails({ ids: first })).toBe(kept);
    registry.rails({ ids });
    expect(registry.rails({ ids: first })).toBe(kept);
    expect(registry.rails({ ids: second })).not.toBe(dropped);
  });

  it("reports an invalid config at every use", () => {
    const broken = scripted({}, { output: { flows: ["no such flow"] } });
    const registry = new RailsRegistry({ configs: { broken } });
    for (let turn = 0; turn < 2; turn += 1) expect(() => registry.rails({ ids: ["broken"] })).toThrow(ConfigError);
  });
});
