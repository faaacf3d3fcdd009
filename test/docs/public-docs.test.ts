import { describe, expect, it } from "vitest";
import { examplesOf, publicSymbols } from "./public-symbols.ts";

const SYMBOLS = publicSymbols();

/** Values nobody writes a line of their own with: what is thrown, and what is passed on as it is. */
const NO_EXAMPLE = /Error$|Wire$|Format$|Routes$|^(?:SYSTEM_CLOCK|POLICY|VERDICT_KIND)$/;

/** Classes that come out of other calls. */
const GIVEN: ReadonlySet<string> = new Set(["CheckedConfig", "ExplainInfo", "GenerationRun", "Vault"]);

describe("the public API", () => {
  it("is found: every entry has exports", () => {
    expect(SYMBOLS.length).toBeGreaterThan(300);
  });

  it("has a docstring for every symbol", () => {
    expect(SYMBOLS.filter(({ doc }) => doc.trim() === "").map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });

  it("has an example for what people call", () => {
    const lacking = SYMBOLS.filter(
      ({ name, isValue, doc }) => isValue && !NO_EXAMPLE.test(name) && !GIVEN.has(name) && examplesOf(doc).length === 0,
    );
    expect(lacking.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });
});
