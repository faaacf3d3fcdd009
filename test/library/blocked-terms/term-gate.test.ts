import { expect, it, vi } from "vitest";
import { gated } from "../../support/gates.ts";
import type { RailSetup } from "../../../src/rails/spec.ts";
import { defineRailSpec } from "../../../src/rails/spec.ts";
import { readSettings } from "../../../src/library/resolve/settings.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { type BlockedTermsSettings, blockedTermsSettings } from "../../../src/library/blocked-terms/settings.ts";
import { termGates } from "../../../src/library/blocked-terms/term-gate.ts";
import { TermTrie } from "../../../src/text/patterns/program/term-trie.ts";

const spec = defineRailSpec<BlockedTermsSettings>({
  flows: {},
  settings: { key: "blocked_terms", schema: blockedTermsSettings },
  create: ({ flow }: RailSetup<BlockedTermsSettings>) => ({
    name: flow,
    reads: "window",
    check: () => ({ outcome: "allow" }),
  }),
});

const settingsOf = (terms: readonly string[], level: string): BlockedTermsSettings => {
  const config = RailsConfig.fromObject({ rails: { config: { blocked_terms: { lists: [{ terms, level }] } } } });
  const settings = readSettings(spec, config) as BlockedTermsSettings;
  expect(readSettings(spec, config)).toBe(settings);
  return settings;
};

it.each([
  ["exact", ["Blue Heron"], 1],
  ["fold", ["Blue Heron"], 1],
  ["fold", ["Blue Heron", "Ｎｉｇｈｔ Owl"], 2],
  ["squash", ["Blue Heron"], 2],
])(
  "compiles terms at %s once for all flows of a config, and for levels that read them alike (%s)",
  (level, terms, programs) => {
    const settings = settingsOf(terms, level);
    const compile = vi.spyOn(TermTrie.prototype, "compile");
    const [block, mask] = [termGates(settings, "block")(), termGates(settings, "mask")()];
    expect(compile).toHaveBeenCalledTimes(programs);
    compile.mockRestore();
    expect(gated(block, ["A Blue Heron!"]).blocked).toMatchObject({ label: "BLOCKED_TERM" });
    expect(gated(mask, ["A Blue Heron!"]).text).toBe("A <BLOCKED_TERM>!");
  },
);
