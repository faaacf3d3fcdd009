import { describe, expect, it, test } from "vitest";
import { maskText } from "../../../src/rails/vault/mask-text.ts";
import { Vault } from "../../../src/rails/vault/vault.ts";
import { withPseudonyms } from "../../../src/rails/vault/with-pseudonyms.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";

describe("maskText", () => {
  const emails = compilePatterns([String.raw`\w+@\w+`]);

  it("replaces what a gate masks by pseudonyms, also in JSON", () => {
    const vault = new Vault("numbered");
    const gate = (): PatternGate => new PatternGate(emails, { action: "mask", label: "email" });
    expect(maskText("me@x and you@x", gate(), vault)).toBe("<EMAIL_1> and <EMAIL_2>");
    expect(maskText(String.raw`{"a":"\u006de@x"}`, gate(), vault, "tool-call")).toBe('{"a":"<EMAIL_1>"}');
  });

  it("keeps JSON valid when a number is masked, also within a string", () => {
    const vault = new Vault("numbered");
    const cards = new PatternGate(compilePatterns([String.raw`\d{8}`]), { action: "mask", label: "CARD" });
    expect(maskText('{"a":12345678,"b":["no 12345678"]}', cards, vault, "tool-call")).toBe(
      '{"a":"<CARD_1>","b":["no <CARD_1>"]}',
    );
    expect(vault.entries.map(({ value }) => value)).toEqual(["12345678"]);
  });

  it("throws for text that the gate blocks", () => {
    expect(() => maskText("me@x", new PatternGate(emails), new Vault("numbered"))).toThrow("Cannot mask text");
  });
});

test("a finding that removes its text gets no pseudonym", () => {
  const vault = new Vault("numbered");
  const finding = {
    action: "mask",
    start: 1,
    end: 2,
    at: 1,
    replacement: "",
    label: "INVISIBLE",
    reason: "hidden",
  } as const;
  expect(withPseudonyms("a\u200bb", [finding], "text", (label, value) => vault.pseudonym(label, value))).toBe("ab");
  expect(vault.entries).toEqual([]);
});
