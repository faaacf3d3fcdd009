import * as fc from "fast-check";
import { expect, it, vi } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { type BlockedTermsSettings, blockedTermsSettings } from "../../../src/library/blocked-terms/settings.ts";
import { termGates } from "../../../src/library/blocked-terms/term-gate.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { readSettings } from "../../../src/library/resolve/settings.ts";
import type { RailSetup } from "../../../src/rails/spec.ts";
import { defineRailSpec } from "../../../src/rails/spec.ts";
import { TermTrie } from "../../../src/text/patterns/program/term-trie.ts";
import { gated } from "../../support/gates.ts";

const spec = defineRailSpec<BlockedTermsSettings>({
  flows: {},
  settings: { key: "blocked_terms", schema: blockedTermsSettings },
  create: ({ flow }: RailSetup<BlockedTermsSettings>) => ({
    name: flow,
    reads: "window",
    check: () => ({ outcome: "allow" }),
  }),
});

const settingsOf = (...lists: readonly object[]): BlockedTermsSettings => {
  const config = RailsConfig.fromObject({ rails: { config: { blocked_terms: { lists } } } });
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
  "compiles terms at %s once for all flows of a config, and for levels with equal terms (%s)",
  (level, terms, programs) => {
    const settings = settingsOf({ terms, level });
    const compile = vi.spyOn(TermTrie.prototype, "compile");
    const [block, mask] = [termGates(settings, "block")(), termGates(settings, "mask")()];
    expect(compile).toHaveBeenCalledTimes(programs);
    compile.mockRestore();
    expect(gated(block, ["A Blue Heron!"]).blocked).toMatchObject({ label: "BLOCKED_TERM" });
    expect(gated(mask, ["A Blue Heron!"]).text).toBe("A <BLOCKED_TERM>!");
  },
);

const LIST = fc.record({
  name: fc.constantFrom("BIRD", "NIGHT"),
  terms: fc.uniqueArray(fc.constantFrom("heron", "Heron", "blue heron", "Night", "owls"), {
    minLength: 1,
    maxLength: 2,
  }),
  level: fc.constantFrom("exact", "fold", "squash", "decode"),
  case_sensitive: fc.boolean(),
  whole_words: fc.boolean(),
});
const TEXT = fc.string({
  unit: fc.constantFrom(
    "heron",
    "Heron",
    "h.e.r.o.n",
    "ｈｅｒｏｎ",
    "NIGHT",
    "n1ght",
    "b2xkIG93bHM=",
    "ry",
    " ",
    " blue ",
  ),
  maxLength: 6,
});

it("finds the union of what each list finds", () => {
  const find = (lists: readonly object[], text: string): boolean =>
    gated(termGates(settingsOf(...lists), "block")(), [text]).blocked !== undefined;
  fc.assert(
    fc.property(fc.array(LIST, { minLength: 2, maxLength: 3 }), TEXT, (lists, text) => {
      expect(find(lists, text)).toBe(lists.some((list) => find([list], text)));
    }),
    { numRuns: 300 },
  );
});

it.each(["terms", "exceptions"])(
  "accepts %s of up to 500 characters, and rejects what is not a list of strings",
  (key) => {
    const read = (texts: unknown) => (): unknown => settingsOf({ terms: ["a"], [key]: texts });
    expect(read(["a".repeat(500)])).not.toThrow();
    expect(read(["a".repeat(501)])).toThrow("at most 500 characters");
    for (const wrong of [5, { a: 1 }, [5], [["a"]], [{}]]) expect(read(wrong)).toThrow(ConfigError);
  },
);

it("matches whole words in any case by default", () => {
  const blocks = (own: object, text: string): boolean =>
    gated(termGates(settingsOf({ terms: ["heron"], ...own }), "block")(), [text]).blocked !== undefined;
  expect(["HERON", "herons"].map((text) => blocks({}, text))).toEqual([true, false]);
  expect(["HERON", "herons"].map((text) => blocks({ case_sensitive: true }, text))).toEqual([false, false]);
  expect(["HERON", "herons"].map((text) => blocks({ whole_words: false }, text))).toEqual([true, true]);
});
