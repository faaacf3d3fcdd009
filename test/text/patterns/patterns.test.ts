import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatternGate, type PatternGateOptions } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns, type PatternProgram } from "../../../src/text/patterns/pattern-program.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";
import type { TextFinding } from "../../../src/text/text-gate.ts";
import { type Gated, gated } from "../../support/gates.ts";
import { cut, sizes, tiny } from "../cuts.ts";
import { compileUnlessEmpty, type Oracle, oracleOf } from "./pattern-oracle.ts";

interface Run {
  readonly released: string;
  readonly blocked: TextFinding | undefined;
}

const run = (program: PatternProgram, pieces: readonly string[], options: PatternGateOptions = {}): Run => {
  const { text, blocked } = gated(new PatternGate(program, options), pieces);
  return { released: text, blocked };
};

/** A gate without a bound to speak of does what the oracle says: same verdict, same end, nothing of a match released. */
const compare = (program: PatternProgram, oracle: Oracle, text: string, at: readonly number[]): void => {
  const { released, blocked } = run(program, cut(text, at));
  const end = oracle.firstEnd(text);
  expect(blocked?.end).toBe(end);
  expect(blocked !== undefined).toBe(oracle.test(text));
  expect(text.startsWith(released)).toBe(true);
  if (blocked === undefined || end === undefined) {
    expect(released).toBe(text);
    return;
  }
  const starts = oracle.startsAt(text, end);
  expect(starts).toContain(blocked.start);
  expect(released.length).toBeLessThanOrEqual(Math.min(...starts));
  expect(run(program, text.split(""))).toEqual({ released, blocked });
};

const END = String.raw`(?=\n?(?![\s\S]))`;
/** Python's classes read Unicode. */
const W = String.raw`[\p{L}\p{N}_]`;
const B = `(?:(?<=${W})(?!${W})|(?<!${W})(?=${W}))`;
const NOT_B = `(?:(?<=${W})(?=${W})|(?<!${W})(?!${W}))`;

