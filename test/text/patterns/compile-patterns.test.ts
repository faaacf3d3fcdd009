import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";
import { sizes, tiny } from "../cuts.ts";
import { compileUnlessEmpty, oracleOf } from "./pattern-oracle.ts";
import { run, compare, tinyOf, randomPattern } from "./pattern-run.ts";

const END = String.raw`(?=\n?(?![\s\S]))`;
/** Python's classes are Unicode-aware. */
const W = String.raw`[\p{L}\p{N}_]`;
const B = `(?:(?<=${W})(?!${W})|(?<!${W})(?=${W}))`;
const NOT_B = `(?:(?<=${W})(?=${W})|(?<!${W})(?!${W}))`;

/** A pattern in Python's dialect, its form for RegExp (default: the same), its flags, and the alphabet of texts. */
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

describe("compilePatterns finds the same as RegExp:", { timeout: 60_000 }, () => {
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

  it("has a table of at least 60 patterns", () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(60);
  });

  it("for random patterns over a small alphabet", () => {
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

  it("for several patterns in one program as their alternatives, naming one that matched", () => {
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

  it("without a leading 'anything' if only a search is needed", () => {
    const program = compilePatterns([".*secret", String.raw`[\s\S]*key.*`], { searchOnly: true });
    expect(run(program, ["this is fine"]).released).toBe("this is fine");
    expect(run(program, ["a long text, then a sec", "ret"])).toMatchObject({
      released: "a long text, then a ",
      blocked: { start: 20 },
    });
    expect(run(program, ["some ke", "y"])).toMatchObject({ released: "some " });
  });
});

describe("an unusable pattern is rejected:", () => {
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

  it("too many patterns, however small each is", () => {
    const pattern = "[a-z]{1,999}b";
    expect(() => compilePatterns(Array.from({ length: 90 }, () => pattern))).not.toThrow();
    expect(() => compilePatterns(Array.from({ length: 110 }, () => pattern))).toThrow(/together they are too large/);
  });

  it("with its position in the error", () => {
    expect(() => compilePatterns(["ab(?=cd)"])).toThrow(expect.objectContaining({ name: "PatternError", position: 7 }));
  });
});
