import { describe, expect, it } from "vitest";
import { examplesOf, publicSymbols } from "./public-symbols.ts";

const SYMBOLS = publicSymbols();

/** Exports without an example: errors that are thrown, and values that are only passed on. */
const NO_EXAMPLE = /Error$|Wire$|Format$|Routes$|^(?:SYSTEM_CLOCK|POLICY|VERDICT_KIND)$/;

/** Classes that are returned by other calls. */
const GIVEN: ReadonlySet<string> = new Set(["CheckedConfig", "ExplainInfo", "GenerationRun", "Vault"]);

describe("the public API", () => {
  it("has exports in every entry", () => {
    expect(SYMBOLS.length).toBeGreaterThan(300);
  });

  it("has a docstring for every symbol", () => {
    expect(SYMBOLS.filter(({ doc }) => doc.trim() === "").map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });

  it("has an example for every callable export", () => {
    const lacking = SYMBOLS.filter(
      ({ name, isValue, doc }) => isValue && !NO_EXAMPLE.test(name) && !GIVEN.has(name) && examplesOf(doc).length === 0,
    );
    expect(lacking.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });
});
