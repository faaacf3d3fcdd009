import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldText } from "../../../src/text/held-text.ts";
import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { RuleGate } from "../../../src/text/patterns/rule-gate.ts";
import type { GateStep, TextFinding, TextGate } from "../../../src/text/text-gate.ts";
import { JsonPrefix } from "../../../src/text/views/json-prefix.ts";
import { PlainView } from "../../../src/text/views/plain-view.ts";
import { gated } from "../../support/gates.ts";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The text that closes all open brackets outside of strings. */
const closers = (text: string): string => {
  const open: string[] = [];
  for (const bracket of text.replaceAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)/gs, "").replaceAll(/[^[\]{}]/g, "")) {
    if (bracket === "{" || bracket === "[") open.push(bracket === "{" ? "}" : "]");
    else open.pop();
  }
  return open.reverse().join("");
};

/** Texts that may follow before all brackets are closed. */
const MIDDLES = ["", "1", ":1", '"":1', '"', '":1'];

const read = (text: string): JsonPrefix => {
  const prefix = new JsonPrefix();
  for (const unit of text) prefix.read(unit);
  return prefix;
};

describe("a gate that only blocks", () => {
  const program = compilePatterns(["\\d{4}"]);
  const rules = compileRules([{ id: "PIN", pattern: "\\d{4}" }]);
  const gates: readonly (readonly [boolean, TextGate])[] = [
    [true, new PatternGate(program)],
    [false, new PatternGate(program, { action: "mask" })],
    [true, new RuleGate(rules)],
    [false, new RuleGate(rules, { action: "mask" })],
    [false, new RuleGate(rules, { action: () => "block" })],
    [false, new RuleGate(rules, { onOverflow: "mask" })],
  ];

  it.each(gates)("declares it: %s", (onlyBlocks, gate) => {
    expect(gate.onlyBlocks).toBe(onlyBlocks);
  });

  it("is not tracked: a mask from it is inserted literally", () => {
    const masking = (onlyBlocks: boolean): TextGate => {
      const gate = new PatternGate(program, { action: "mask", replacement: "PIN" });
      return { onlyBlocks, feed: (text) => gate.feed(text), end: () => gate.end() };
    };
    expect(gated(new PlainView(masking(false)), ['{"pin": ', "1234}"]).text).toBe('{"pin": "PIN"}');
    expect(gated(new PlainView(masking(true)), ['{"pin": ', "1234}"]).text).toBe('{"pin": PIN}');
  });
});