/** A pattern in Python's dialect, what it is for RegExp (the same when absent), its flags, and the characters to try. */
const TABLE: readonly (readonly [python: string, js: string | undefined, alphabet: string, flags?: string])[] = [
  ["abc", undefined, "abc"],
  ["aab", undefined, "ab"],
  ["a|b", undefined, "abc"],
  ["ab|bc|ca", undefined, "abc"],
  ["a*b", undefined, "ab"],
  ["a+b", undefined, "abc"],
  ["a?b", undefined, "abc"],
  ["a+?b", undefined, "ab"],
  ["(ab)+c", undefined, "abc"],
  ["(?:ab|a)(?:c|bcd)", undefined, "abcd"],
  ["(?P<word>ab)c", "(?<word>ab)c", "abc"],
  ["(?<word>ab)c", undefined, "abc"],
  ["a{2}", undefined, "ab"],
  ["a{2,3}b", undefined, "ab"],
  ["a{2,}b", undefined, "ab"],
  ["a{,2}b", "a{0,2}b", "ab"],
  ["ba{0}b", undefined, "ab"],
  ["(?:a{2}){2}b", undefined, "ab"],
  ["(?:a|ab){2,3}c", undefined, "abc"],
  ["a{", String.raw`a\{`, "a{"],
  ["a{x}", String.raw`a\{x\}`, "a{x}"],
  ["{a", String.raw`\{a`, "{a"],
  ["a]", String.raw`a\]`, "a]"],
  ["[abc]d", undefined, "abcd"],
  ["[^ab]c", undefined, "abc"],
  ["[a-c]{2}d", undefined, "abcd"],
  ["[]a]b", String.raw`[\]a]b`, "]ab"],
  ["[^]a]b", String.raw`[^\]a]b`, "]abc"],
  ["[a-]b", String.raw`[a\-]b`, "a-bc"],
  ["[-a]b", String.raw`[\-a]b`, "a-bc"],
  [String.raw`[\d\s]x`, undefined, "1 xa"],
  [String.raw`[^\d]x`, undefined, "1xa"],
  [String.raw`[\D]x`, undefined, "1xa"],
  [String.raw`[\]\\]x`, undefined, "]\\xa"],
  [String.raw`[\x61-\x63]d`, undefined, "abcd"],
  [String.raw`[\u00e0-\u00ff]a`, undefined, "éaÿ"],
  ["[é日]x", undefined, "é日xa"],
  ["a.c", undefined, "abc\n"],
  ["(?s)a.c", "a[^]c".replace("[^]", String.raw`[\s\S]`), "abc\n"],
  ["(?s:a.)b.c", String.raw`a[\s\S]b.c`, "abc\n"],
  ["(?i)abc", "abc", "aAbBcC", "i"],
  ["(?i:a)b", "[aA]b", "aAbB"],
  ["a(?i:b)c", "a[bB]c", "aAbBcC"],
  ["(?i)[a-c]d", "[a-c]d", "aBcDd", "i"],
  ["(?i)[^a]d", "[^a]d", "aAdDb", "i"],
  ["(?i)é", "é", "éÉe", "i"],
  ["(?i)σ", "σ", "σςΣs", "i"],
  ["(?i)sk", "sk", "sSkK\u017f\u212a", "i"],
  ["(?i)(?-i:a)b", "a[bB]", "aAbB"],
  [String.raw`\d+`, String.raw`\p{Nd}+`, "12a٣"],
  [String.raw`\w\W\w`, `${W}[^\\p{L}\\p{N}_]${W}`, "aé .日"],
  [String.raw`a\sb`, undefined, "ab \t\u00a0"],
  [String.raw`\S\s\S`, undefined, "a \n"],
  [String.raw`\bab\b`, `${B}ab${B}`, "abé ."],
  [String.raw`\Bab`, `${NOT_B}ab`, "ab ."],
  [String.raw`ab\B`, `ab${NOT_B}`, "ab ."],
  [String.raw`a\b.b`, `a${B}.b`, "ab -"],
  ["^ab", undefined, "ab\n"],
  ["(?m)^ab", "^ab", "ab\n", "m"],
  ["ab$", `ab${END}`, "ab\n"],
  ["(?m)ab$", "ab$", "ab\n", "m"],
  ["(?m)^a$", "^a$", "ab\n", "m"],
  ["a$|b", `a${END}|b`, "ab\n"],
  [String.raw`\Aab`, "^ab", "ab\n"],
  [String.raw`ab\Z`, "ab$", "ab\n"],
  ["^a|b$", `^a|b${END}`, "abc"],
  ["(?:^|-)a", undefined, "a-b"],
  [String.raw`(?<!\d)a`, undefined, "a1b"],
  [String.raw`(?<![\w.])a+`, undefined, "a1. "],
  [String.raw`a(?![\w.])`, undefined, "a1. "],
  [String.raw`a(?=\s)b?`, undefined, "ab "],
  [String.raw`(?<=\s)a`, undefined, "ab "],
  [String.raw`(?<=^|\s)a`, undefined, "ab \n"],
  [String.raw`(?<!^|\s)a`, undefined, "ab \n"],
  [String.raw`a(?=\s|$)`, String.raw`a(?=\s|\n?(?![\s\S]))`, "ab \n"],
  ["a(?=b|$)", String.raw`a(?=b|\n?(?![\s\S]))`, "ab\n"],
  [String.raw`a(?!b|\Z)`, "a(?!b|$)", "ab\n"],
  ["(?m)(?<=^|b)a(?=c|$)", "(?<=^|b)a(?=c|$)", "abc\n", "m"],
  ["(?i)(?<=a)b(?!c)", "(?<=a)b(?!c)", "aAbBcC", "i"],
  ["(?<=a)(?<!b)a(?=a|b)", undefined, "ab"],
  [String.raw`a(?:\b|b)c`, `a(?:${B}|b)c`, "abc "],
  ["😀", undefined, "😀😁a"],
  ["[😀-😂]a", undefined, "😀😁😂😃a"],
  ["[^😀]a", undefined, "😀😁a"],
  ["a.b", undefined, "a😀b"],
  ["😀+b", undefined, "😀ab"],
  [String.raw`\U0001F600a`, "😀a", "😀a"],
  [String.raw`\p{Lu}\p{Ll}`, undefined, "aAéÉ1"],
  [String.raw`\P{L}a`, undefined, "a1é"],
  [String.raw`\p{Script=Greek}a`, undefined, "αβa"],
  [String.raw`a\.b\*`, undefined, "ab.*"],
  [String.raw`\n\t`, undefined, "\n\ta"],
  ["a(?#a comment)b", "ab", "ab#"],
  ["(a|b)*c", undefined, "abc"],
  ["(a*)*b", undefined, "ab"],
  ["(a*b*)*c", undefined, "abc"],
  ["(|a)b", undefined, "ab"],
  ["(a|)b|c", undefined, "abc"],
  ["((((a))))b", undefined, "ab"],
  [String.raw`sk-[a-zA-Z0-9]{3,5}`, undefined, "sk-aZ0"],
  [String.raw`\d{3}-\d{2}-\d{4}`, String.raw`\p{Nd}{3}-\p{Nd}{2}-\p{Nd}{4}`, "12-"],
];

