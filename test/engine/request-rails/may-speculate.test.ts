import { expect, it } from "vitest";
import type { InputRailsConfig } from "../../../src/config/config-types.ts";
import { maySpeculate } from "../../../src/engine/request-rails/may-speculate.ts";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import { replacingGate } from "../../support/gates.ts";

const judge = (own: Partial<CheckRail> = {}): Rail =>
  defineRail({ name: "judge", reads: "whole", check: () => ({ outcome: "allow" }), ...own });
const gate = defineRail({ name: "gate", reads: "incremental", createGate: () => replacingGate("a", "b") });

const SPECULATES = { speculativeGeneration: true } as InputRailsConfig;

it.each<[string, readonly Rail[], Partial<InputRailsConfig>, boolean]>([
  ["judges that only judge", [judge(), judge()], {}, true],
  ["a judge beside a gate", [gate, judge()], {}, true],
  ["gates alone, which have read before", [gate], {}, false],
  ["nothing", [], {}, false],
  ["a judge that rewrites", [judge(), judge({ transforms: true })], {}, false],
  ["a judge that sets variables", [judge({ sets: true }), judge()], {}, false],
  ["judges and pseudonyms", [judge()], { pseudonyms: {} as NonNullable<InputRailsConfig["pseudonyms"]> }, false],
  ["judges, where the config does not say so", [judge()], { speculativeGeneration: false }, false],
])("decides whether a model starts beside its judges: %s", (_, rails, own, may) => {
  expect(maySpeculate(rails, { ...SPECULATES, ...own })).toBe(may);
});