describe("JsonPrefix", () => {
  const token = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "\\\\",
    '\\"',
    "1",
    "true",
    "null",
    "nul",
    " \t\r\n",
    "\u00a0",
    "\u0001",
  );

  it("accepts every prefix of valid JSON, and knows where a value may start", () => {
    fc.assert(
      fc.property(fc.constantFrom("{", "["), fc.array(token, { maxLength: 9 }), (first, tokens) => {
        let text = first;
        for (const next of ["", ...tokens]) {
          text += next;
          const prefix = read(text);
          if (isJson(text)) {
            expect([text, prefix.isBroken, prefix.goesOn]).toEqual([text, false, false]);
            return;
          }
          // An invalid word is detected only after its end.
          if (/nul$|\w{2}$/.test(text)) continue;
          const goesOn = MIDDLES.some((middle) => isJson(text + middle + closers(text)));
          expect([text, prefix.goesOn]).toEqual([text, goesOn]);
          expect([text, prefix.awaitsValue]).toEqual([text, isJson(`${text}[]${closers(text)}`)]);
          if (!goesOn) return;
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(["[1}", '{"a":1]', '{"a":1,1', '{"a":1,,', '["a":', "{,", '{"a"{', '["a\\",', "[1 2", '["\n'])(
    "knows that no text completes %j to JSON",
    (text) => expect([read(text).awaitsValue, isJson(`${text}[]${closers(text)}`)]).toEqual([false, false]),
  );

  it.each(['["a b", ', '["\\\\", ', '["a\\"", ', '{"\\"a": ', "[1, 2, ", '{"a":1, "b": ', '[{"a":[]}, '])(
    "knows that a value may follow %j",
    (text) => expect(read(text).awaitsValue).toBe(true),
  );

  it("accepts numbers and words up to 64 characters, and 256 levels", () => {
    expect([64, 65].map((length) => read(`[${"1".repeat(length)}`).isBroken)).toEqual([false, true]);
    expect([256, 257].map((depth) => read("[".repeat(depth)).isBroken)).toEqual([false, true]);
    expect(["[-1.5e+3,", "[1x,", "[truer]", "[false]"].map((text) => read(text).isBroken)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

/** Masks six consecutive digits as `<N>`, and blocks `!`. */
class NumberGate implements TextGate {
  readonly #held = new HeldText();

  feed(text: string): GateStep {
    this.#held.add(text);
    return this.#read(/\d{0,5}$/);
  }

  end(): GateStep {
    return this.#read(/$/);
  }

  #read(open: RegExp): GateStep {
    const held = this.#held;
    const { start, text } = held;
    const all = [...text.matchAll(/\d{6}|!/g)];
    for (const { index, 0: found } of all) {
      const [from, to] = [start + index, start + index + found.length];
      held.pass(from);
      if (found === "!") held.block(from, to, { reason: "!" });
      else held.mask(from, to, "<N>", { reason: "a number" });
      if (held.blocked) return held.step();
    }
    held.pass(held.end - (open.exec(held.text)?.[0].length ?? 0));
    return held.step();
  }
}

const LONG = "word ".repeat(2_000);
const FENCES = ["```", "~~~", "   ````js"];

describe("many masks in one step", () => {
  const viewed = (findings: readonly TextFinding[], text: string, masked: string): GateStep => {
    const gate: TextGate = { feed: () => ({ text: masked, findings }), end: () => ({ text: "", findings: [] }) };
    return new PlainView(gate).feed(text);
  };
  const mask = (start: number, end: number, at: number, replacement: string): TextFinding =>
    ({ action: "mask", start, end, at, replacement }) as TextFinding;

  it("are each looked at a few times, however many there are", () => {
    const count = 2_000;
    let looks = 0;
    const findings = Array.from({ length: count }, (_, place) => {
      const { start, ...rest } = mask(place * 2, place * 2 + 1, place * 2, "*");
      return Object.defineProperty(rest, "start", { get: () => (looks++, start) }) as TextFinding;
    });
    const step = viewed(findings, "a ".repeat(count), "* ".repeat(count));
    expect(step.text).toBe("* ".repeat(count));
    expect(step.findings).toHaveLength(count);
    expect(looks).toBeLessThan(20 * count);
  });

  it("may be insertions", () => {
    expect(viewed([mask(1, 1, 1, "X"), mask(1, 2, 2, "*")], "abc", "aX*c")).toMatchObject({ text: "aX*c" });
  });
});

describe("a mask in plain text", () => {
  it.each([
    ["of prose", "a 123456 {b", "a <N> {b"],
    ["of JSON", '{"a": 123456, "b": "123456", "c": [123456 ]}', '{"a": "<N>", "b": "<N>", "c": ["<N>" ]}'],
    ["of a key", '{"123456": 1}', '{"<N>": 1}'],
    ["behind JSON", '[1] 123456 {"a":1} 123456', '[1] <N> {"a":1} <N>'],
    ["of what turns out to be no JSON", "[a 123456, [123456", '[a <N>, ["<N>"'],
    ["of JSON that begins in what was none", "[x{[123456]", '[x{["<N>"]'],
    ["of JSON behind much else", `${LONG}{"a":123456}`, `${LONG}{"a":"<N>"}`],
    ["of JSON over lines", '{\n"a":\n123456\n}\n123456', '{\n"a":\n"<N>"\n}\n<N>'],
  ])("is adapted to its surroundings: %s", (_of, text, expected) => {
    expect(gated(new PlainView(new NumberGate()), [text]).text).toBe(expected);
    expect(gated(new PlainView(new NumberGate()), text.split("")).text).toBe(expected);
  });

  it.each([
    ["with a fraction", '{"a": 123456.5, "b": [123456.50e-3]}', '{"a": "<N>.5", "b": ["<N>.50e-3"]}'],
    ["with an exponent", "[123456e3,123456E+10]", '["<N>e3","<N>E+10"]'],
    ["with several masks", '{"a":123456123456.123456}', '{"a":"<N><N>.<N>"}'],
    ["whose start was delivered", "[-123456, 1.123456, 1e123456, 2123456]", '[-0, 1.0, 1e0, "<N>6"]'],
    ["that is no JSON number", "[123456. The, [123456-7, [123456.5abc]", '["<N>". The, ["<N>"-7, ["<N>".5abc]'],
    ["of a key", '{"123456.5": 1}', '{"<N>.5": 1}'],
    ["that ends with the text", "[123456.5", '["<N>.5"'],
    ["longer than 64 code units", `[123456.${"1".repeat(60)}]`, '["<N>".0]'],
    ["in prose", "1.123456 and 123456.5", "1.<N> and <N>.5"],
  ])("covers the whole number: %s", (_what, text, expected) => {
    for (const pieces of [[text], text.split(""), text.match(/.{1,7}/g) ?? []]) {
      const { text: left, findings } = gated(new PlainView(new NumberGate()), pieces);
      expect(left).toBe(expected);
      for (const { at, replacement } of findings) expect(left.slice(at, at + replacement.length)).toBe(replacement);
      expect(findings).toEqual(gated(new PlainView(new NumberGate()), [text]).findings);
    }
  });

  it("waits for the end of a number only", () => {
    const fed = (...pieces: readonly string[]): readonly string[] => {
      const view = new PlainView(new NumberGate());
      return pieces.map((piece) => view.feed(piece).text);
    };
    expect(fed("[123456", ".", "5", " ", "]")).toEqual(["[", "", "", '"<N>.5" ', "]"]);
    expect(fed("[123456]", "a 123456", ".")).toEqual(['["<N>"]', "a <N>", "."]);
    expect(fed('["123456', ".x")).toEqual(['["<N>', ".x"]);
    const long = `.${"1x".repeat(28)}x`;
    expect(fed("[123456", long, "x")).toEqual(["[", "", `"<N>"${long}x`]);
  });

  it.each(FENCES)("remains one word in a code block that starts with %s", (fence) => {
    const lines = [
      ["f(123456)", "f(_N_)"],
      [`a = "123456" + 123456`, `a = "<N>" + _N_`],
      [`a = '\\'123456' + 123456`, `a = '\\'<N>' + _N_`],
      ["`123456` 123456 // 123456", "`<N>` _N_ // <N>"],
      ["f(123456.5, 1.123456, .123456)", "f(_N__5, 1.0, .0)"],
      ["f(123456).g; a[123456..2]", `f(_N_).g; a["<N>"..2]`],
      ["# 123456", "# <N>"],
      ["a -- 123456", "a -- <N>"],
      [" * 123456", " * <N>"],
      ["b/*123456", "b/*<N>"],
      ['x = {"a: 123456', 'x = {"a: <N>'],
      ["a--123456; x//123456; y#123456", "a--_N_; x//_N_; y#_N_"],
      [`${"x".repeat(1_000)}"123456`, `${"x".repeat(1_000)}"_N_`],
    ];
    const block = (place: 0 | 1): string =>
      [fence, ...lines.map((line) => line[place]), fence, place === 0 ? "123456" : "<N>"].join("\n");
    expect(gated(new PlainView(new NumberGate()), [block(0)]).text).toBe(block(1));
    expect(gated(new PlainView(new NumberGate()), block(0).split("")).text).toBe(block(1));
  });

  it.each([
    ["closes with a fence that is as long", "````\n```\n123456\n````\n123456", "````\n```\n_N_\n````\n<N>"],
    ["closes with a fence of its own kind", "~~~\n```\n123456\n~~~~\n123456", "~~~\n```\n_N_\n~~~~\n<N>"],
    ["is none where it is indented or in a line", "    ```\n123456\na ```\n123456", "    ```\n<N>\na ```\n<N>"],
    ["is none of two signs", "``\n123456", "``\n<N>"],
    ["begins behind what was no JSON", "{\n```\n123456", "{\n```\n_N_"],
    ["has begun only behind its line", "``` 123456\n123456", "``` <N>\n_N_"],
  ])("detects that a code block %s", (_what, text, expected) => {
    expect(gated(new PlainView(new NumberGate()), [text]).text).toBe(expected);
    expect(gated(new PlainView(new NumberGate()), text.split("")).text).toBe(expected);
  });

  it("is reported with its range, and so is a block after it", () => {
    const text = '[123456, 1] 123456 and {"a":123456} !123456';
    for (const pieces of [[text], text.split("")]) {
      const { text: left, findings } = gated(new PlainView(new NumberGate()), pieces);
      expect(left).toBe('["<N>", 1] <N> and {"a":"<N>"} ');
      expect(findings.map(({ action, at, replacement }) => [action, left.slice(at, at + replacement.length)])).toEqual([
        ["mask", '"<N>"'],
        ["mask", "<N>"],
        ["mask", '"<N>"'],
        ["block", ""],
      ]);
      expect(findings.at(-1)?.at).toBe(left.length);
    }
  });
});
