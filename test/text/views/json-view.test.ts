import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldText } from "../../../src/text/held-text.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { GateStep, TextGate } from "../../../src/text/text-gate.ts";
import { JsonReader } from "../../../src/text/views/json-reader.ts";
import { JsonView } from "../../../src/text/views/json-view.ts";
import { PlainView } from "../../../src/text/views/plain-view.ts";
import { gated } from "../../support/gates.ts";

const SECRET = compilePatterns(["sk-[a-z0-9]{4}"]);

const run = (pieces: readonly string[]): { readonly text: string; readonly blocked: boolean } => {
  const { text, blocked } = gated(new JsonView(new PatternGate(SECRET)), pieces);
  return { text, blocked: blocked !== undefined };
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

describe("JsonView", () => {
  it("passes JSON without findings unchanged, including escapes", () => {
    const json = JSON.stringify({ path: 'C:\\x "y"', emoji: "\u{1f600}", text: "a\nb\u0001" });
    expect(run([json])).toEqual({ text: json, blocked: false });
    expect(run(json.split(""))).toEqual({ text: json, blocked: false });
  });

  it.each([
    ['{"k":"sk-ab12"}', '{"k":"'],
    ['{"k":"sk\\u002dab12"}', '{"k":"'],
    [`{"k":"${escaped("sk-ab12")}"}`, '{"k":"'],
    ['{"a":"x","k":"s\\u006b-\\u0061b12 tail"}', '{"a":"x","k":"'],
  ])("blocks %s before any of it is released", (json, delivered) => {
    expect(run([json])).toEqual({ text: delivered, blocked: true });
  });

  it("reads an escaped backslash as one, not as the start of an escape", () => {
    expect(run(['{"k":"s\\\\u006b-ab12"}']).blocked).toBe(false);
  });

  it("holds a number that may still become a string, up to 64 digits", () => {
    const view = new JsonView(new PatternGate(SECRET));
    expect(view.feed("[").text).toBe("[");
    let held = 0;
    for (let digits = 1; digits <= 500; digits++) {
      held += 1 - view.feed("1").text.length;
      expect(held).toBe(digits % 64);
    }
    const other = new JsonView(new PatternGate(SECRET));
    expect(other.feed(`[${"1".repeat(63)}`).text).toBe("[");
    expect(other.feed(",").text).toBe(`${"1".repeat(63)},`);
  });

  it("returns an incomplete escape at the end", () => {
    expect(run(["abc\\u00"])).toEqual({ text: "abc\\u00", blocked: false });
  });

  it("does not depend on chunking", () => {
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

  it("blocks what a pattern matches in the parsed value, whichever characters are escaped", () => {
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

describe("JsonReader", () => {
  it("inverts JSON.stringify, and maps each unit to its source", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        const literal = JSON.stringify(value).slice(1, -1);
        const machine = new JsonReader();
        const decoded = machine.feed(literal) + machine.end();
        expect(decoded).toBe(value);
        for (let i = 0; i < value.length; i++) {
          const from = machine.offset(i);
          expect(JSON.parse(`"${literal.slice(0, from)}"`) as string).toBe(value.slice(0, i));
        }
      }),
    );
  });
});

/** Masks every match of a pattern within one chunk. */
class MaskGate implements TextGate {
  readonly #held = new HeldText();
  readonly #pattern: RegExp;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  feed(text: string): GateStep {
    this.#held.add(text);
    return this.#held.step();
  }

  end(): GateStep {
    const text = this.#held.slice(0, this.#held.end);
    for (const match of text.matchAll(this.#pattern)) {
      this.#held.mask(match.index, match.index + match[0].length, '<"R">', { reason: "a match" });
    }
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }
}

describe("masks in JSON", () => {
  const masked = (json: string, pattern: RegExp): string => gated(new JsonView(new MaskGate(pattern)), [json]).text;

  it.each<[string, string, RegExp, string]>([
    ["in a string", '{"a":"me@x.io ok"}', /\w+@\w+\.io/g, String.raw`{"a":"<\"R\"> ok"}`],
    [
      "written with escapes",
      String.raw`{"a":"\u006de\u0040x.io","b":"\n"}`,
      /me@x\.io/g,
      String.raw`{"a":"<\"R\">","b":"\n"}`,
    ],
    ["in a key", '{"me@x.io":1}', /me@x\.io/g, String.raw`{"<\"R\">":1}`],
    ["a whole number", '{"n":4111,"m":5}', /4111/g, String.raw`{"n":"<\"R\">","m":5}`],
    ["a part of a number", '{"n":14111.5}', /4111/g, String.raw`{"n":"1<\"R\">.5"}`],
    ["two parts of a number", "[11211]", /11/g, String.raw`["<\"R\">2<\"R\">"]`],
    ["over the end of a string", '["ab","cd"]', /b","c/g, String.raw`["a<\"R\">","<\"R\">d"]`],
    ["over a string and a number", '["ab",12]', /b",1/g, String.raw`["a<\"R\">","<\"R\">2"]`],
    ["in a text that is no JSON", "call 4111 now", /4111/g, 'call "<\\"R\\">" now'],
  ])("replace %s", (_where, json, pattern, expected) => {
    expect(masked(json, pattern)).toBe(expected);
  });

  const json = fc
    .jsonValue({ maxDepth: 2 })
    .map((value) =>
      JSON.stringify(value).replaceAll(/"(?:\\.|[^"\\])*"/g, (literal) => literal.replaceAll("a", String.raw`\u0061`)),
    );

  it("leave JSON that can be parsed, for any match and chunking", () => {
    const patterns = ["a", "[0-9]+", "a.{0,6}", '[a-z"]+,', String.raw`\d\W+\w`, "e", "[^x]{3}"];
    const cut = json.chain((text) => fc.tuple(fc.constant(text), cuts(text)));
    fc.assert(
      fc.property(cut, fc.constantFrom(...patterns), ([text, pieces], pattern) => {
        const whole = masked(text, new RegExp(pattern, "g"));
        expect(() => JSON.parse(whole) as unknown).not.toThrow();
        expect(gated(new JsonView(new MaskGate(new RegExp(pattern, "g"))), pieces).text).toBe(whole);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are reported with their offsets in the JSON", () => {
    const { findings, text } = gated(new JsonView(new MaskGate(/x/g)), [String.raw`["\u0078","x"]`]);
    expect(text).toBe(String.raw`["<\"R\">","<\"R\">"]`);
    expect(findings).toMatchObject([
      { start: 2, end: 8, at: 2, replacement: String.raw`<\"R\">` },
      { start: 11, end: 12, at: 12 },
    ]);
  });

  it("without a finding are a failure of the gate", () => {
    const silent: TextGate = {
      feed: (text) => ({ text: text.replaceAll("secret", "******"), findings: [] }),
      end: () => ({ text: "", findings: [] }),
    };
    expect(() => new JsonView(silent).feed('{"a":"secret"}')).toThrow("without reporting");
    expect(() => new PlainView(silent).feed("a secret")).toThrow("without reporting");
    expect(new PlainView(silent).feed("nothing").text).toBe("nothing");
  });
});