describe("compilePatterns finds what RegExp finds:", { timeout: 60_000 }, () => {
  it.each(TABLE.map(([python, js, alphabet, flags]) => ({ python, js: js ?? python, alphabet, flags: flags ?? "" })))(
    "$python",
    ({ python, js, alphabet, flags }) => {
      const program = compilePatterns([python]);
      const oracle = oracleOf(js, flags);
      fc.assert(
        fc.property(tinyOf(alphabet), sizes, (text, at) => compare(program, oracle, text, at)),
        { numRuns: 150 },
      );
    },
  );

  it("has a table of 60 patterns or more", () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(60);
  });

  it("random patterns over few characters", () => {
    fc.assert(
      fc.property(
        randomPattern,
        fc.array(tiny("ab ", 8), { minLength: 4, maxLength: 4 }),
        sizes,
        (source, texts, at) => {
          const program = compileUnlessEmpty(source);
          if (program === undefined) return;
          for (const text of texts) compare(program, oracleOf(source), text, at);
        },
      ),
      { numRuns: 4_000 },
    );
  });

  it("several patterns in one program as their alternatives, naming one that matched", () => {
    fc.assert(
      fc.property(
        fc.array(randomPattern, { minLength: 2, maxLength: 4 }),
        tiny("ab ", 8),
        sizes,
        (sources, text, at) => {
          const program = compileUnlessEmpty(...sources);
          if (program === undefined) return;
          compare(program, oracleOf(sources.map((source) => `(?:${source})`).join("|")), text, at);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(run(compilePatterns(["x1", "x2"]), ["a x2"]).blocked).toEqual({
      action: "block",
      start: 2,
      end: 4,
      at: 2,
      replacement: "",
      reason: "matches pattern 'x2'",
    });
  });

  it("without a leading 'anything' when only a search is asked for", () => {
    const program = compilePatterns([".*secret", String.raw`[\s\S]*key.*`], { searchOnly: true });
    expect(run(program, ["this is fine"]).released).toBe("this is fine");
    expect(run(program, ["a long text, then a sec", "ret"])).toMatchObject({
      released: "a long text, then a ",
      blocked: { start: 20 },
    });
    expect(run(program, ["some ke", "y"])).toMatchObject({ released: "some " });
  });
});

describe("PatternGate", () => {
  const bounds = fc.integer({ min: 1, max: 5 });

  it("finds every match that is not too long when it releases what is", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 8), sizes, bounds, (source, text, at, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const { blocked, released } = run(program, cut(text, at), { maxMatchLength, onOverflow: "release" });
        const ends = Array.from({ length: text.length + 1 }, (_, end) => end).filter((end) =>
          oracleOf(source)
            .startsAt(text, end)
            .some((start) => end - start <= maxMatchLength),
        );
        expect(blocked?.end).toBe(ends[0]);
        expect(released).toBe(text.slice(0, released.length));
        if (blocked === undefined) {
          expect(released).toBe(text);
          return;
        }
        const starts = oracleOf(source).startsAt(text, blocked.end);
        expect(released.length).toBeLessThanOrEqual(Math.max(...starts));
        expect(run(program, text.split(""), { maxMatchLength, onOverflow: "release" })).toEqual({ blocked, released });
      }),
      { numRuns: 3_000 },
    );
  });

  it("lets nothing of a possible match go when it blocks what is too long", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 8), sizes, bounds, (source, text, at, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const { blocked, released } = run(program, cut(text, at), { maxMatchLength });
        if (blocked === undefined) {
          expect(oracleOf(source).test(text)).toBe(false);
          expect(released).toBe(text);
          return;
        }
        expect(released.length).toBeLessThanOrEqual(blocked.start);
        const end = oracleOf(source).firstEnd(text);
        if (end !== undefined)
          expect(released.length).toBeLessThanOrEqual(Math.min(...oracleOf(source).startsAt(text, end)));
        expect(run(program, text.split(""), { maxMatchLength })).toEqual({ blocked, released });
      }),
      { numRuns: 3_000 },
    );
  });

  it("holds no more than a match may span, and half a surrogate pair at either end", () => {
    fc.assert(
      fc.property(randomPattern, tinyOf("ab 😀\ud83d"), bounds, (source, text, maxMatchLength) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const gate = new PatternGate(program, { maxMatchLength, onOverflow: "release" });
        let released = 0;
        for (let i = 0; i < text.length; i++) {
          const step = gate.feed(text.charAt(i));
          if (step.findings.length > 0) return;
          released += step.text.length;
          expect(i + 1 - released).toBeLessThanOrEqual(maxMatchLength + 2);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("releases no half of a surrogate pair while the other is held", () => {
    const gate = new PatternGate(compilePatterns(["[^b]+b"]), { maxMatchLength: 3, onOverflow: "release" });
    const pieces = Array.from("xa😀😀😀😀😀").map((char) => gate.feed(char));
    expect([...pieces, gate.end()].every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it("does not delay ordinary text, and lets half a match go when it comes to nothing", () => {
    const gate = new PatternGate(compilePatterns(["secret", String.raw`sk-\w{8}`]));
    expect(gate.feed("The ").text).toBe("The ");
    expect(gate.feed("sec").text).toBe("");
    expect(gate.feed("ond").text).toBe("second");
    expect(gate.feed(" sk-").text).toBe(" ");
    expect(gate.end().text).toBe("sk-");
  });

  it("gives nothing any more once it has blocked", () => {
    const gate = new PatternGate(compilePatterns(["no"]), { label: "REFUSAL" });
    expect(gate.feed("so no more")).toEqual({
      text: "so ",
      findings: [
        {
          action: "block",
          start: 3,
          end: 5,
          at: 3,
          replacement: "",
          label: "REFUSAL",
          reason: "matches pattern 'no'",
        },
      ],
    });
    expect(gate.feed("text")).toEqual({ text: "", findings: [] });
    expect(gate.end()).toEqual({ text: "", findings: [] });
  });

  it("says that a possible match is too long, and where it is", () => {
    expect(run(compilePatterns(["<[^>]*>"]), ["ab<", "cdefgh"], { maxMatchLength: 4 })).toMatchObject({
      released: "ab",
      blocked: { start: 2, end: 7, reason: "a possible match is longer than allowed" },
    });
  });

  it("names the match that began first of those that end together", () => {
    const program = compilePatterns([String.raw`ab\b!c`, "!c"]);
    expect(run(program, ["ab!c"])).toMatchObject({ released: "", blocked: { start: 0, end: 4 } });
  });
});

describe("a pattern that cannot be used is refused:", () => {
  it.each([
    ["a(?=bc)", /look-ahead.*write the match out/],
    ["a(?!bc)", /look-ahead/],
    ["a(?=b*)", /look-ahead/],
    [String.raw`a(?=\b)`, /look-ahead/],
    ["a(?!$)", /look-ahead/],
    ["a(?=^)", /look-ahead/],
    ["(?<=ab)c", /look-behind/],
    ["(?<!ab)c", /look-behind/],
    ["(?<=$)b", /look-behind/],
    ["(?<=)b", /look-behind/],
    ["(?=a)", /empty text/],
    [String.raw`(a)\1`, /back-reference.*write the repetition out/],
    ["(?P<x>a)(?P=x)", /back-reference/],
    [String.raw`(?P<x>a)\k<x>`, /back-reference/],
    ["(?>a+)b", /atomic/],
    ["a++b", /possessive/],
    ["(a", /missing '\)'/],
    ["a)", /unmatched '\)'/],
    ["[a", /missing '\]'/],
    ["*a", /nothing to repeat/],
    ["a|+", /nothing to repeat/],
    ["a{3,2}", /bad repetition/],
    ["a{5000}", /may not exceed 1000/],
    ["(?:a{1000}){1000}", /too large/],
    ["(?:(?:(?:(?:(?:){1000}){1000}){1000}){1000}){1000}", /empty text/],
    ["[z-a]", /bad range/],
    [String.raw`[\w-z]`, /bad range/],
    [String.raw`\q`, /escape '\\q'/],
    [String.raw`\x1`, /2 hexadecimal digits/],
    [String.raw`\U00110000`, /hexadecimal/],
    [String.raw`\012`, /octal/],
    [String.raw`[\1]`, /octal/],
    [String.raw`\p{Nope}`, /unknown property/],
    ["(?x)a b", /flag 'x'/],
    ["(?a)\\w", /flag 'a'/],
    ["(?(1)a|b)", /unknown kind of group/],
    ["a\\", /ends too early/],
    ["(".repeat(200), /nested too deeply/],
    ["", /empty text/],
    ["a*", /empty text/],
    ["a|", /empty text/],
    [String.raw`\b`, /empty text/],
    ["^", /empty text/],
  ])("%s", (source, message) => {
    expect(() => compilePatterns([source])).toThrow(PatternError);
    expect(() => compilePatterns([source])).toThrow(message);
  });

  it("and so are too many, however small each is", () => {
    const pattern = "[a-z]{1,999}b";
    expect(() => compilePatterns(Array.from({ length: 90 }, () => pattern))).not.toThrow();
    expect(() => compilePatterns(Array.from({ length: 110 }, () => pattern))).toThrow(/together they are too large/);
  });

  it("and the error says where", () => {
    expect(() => compilePatterns(["ab(?=cd)"])).toThrow(expect.objectContaining({ name: "PatternError", position: 7 }));
  });
});

function tinyOf(alphabet: string): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength: 14 }).map((units) => units.join(""));
}

/** Patterns that mean the same to RegExp, over few characters. Deeper ones would keep RegExp busy for minutes. */
const { randomPattern } = fc.letrec<{ randomPattern: string; atom: string; piece: string; sequence: string }>(
  (tie) => ({
    atom: fc.oneof(
      { maxDepth: 1, depthIdentifier: "group" },
      fc.constantFrom("a", "b", "a", "b", "[ab]", "[^a]", ".", "(?:\\b)", "(?:\\B)", "(?:^)", "(?:$)"),
      tie("randomPattern").map((inner) => `(?:${inner})`),
    ),
    piece: fc
      .tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"))
      .map(([atom, times]) => atom + times),
    sequence: fc.array(tie("piece"), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join("")),
    randomPattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((branches) => branches.join("|")),
  }),
);

describe("PatternGate, when it masks,", () => {
  const mask = (sources: readonly string[], pieces: readonly string[], options: PatternGateOptions = {}): Gated =>
    gated(new PatternGate(compilePatterns(sources), { action: "mask", ...options }), pieces);

  it("puts something else in the place of every match, whole", () => {
    const { text, findings } = mask(
      [String.raw`[a-z]+@[a-z]+\.[a-z]+`],
      ["write to me", "@site.c", "om or you@x.org", "."],
    );
    expect(text).toBe("write to <REDACTED> or <REDACTED>.");
    expect(findings).toEqual([
      {
        action: "mask",
        start: 9,
        end: 20,
        at: 9,
        replacement: "<REDACTED>",
        reason: String.raw`matches pattern '[a-z]+@[a-z]+\.[a-z]+'`,
      },
      {
        action: "mask",
        start: 24,
        end: 33,
        at: 23,
        replacement: "<REDACTED>",
        reason: String.raw`matches pattern '[a-z]+@[a-z]+\.[a-z]+'`,
      },
    ]);
  });

  it("takes the replacement as it is written", () => {
    expect(mask(["b"], ["abc"], { replacement: "$&$1" }).text).toBe("a$&$1c");
    expect(mask(["b"], ["abc"], { replacement: "" }).text).toBe("ac");
  });

  it("gives what replaceAll gives, in any pieces", () => {
    fc.assert(
      fc.property(randomPattern, tiny("ab ", 12), sizes, (source, text, at) => {
        const program = compileUnlessEmpty(source);
        if (program === undefined) return;
        const whole = gated(new PatternGate(program, { action: "mask", replacement: "#" }), [text]);
        expect(whole.text).toBe(text.replaceAll(new RegExp(source, "gu"), "#"));
        const cutUp = gated(new PatternGate(program, { action: "mask", replacement: "#" }), cut(text, at));
        expect(cutUp).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it("blocks, masks or lets go what is too long", () => {
    const tooLong = (onOverflow: "block" | "mask" | "release"): Gated =>
      mask(["<[^>]*>"], ["a<b>c<def", "ghi<j>k"], { maxMatchLength: 4, onOverflow, replacement: "#" });
    expect(tooLong("block")).toMatchObject({
      text: "a#c",
      blocked: { start: 5, end: 10, reason: "a possible match is longer than allowed" },
    });
    expect(tooLong("mask")).toMatchObject({ text: "a#c#ghi#k", blocked: undefined });
    expect(tooLong("release")).toMatchObject({ text: "a#c<defghi#k", blocked: undefined });
  });

  it("parts no letter from a mark that is held with it", () => {
    const gate = new PatternGate(compilePatterns([String.raw`\u0301x`]), { action: "mask" });
    expect(gate.feed("ae\u0301").text).toBe("a");
    expect(gate.feed("y").text).toBe("e\u0301y");
  });

  it.each([1, 2, 3])("masks up to a bound of %i that ends among the marks of a pair", (maxMatchLength) => {
    const gate = new PatternGate(compilePatterns(["[^a]{2,}"]), {
      action: "mask",
      onOverflow: "mask",
      maxMatchLength,
      replacement: "#",
    });
    expect(gate.feed("\u{1F469}\u0301\u0301bba").text + gate.end().text).toMatch(/^#+b?a$/);
  });
});
