import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { maskMatches } from "../../../src/rails/vault/mask-matches.ts";
import { maskText } from "../../../src/rails/vault/mask-text.ts";
import { restoreStage } from "../../../src/rails/vault/restore-stage.ts";
import { ForbidOnly } from "../../../src/rails/vault/forbid-only.ts";
import { withPseudonyms } from "../../../src/rails/vault/with-pseudonyms.ts";
import { Vault } from "../../../src/rails/vault/vault.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import { LiteralReplacer, LiteralTree } from "../../../src/text/literal-replacer.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { StreamPart } from "../../../src/types.ts";
import { gated } from "../../support/gates.ts";
import { cut, sizes, tiny } from "../../text/cuts.ts";

describe("LiteralReplacer", () => {
  it("does what replacing the longest literal first in the whole text would, however the text is cut", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(tiny("ab<1>", 5).filter(Boolean), { minLength: 1, maxLength: 4 }),
        tiny("ab<1>", 30),
        sizes,
        (literals, text, at) => {
          const tree = new LiteralTree();
          literals.forEach((literal, index) => tree.add(literal, `[${index}]`));
          const longest = literals.toSorted((a, b) => b.length - a.length);
          const pattern = new RegExp(longest.map((one) => one.replaceAll(/[<>]/g, String.raw`\$&`)).join("|"), "g");
          const expected = text.replaceAll(pattern, (found) => `[${literals.indexOf(found)}]`);
          expect(gated(new LiteralReplacer(tree, "x"), cut(text, at)).text).toBe(expected);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("holds only what can still become a literal", () => {
    const tree = new LiteralTree();
    tree.add("<EMAIL_1>", "me@x.io");
    const gate = new LiteralReplacer(tree, "x");
    expect(gate.feed("a < b, <EMA").text).toBe("a < b, ");
    expect(gate.feed("X").text).toBe("<EMAX");
    expect(gate.feed("<EMAIL_1").text).toBe("");
    expect(gate.end().text).toBe("<EMAIL_1");
  });
});

describe("a vault", () => {
  it("gives a value one pseudonym, and another value another", () => {
    const vault = new Vault("numbered");
    expect(["a@x", "b@x", "a@x"].map((value) => vault.pseudonym("EMAIL", value))).toEqual([
      "<EMAIL_1>",
      "<EMAIL_2>",
      "<EMAIL_1>",
    ]);
  });

  it("uses no pseudonym that the request says already", () => {
    const vault = new Vault("numbered");
    vault.avoid((text) => text === "<EMAIL_1>");
    expect(vault.pseudonym("EMAIL", "a@x")).toBe("<EMAIL_2>");
  });

  it("never has one pseudonym for two values, whatever they are called, and leads back to each of them", () => {
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

  it("holds 4,096 values and no more, and still knows those it has", () => {
    const vault = new Vault("numbered");
    for (let i = 0; i < 4_096; i++) vault.pseudonym("N", `value ${i}`);
    expect(() => vault.pseudonym("N", "one more")).toThrow("more than 4096 values");
    expect(vault.pseudonym("N", "value 0")).toBe("<N_1>");
  });

  it("gives up where the request says all that it could put in a value's place", () => {
    const vault = new Vault("numbered");
    vault.avoid(() => true);
    expect(() => vault.pseudonym("EMAIL", "a@x")).toThrow("the request holds every pseudonym");
  });

  it("keeps the format of a value, where it fakes", () => {
    const vault = new Vault("fake");
    expect(vault.pseudonym("EMAIL", "me@site.com")).toBe("person1@example.com");
    expect(vault.pseudonym("CARD", "4111 1111 1111 1111")).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
    expect(vault.pseudonym("CARD", "4111 1111 1111 1111")).not.toBe("4111 1111 1111 1111");
  });

  it("fakes nothing so short that an answer may say it by chance", () => {
    expect(new Vault("fake").pseudonym("CVC", "1234-5")).toBe("<CVC_1>");
    expect(new Vault("fake").pseudonym("CVC", "1234-Ab")).toMatch(/^\d{4}-[A-Z][a-z]$/);
  });

  it("fakes nothing so long that an answer would be held for it", () => {
    const tokens = [256, 257].map((length) => "k".repeat(length));
    expect(tokens.map((token) => new Vault("fake").pseudonym("KEY", token))).toEqual([
      expect.stringMatching(/^[a-z]{256}$/) as string,
      "<KEY_1>",
    ]);
  });

  it("takes out what a pseudonym stands for, where a rail finds that once more", () => {
    const vault = new Vault("numbered");
    const inner = vault.pseudonym("EMAIL", "a@x");
    vault.pseudonym("LINE", `${inner}, ${inner}`);
    expect(vault.entries.map(({ value }) => value)).toEqual(["a@x", "a@x, a@x"]);
  });

  it("leads back to what a tool wrote only once the user wrote it too, and not by way of another value", () => {
    const vault = new Vault("numbered");
    const restored = (text: string): string => gated(new LiteralReplacer(vault.tree, "x"), [text]).text;
    const said = vault.pseudonym("EMAIL", "a@x", "tool");
    const line = vault.pseudonym("LINE", `mail: ${said}`);
    expect(restored(`${said}, ${line}`)).toBe(`${said}, mail: ${said}`);
    expect([vault.pseudonym("EMAIL", "a@x"), vault.pseudonym("EMAIL", "a@x", "tool")]).toEqual([said, said]);
    const kept = new Vault("numbered", vault.entries);
    expect([restored(said), gated(new LiteralReplacer(kept.tree, "x"), [said]).text]).toEqual(["a@x", "a@x"]);
  });

  it("takes what the request itself says for no pseudonym", () => {
    const vault = new Vault("numbered", [{ origin: "user", label: "EMAIL", value: "a@x", pseudonym: "<EMAIL_1>" }]);
    vault.avoid((text) => text === "<EMAIL_1>");
    vault.pseudonym("MARK", "<EMAIL_1>");
    expect(vault.entries.at(-1)).toEqual({ origin: "user", label: "MARK", value: "<EMAIL_1>", pseudonym: "<MARK_1>" });
  });

  it("goes on where an earlier request of the conversation ended", () => {
    const first = new Vault("numbered");
    first.pseudonym("EMAIL", "a@x");
    const second = new Vault("numbered", first.entries);
    expect([second.pseudonym("EMAIL", "a@x"), second.pseudonym("EMAIL", "b@x")]).toEqual(["<EMAIL_1>", "<EMAIL_2>"]);
  });
});

describe("maskText", () => {
  const emails = compilePatterns([String.raw`\w+@\w+`]);

  it("puts pseudonyms in the place of what a gate masks, also in JSON", () => {
    const vault = new Vault("numbered");
    const gate = (): PatternGate => new PatternGate(emails, { action: "mask", label: "email" });
    expect(maskText("me@x and you@x", gate(), vault)).toBe("<EMAIL_1> and <EMAIL_2>");
    expect(maskText(String.raw`{"a":"\u006de@x"}`, gate(), vault, "tool-call")).toBe('{"a":"<EMAIL_1>"}');
  });

  it("leaves JSON what it is where a number is masked, or what is said within a string", () => {
    const vault = new Vault("numbered");
    const cards = new PatternGate(compilePatterns([String.raw`\d{8}`]), { action: "mask", label: "CARD" });
    expect(maskText('{"a":12345678,"b":["no 12345678"]}', cards, vault, "tool-call")).toBe(
      '{"a":"<CARD_1>","b":["no <CARD_1>"]}',
    );
    expect(vault.entries.map(({ value }) => value)).toEqual(["12345678"]);
  });

  it("refuses what the gate forbids", () => {
    expect(() => maskText("me@x", new PatternGate(emails), new Vault("numbered"))).toThrow("Cannot mask text");
  });
});

describe("maskMatches", () => {
  const kinds = [
    { label: "mail", pattern: /\w+@\w+/ },
    { label: "WORD", pattern: /\w+/ },
  ];

  it("gives every match a pseudonym, the first and longest where they overlap, and the value back", () => {
    for (const ordered of [kinds, kinds.toReversed()]) {
      const vault = new Vault("numbered");
      expect(maskMatches("me@x, you", ordered, vault)).toBe("<MAIL_1>, <WORD_1>");
      expect(vault.entries.map(({ value }) => value)).toEqual(["me@x", "you"]);
    }
  });

  it("leaves a text without matches as it is, and takes no empty match for a value", () => {
    const vault = new Vault("numbered");
    expect(maskMatches("a b", [{ label: "X", pattern: /z*/ }], vault)).toBe("a b");
    expect(vault.entries).toEqual([]);
  });
});

describe("restoring", () => {
  const channels = ["text-delta", "reasoning-delta", "refusal-delta", "tool-call-delta"] as const;
  const delta = (type: (typeof channels)[number], choice: number, text: string): StreamPart =>
    type === "tool-call-delta" ? { type, choice, index: 0, text } : { type, choice, text };

  const values = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 12 }).filter((one) => !one.includes("<")),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  const piece = fc.oneof(
    fc.constantFrom("<", "<P", "<P_", "<P_1", "<P_9>", "P_1>", " ", "ok", "<<P_1>", "{}", '"'),
    fc.nat(2).map((index) => `<P_${index + 1}>`),
  );

  it("puts every value back where its pseudonym stands, in any channel and choice, however the answer is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.array(piece, { maxLength: 12 }),
        sizes,
        fc.constantFrom(...channels),
        fc.nat(3),
        async (all, pieces, at, type, choice) => {
          const vault = new Vault("numbered");
          for (const value of all) vault.pseudonym("P", value);
          const answer = type === "tool-call-delta" ? JSON.stringify(pieces.join("")) : pieces.join("");
          const stage = restoreStage(vault);
          const parts = cut(answer, at).map((text) => delta(type, choice, text));
          const seen = await collect(pipeline<StreamPart>(fromIterable(parts), [stage]));
          const text = seen.map((part) => ("text" in part ? part.text : "")).join("");
          const expected = pieces
            .join("")
            .replaceAll(/<P_(\d)>/g, (name, number: string) => all[Number(number) - 1] ?? name);
          expect(type === "tool-call-delta" ? (JSON.parse(text) as string) : text).toBe(expected);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("leaves JSON within a text what it is, whatever the value says and however the answer is cut", async () => {
    const word = tiny(String.raw`a"\,:{}` + "\n", 8).filter(Boolean);
    await fc.assert(
      fc.asyncProperty(word, tiny('a {}[]"\n', 6), sizes, async (value, before, at) => {
        const vault = new Vault("numbered");
        const name = vault.pseudonym("NAME", value);
        const json = JSON.stringify({ name, list: [`by ${name}`, 1] });
        const answer = `${before}\n\n\`\`\`json\n${json}\n\`\`\``;
        const parts = cut(answer, at).map((text): StreamPart => ({ type: "text-delta", choice: 0, text }));
        const restored = await collect(pipeline<StreamPart>(fromIterable(parts), [restoreStage(vault)]));
        const text = restored.map((part) => ("text" in part ? part.text : "")).join("");
        const told = JSON.parse(text.slice(text.lastIndexOf("```json") + 8, -4)) as { list: string[] };
        expect(Object.keys(told)).toEqual(["name", "list"]);
        expect(told).toMatchObject({ list: [`by ${(told as { name?: string }).name}`, 1] });
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads a pseudonym that is escaped in JSON: in arguments, and in a text where that was asked for as JSON", async () => {
    const [vault, value] = [new Vault("numbered"), 'a"b'];
    vault.pseudonym("P", value);
    const json = String.raw`{"to":"\u003cP_1\u003e"}`;
    for (const type of ["tool-call-delta", "text-delta"] as const) {
      const parts = [delta(type, 0, json)];
      const seen = await collect(pipeline<StreamPart>(fromIterable(parts), [restoreStage(vault, true)]));
      const text = seen.map((part) => ("text" in part ? part.text : "")).join("");
      expect(JSON.parse(text)).toEqual({ to: value });
    }
    const said = [delta("reasoning-delta", 0, 'Say "<P_1>')];
    const seen = await collect(pipeline<StreamPart>(fromIterable(said), [restoreStage(vault, true)]));
    expect(seen.map((part) => ("text" in part ? part.text : "")).join("")).toBe(`Say "${value}`);
  });

  it("holds almost nothing of ordinary text", () => {
    const vault = new Vault("numbered");
    for (let i = 0; i < 20; i++) vault.pseudonym("EMAIL", `person${i}@site.com`);
    const replacer = new LiteralReplacer(vault.tree, "x");
    const text = "Ordinary text, as people write it: 3 < 4, <b>bold</b> and so on. ".repeat(20);
    let [released, held] = [0, 0];
    for (let i = 0; i < text.length; i++) {
      released += replacer.feed(text.charAt(i)).text.length;
      held += i + 1 - released;
    }
    expect(held / text.length).toBeLessThanOrEqual(0.05);
  });

  it("still lets gates forbid what was put back, and mask nothing of it", () => {
    const gate = (action: "block" | "mask"): ForbidOnly =>
      new ForbidOnly(new PatternGate(compilePatterns(["me@x"]), { action }));
    expect(gated(gate("mask"), ["to m", "e@x now"])).toMatchObject({ text: "to me@x now", findings: [] });
    expect(gated(gate("block"), ["to m", "e@x now"])).toMatchObject({
      text: "to ",
      blocked: { start: 3, end: 7, at: 3 },
    });
    expect(gated(gate("block"), ["to me@x", " now", " and me@x"]).text).toBe("to ");
  });
});

test("what a rail takes away gets no pseudonym", () => {
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
