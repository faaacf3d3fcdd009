import { describe, expect, it } from "vitest";
import { maskMatches } from "../../../src/rails/vault/mask-matches.ts";
import { Vault } from "../../../src/rails/vault/vault.ts";

describe("maskMatches", () => {
  const kinds = [
    { label: "mail", pattern: /\w+@\w+/ },
    { label: "WORD", pattern: /\w+/ },
  ];

  it("replaces every match by a pseudonym; of overlapping matches the first and longest", () => {
    for (const ordered of [kinds, kinds.toReversed()]) {
      const vault = new Vault("numbered");
      expect(maskMatches("me@x, you", ordered, vault)).toBe("<MAIL_1>, <WORD_1>");
      expect(vault.entries.map(({ value }) => value)).toEqual(["me@x", "you"]);
    }
  });

  it("leaves a text without matches unchanged, and ignores empty matches", () => {
    const vault = new Vault("numbered");
    expect(maskMatches("a b", [{ label: "X", pattern: /z*/ }], vault)).toBe("a b");
    expect(vault.entries).toEqual([]);
  });
});
