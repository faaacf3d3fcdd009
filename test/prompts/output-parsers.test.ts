import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { isContentSafe, outputParser, verdictParser } from "../../src/prompts/output-parsers.ts";

describe("isContentSafe", () => {
  it("limits the violations in number and length", () => {
    const { violations } = isContentSafe(`unsafe\n${"x".repeat(1000)},${"S1,".repeat(5000)}`);
    expect(violations).toHaveLength(32);
    expect(violations[0]).toHaveLength(64);
  });

  it("does not allow if the decision is followed by a word, a question or the other decision", () => {
    const words = fc
      .stringMatching(/^[a-z]{2,12}$/)
      .filter((word) => !/^(?:it|this|that|the|there|because|since|as)$/.test(word));
    fc.assert(
      fc.property(fc.constantFrom("No", "safe", "allowed"), words, (word, more) => {
        expect(isContentSafe(`${word} ${more}`).allowed).toBe(false);
        expect(isContentSafe(`${word}? ${more}`).allowed).toBe(false);
        expect(isContentSafe(`${word}, ${more}: yes`).allowed).toBe(false);
      }),
    );
  });

  it("never throws, and never allows an unrecognized answer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (answer) => {
        const { allowed, recognised } = isContentSafe(answer);
        expect(allowed && !recognised).toBe(false);
      }),
    );
  });
});

const fine = { allowed: true, violations: [], recognised: true };

describe("outputParser", () => {
  it.each([
    ["user_intent", " User intent: express greeting ", "  express greeting"],
    ["user_intent", "express greeting", "express greeting"],
    ["bot_intent", "Bot intent: express greeting", "bot express greeting"],
    ["bot_message", 'Bot message: "Hi"', '  "Hi"'],
    [
      "verbose_v1",
      ' User message: "Hello"\nuser intent: greet\nBot intent: greet\nBot message: "Hi"\nrest ',
      'user "Hello"\n  greet\nbot greet\n  "Hi"\nrest',
    ],
  ])("%s parses the text %j", (name, answer, expected) => {
    const parser = outputParser(name);
    expect(parser.kind === "text" && parser.parse(answer)).toBe(expected);
  });

  it("prefers a custom parser", () => {
    const custom = { is_content_safe: { kind: "verdict", parse: () => fine } } as const;
    expect(verdictParser("is_content_safe", custom)("yes")).toEqual(fine);
  });

  it.each(["is_content_saf", "constructor", "__proto__", "toString"])(
    "rejects the unknown name %j and lists the known ones",
    (name) => {
      expect(() => outputParser(name)).toThrow(ConfigError);
      expect(() => outputParser(name, { mine: { kind: "text", parse: String } })).toThrow(
        /is_content_safe, mine, nemoguard/,
      );
    },
  );

  it("rejects a text parser for a verdict", () => {
    expect(() => verdictParser("bot_message")).toThrow(/gives a text/);
  });
});
