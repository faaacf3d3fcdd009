import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { RailsRegistry } from "../../src/server/rails-registry.ts";
import { scripted } from "./gateway.ts";

const ids = Array.from({ length: 8 }, (_, index) => `c${index}`);
const config = scripted({});
const registryOf = (): RailsRegistry =>
  new RailsRegistry({ configs: Object.fromEntries(ids.map((id) => [id, config])), defaultConfigId: "c0" });

describe("RailsRegistry", () => {
  it("makes each combination once, whatever the order and the repeats", () => {
    const registry = registryOf();
    const first = registry.rails(registry.resolve(["c1", "c2"]));
    expect(registry.rails(registry.resolve(["c2", "c1", "c2"]))).toBe(first);
    expect(registry.rails(registry.resolve(["c1"]))).not.toBe(first);
  });

  it("takes the default for a request that names nothing", () => {
    expect(registryOf().resolve([])).toEqual(["c0"]);
  });

  it("does not take the ids of two configs for the id of one (D5)", () => {
    const registry = new RailsRegistry({ configs: { a: config, b: config, "a-b": config } });
    const keys = [["a", "b"], ["a-b"]].map((names) => registry.rails(registry.resolve(names)));
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("keeps at most 64 combinations, the latest used (E7)", () => {
    const registry = registryOf();
    const subsets = Array.from({ length: 64 }, (_, bits) => ids.filter((_id, at) => ((bits + 1) >> at) & 1));
    const [first = [], second = []] = subsets;
    const kept = registry.rails(first);
    const dropped = registry.rails(second);
    for (const subset of subsets.slice(2)) registry.rails(subset);
    expect(registry.rails(first)).toBe(kept);
    registry.rails(ids);
    expect(registry.rails(first)).toBe(kept);
    expect(registry.rails(second)).not.toBe(dropped);
  });

  it("tells a config that cannot work when it is asked for, every time", () => {
    const broken = scripted({}, { output: { flows: ["no such flow"] } });
    const registry = new RailsRegistry({ configs: { broken } });
    for (let turn = 0; turn < 2; turn += 1) expect(() => registry.rails(["broken"])).toThrow(ConfigError);
  });
});
