import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Vault } from "../../../src/rails/vault/vault.ts";
import { LiteralReplacer } from "../../../src/text/literal-replacer.ts";
import { gated } from "../../support/gates.ts";

describe("Vault", () => {
  it("gives equal values one pseudonym, and different values different ones", () => {
    const vault = new Vault("numbered");
    expect(["a@x", "b@x", "a@x"].map((value) => vault.pseudonym("EMAIL", value))).toEqual([
      "<EMAIL_1>",
      "<EMAIL_2>",
      "<EMAIL_1>",
    ]);
  });

  it("uses no pseudonym that occurs in the request", () => {
    const vault = new Vault("numbered");
    vault.avoid((text) => text === "<EMAIL_1>");
    expect(vault.pseudonym("EMAIL", "a@x")).toBe("<EMAIL_2>");
  });

  it("maps values and pseudonyms one to one, whatever their labels", () => {
    const labels = fc.constantFrom("CARD", "SSN", "mail");
    const shapes = fc.constantFrom("123456", "12-34-56", "Ab1Cd2E", "a@b.io", "person1@example.com", "12");
    const styles = fc.constantFrom("numbered" as const, "fake" as const);
    fc.assert(
      fc.property(styles, fc.array(fc.tuple(labels, shapes, fc.nat(9)), { maxLength: 12 }), (style, found) => {
        const vault = new Vault(style);
        const all = found.map(([label, shape, digit]) => [label, shape.replace("1", String(digit))] as const);
        vault.avoid((text) => all.some(([, value]) => value === text));
        for (const [label, value] of all) expect(vault.pseudonym(label, value)).not.toBe(value);
        const again = new Vault(style, vault.entries);
        again.pseudonym("CARD", "654321");
        const { entries } = again;
        expect(new Set(entries.map(({ pseudonym }) => pseudonym)).size).toBe(entries.length);
        for (const { pseudonym, value } of entries) {
          expect(gated(new LiteralReplacer(again.tree, "x"), [pseudonym]).text).toBe(value);
        }
      }),
    );
  });

  it("holds at most 4,096 values, and still finds those", () => {
    const vault = new Vault("numbered");
    for (let i = 0; i < 4_096; i++) vault.pseudonym("N", `value ${i}`);
    expect(() => vault.pseudonym("N", "one more")).toThrow("more than 4096 values");
    expect(vault.pseudonym("N", "value 0")).toBe("<N_1>");
  });

  it("throws if the request contains all possible pseudonyms", () => {
    const vault = new Vault("numbered");
    vault.avoid(() => true);
    expect(() => vault.pseudonym("EMAIL", "a@x")).toThrow("the request holds every pseudonym");
  });

  it("keeps the format of a value in a fake", () => {
    const vault = new Vault("fake");
    expect(vault.pseudonym("EMAIL", "me@site.com")).toBe("person1@example.com");
    expect(vault.pseudonym("CARD", "4111 1111 1111 1111")).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
    expect(vault.pseudonym("CARD", "4111 1111 1111 1111")).not.toBe("4111 1111 1111 1111");
  });

  it("numbers values that are so short that a fake may occur by chance", () => {
    expect(new Vault("fake").pseudonym("CVC", "1234-5")).toBe("<CVC_1>");
    expect(new Vault("fake").pseudonym("CVC", "1234-Ab")).toMatch(/^\d{4}-[A-Z][a-z]$/);
  });

  it("numbers values that are too long for a fake", () => {
    const tokens = [256, 257].map((length) => "k".repeat(length));
    expect(tokens.map((token) => new Vault("fake").pseudonym("KEY", token))).toEqual([
      expect.stringMatching(/^[a-z]{256}$/) as string,
      "<KEY_1>",
    ]);
  });

  it("restores a pseudonym within a value that a later rail finds", () => {
    const vault = new Vault("numbered");
    const inner = vault.pseudonym("EMAIL", "a@x");
    vault.pseudonym("LINE", `${inner}, ${inner}`);
    expect(vault.entries.map(({ value }) => value)).toEqual(["a@x", "a@x, a@x"]);
  });

  it("restores a value of a tool only after the user wrote it too, also within another value", () => {
    const vault = new Vault("numbered");
    const restored = (text: string): string => gated(new LiteralReplacer(vault.tree, "x"), [text]).text;
    const said = vault.pseudonym("EMAIL", "a@x", "tool");
    const line = vault.pseudonym("LINE", `mail: ${said}`);
    expect(restored(`${said}, ${line}`)).toBe(`${said}, mail: ${said}`);
    expect([vault.pseudonym("EMAIL", "a@x"), vault.pseudonym("EMAIL", "a@x", "tool")]).toEqual([said, said]);
    const kept = new Vault("numbered", vault.entries);
    expect([restored(said), gated(new LiteralReplacer(kept.tree, "x"), [said]).text]).toEqual(["a@x", "a@x"]);
  });

  it("does not restore text of the request that looks like a pseudonym", () => {
    const vault = new Vault("numbered", [{ origin: "user", label: "EMAIL", value: "a@x", pseudonym: "<EMAIL_1>" }]);
    vault.avoid((text) => text === "<EMAIL_1>");
    vault.pseudonym("MARK", "<EMAIL_1>");
    expect(vault.entries.at(-1)).toEqual({ origin: "user", label: "MARK", value: "<EMAIL_1>", pseudonym: "<MARK_1>" });
  });

  it("continues with the entries of an earlier request", () => {
    const first = new Vault("numbered");
    first.pseudonym("EMAIL", "a@x");
    const second = new Vault("numbered", first.entries);
    expect([second.pseudonym("EMAIL", "a@x"), second.pseudonym("EMAIL", "b@x")]).toEqual(["<EMAIL_1>", "<EMAIL_2>"]);
  });
});
