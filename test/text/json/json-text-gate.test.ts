import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonTextGate } from "../../../src/text/json/json-text-gate.ts";
import { JsonUnescaper } from "../../../src/text/json/json-unescaper.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";

const SECRET = compilePatterns(["sk-[a-z0-9]{4}"]);
const gate = (): JsonTextGate => new JsonTextGate(() => new PatternGate(SECRET));

const run = (pieces: readonly string[]): { readonly text: string; readonly blocked: boolean } => {
  const machine = gate();
  const text = pieces.map((piece) => machine.feed(piece)).join("") + machine.end();
  return { text, blocked: machine.blocked !== undefined };
};

const escaped = (text: string): string =>
  text
    .split("")
    .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

const cuts = (text: string): fc.Arbitrary<string[]> =>
  fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }).map((points) => {
    const sorted = [0, ...points.sort((a, b) => a - b), text.length];
    return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
  });

describe("JsonTextGate", () => {
  it("lets JSON without anything forbidden through unchanged, escapes and all", () => {
    const json = JSON.stringify({ path: 'C:\\x "y"', emoji: "\u{1f600}", text: "a\nb\u0001" });
    expect(run([json])).toEqual({ text: json, blocked: false });
    expect(run(json.split(""))).toEqual({ text: json, blocked: false });
  });

  it.each([
    ['{"k":"sk-ab12"}', '{"k":"'],
    ['{"k":"sk\\u002dab12"}', '{"k":"'],
    [`{"k":"${escaped("sk-ab12")}"}`, '{"k":"'],
    ['{"a":"x","k":"s\\u006b-\\u0061b12 tail"}', '{"a":"x","k":"'],
  ])("blocks %s before any of it leaves", (json, delivered) => {
    expect(run([json])).toEqual({ text: delivered, blocked: true });
  });

  it("reads an escaped backslash as one, not as the beginning of an escape", () => {
    expect(run(['{"k":"s\\\\u006b-ab12"}']).blocked).toBe(false);
  });

  it("gives an incomplete escape back at the end", () => {
    expect(run(["abc\\u00"])).toEqual({ text: "abc\\u00", blocked: false });
  });

  it("does not depend on how the text is cut", () => {
    const jsons = [
      '{"k":"s\\u006b-ab12"}',
      '{"k":"sk-zz","l":"\\u0073k-1\\n"}',
      JSON.stringify({ a: "sk-\\sk-", b: "\n" }),
    ];
    for (const json of jsons) {
      const whole = run([json]);
      fc.assert(
        fc.property(cuts(json), (pieces) => {
          expect(run(pieces)).toEqual(whole);
        }),
        { numRuns: 300 },
      );
    }
  });

  it("blocks what a pattern forbids in the parsed value, whichever characters are escaped", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (around, mask) => {
          const secret = "sk-ab12"
            .split("")
            .map((char, index) => (mask[index] === true ? escaped(char) : char))
            .join("");
          const json = `{"k":"${JSON.stringify(around).slice(1, -1)}${secret}"}`;
          const { text, blocked } = run(json.split(""));
          expect(blocked).toBe(true);
          expect(json.startsWith(text)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("JsonUnescaper", () => {
  it("undoes what JSON.stringify does, and knows where each unit came from", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        const literal = JSON.stringify(value).slice(1, -1);
        const machine = new JsonUnescaper();
        const decoded = machine.feed(literal) + machine.end();
        expect(decoded).toBe(value);
        for (let i = 0; i < value.length; i++) {
          const from = machine.sourceOffset(i);
          expect(JSON.parse(`"${literal.slice(0, from)}"`) as string).toBe(value.slice(0, i));
        }
      }),
    );
  });
});
