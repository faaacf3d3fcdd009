import * as fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../src/text/views/view-of.ts";
import { gated } from "../support/gates.ts";
import { gatingRail, piecesOf } from "../support/mask-cases.ts";
import { MASKING_RAILS, TERMS } from "../support/masking-rails.ts";

interface Format {
  readonly write: (text: string) => string;
  /** What stays when a text is masked; undefined for a text that is not well-formed. */
  readonly shape: (text: string) => unknown;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A JSON value without its strings and numbers. */
const jsonShape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(jsonShape);
  if (typeof value !== "object" || value === null) return value === undefined ? undefined : "scalar";
  return Object.values(value).map(jsonShape);
};

const jsonInJson = (text: string): unknown => {
  const value = parsed(text) as { a?: unknown } | undefined;
  return typeof value?.a === "string" ? jsonShape(parsed(value.a)) : undefined;
};

const isProgram = (text: string): true | undefined =>
  parseSync("program.ts", text).errors.length === 0 ? true : undefined;

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/**
 * The blocks and marks of a document. What is a link, and how long texts are, is what masks change; a mask of one word,
 * such as `<URL>`, is a tag to Markdown.
 */
const outline = ({ type, value = "", children }: Node): readonly unknown[] => {
  if (type === "paragraph") return (children ?? []).flatMap(outline);
  if (type === "link" || type === "text" || (type === "html" && /^<[A-Z_]+>$/.test(value))) return [];
  return [[type, ...(children ?? []).flatMap(outline)]];
};

const markdownShape = (text: string): unknown =>
  outline(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));

const oneLine = (text: string): string => text.replaceAll("\n", " ");
/** Of a tag in which a link stands without quotes GFM makes a link, as long as the link is there. */
const isLinkInTag = (text: string): boolean => /<[^>]*=[^\s"'>]/.test(text);

/** Signs in a secret may mark a part of it: `_` and `~` stand in pairs by chance. */
const isMarked = (text: string): boolean => /emphasis|strong|delete/.test(JSON.stringify(markdownShape(text)));

const MAX_LINK = 2_000;

const FORMATS: Readonly<Record<string, Format>> = {
  JSON: { write: (text) => JSON.stringify({ a: text, b: [text, 1] }), shape: (text) => jsonShape(parsed(text)) },
  "JSON over lines": {
    write: (text) => JSON.stringify({ a: [text], b: { [text]: null } }, null, 2),
    shape: (text) => jsonShape(parsed(text)),
  },
  "JSON in JSON": {
    write: (text) => JSON.stringify({ a: JSON.stringify({ c: text, d: [text] }) }),
    shape: jsonInJson,
  },
  "JSON with escaped slashes": {
    write: (text) => JSON.stringify({ a: text }).replaceAll("/", String.raw`\/`),
    shape: (text) => jsonShape(parsed(text)),
  },
  "a string of a program": { write: (text) => `const a = ${JSON.stringify(text)};\nf(a, 1);`, shape: isProgram },
  "a string in single quotes": {
    write: (text) =>
      `const a = '${text
        .replaceAll("\\", "\\\\")
        .replaceAll("'", String.raw`\'`)
        .replaceAll("\n", String.raw`\n`)}';\nf(a);`,
    shape: isProgram,
  },
  "strings in a row": {
    write: (text) => {
      const string = `'${text.replaceAll(/['\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}'`;
      // Together these may be one link, which is masked up to its bound only.
      return 4 * text.length > MAX_LINK ? "" : `f([${string},${string}],{${string}:${string}},${string}+${string})`;
    },
    shape: isProgram,
  },
  "a template": {
    write: (text) => `const a = \`${text.replaceAll("\\", "\\\\").replaceAll(/`|\$\{/g, String.raw`\$&`)}\${b}\`;`,
    shape: isProgram,
  },
  "a comment": { write: (text) => `/* ${text.replaceAll("*/", "")}*/ f();`, shape: isProgram },
  "comments of a line": { write: (text) => `// ${oneLine(text)}\nf(); // ${oneLine(text)}`, shape: isProgram },
  Markdown: {
    write: (text) =>
      [
        `# A title`,
        `Some *marked* text, ${oneLine(text)} and **more**.`,
        `- one\n- two ${oneLine(text)}\n  - three`,
        `| a | b |\n|---|---|\n| ${oneLine(text).replaceAll("|", "")} | x |\n| y | z |`,
        `> ${oneLine(text)}`,
        `\`\`\`js\nf(${JSON.stringify(text)});\n\`\`\``,
        `And \`${oneLine(text).replaceAll("`", "")}\` it ends.`,
      ].join("\n\n"),
    shape: markdownShape,
  },
};

describe.each(MASKING_RAILS)("$flow", ({ texts, mask }) => {
  it.each(Object.entries(FORMATS))(
    "leaves %s well-formed",
    (_name, { write, shape }) => {
      const broken = texts
        .filter((text) => shape !== markdownShape || (!isLinkInTag(text) && !isMarked(oneLine(text))))
        .map(write)
        .filter((text) => shape(text) !== undefined)
        .map((text) => ({ text, masked: mask([text]) }))
        .filter(({ text, masked }) => JSON.stringify(shape(masked)) !== JSON.stringify(shape(text)));
      expect(broken).toEqual([]);
    },
    90_000,
  );
});

const CARD = "4111111111111111";
const CARDS = gatingRail("mask sensitive data on output", {
  sensitive_data_detection: { output: { entities: ["CREDIT_CARD"] } },
});
const NAMES = gatingRail("mask blocked terms on output", { blocked_terms: { lists: [{ terms: TERMS }] } });
const masked = (rail: typeof CARDS, ...pieces: readonly string[]): string =>
  gated(viewOf(rail.createGate(), "text"), pieces).text;

describe("a number that is masked", () => {
  it.each([
    [`{"card":${CARD}}`, '{"card":"<CREDIT_CARD>"}'],
    [
      `Here: {"cards": [1, ${CARD} , ${CARD}]}, and ${CARD}.`,
      'Here: {"cards": [1, "<CREDIT_CARD>" , "<CREDIT_CARD>"]}, and <CREDIT_CARD>.',
    ],
    [`[${CARD} is no JSON, [${CARD}] is`, '["<CREDIT_CARD>" is no JSON, ["<CREDIT_CARD>"] is'],
    [`{card: ${CARD}} is none`, "{card: <CREDIT_CARD>} is none"],
    [
      `\`\`\`js\nconst card = ${CARD}; // ${CARD}\nf("${CARD}");\n\`\`\`\n= ${CARD}`,
      '```js\nconst card = _CREDIT_CARD_; // <CREDIT_CARD>\nf("<CREDIT_CARD>");\n```\n= <CREDIT_CARD>',
    ],
  ])("becomes a string in JSON, and stays a word in a block of code: %j", (text, expected) => {
    expect(masked(CARDS, text)).toBe(expected);
    expect(masked(CARDS, ...text.split(""))).toBe(expected);
  });

  it("leaves JSON of any shape well-formed, however it is cut", () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((some) => ({ some, cards: [Number(CARD), CARD, some] }));
    const cut = fc
      .tuple(value, fc.constantFrom(0, 2))
      .map(([some, indent]) => JSON.stringify(some, null, indent))
      .chain((text) => fc.tuple(fc.constant(text), piecesOf(text)));
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        const whole = masked(CARDS, text);
        expect(jsonShape(JSON.parse(whole))).toEqual(jsonShape(JSON.parse(text)));
        expect(masked(CARDS, ...pieces)).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves JSON well-formed whatever part of a number is masked", () => {
    const parts = gatingRail("mask blocked terms on output", {
      blocked_terms: { lists: [{ terms: ["12", "345"], whole_words: false }] },
    });
    const integer = fc.constantFrom("12", "345", "0", "123", "9123456", "1200");
    const number = fc
      .tuple(
        fc.constantFrom("", "-"),
        integer,
        fc.option(integer),
        fc.option(fc.tuple(fc.constantFrom("e", "E-"), integer)),
      )
      .map(([sign, whole, rest, power]) => sign + whole + (rest === null ? "" : `.${rest}`) + (power ?? []).join(""));
    const cut = fc
      .array(fc.oneof(number, fc.constantFrom("true", '"a 12"', "[12 ]")), { minLength: 1, maxLength: 5 })
      .map((numbers) => `{"a":[${numbers.join(", ")}]}`)
      .chain((text) => fc.tuple(fc.constant(text), piecesOf(text)));
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        const whole = masked(parts, text);
        expect(jsonShape(JSON.parse(whole))).toEqual(jsonShape(JSON.parse(text)));
        expect(whole).not.toMatch(/12|345/);
        expect(masked(parts, ...pieces)).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("is told with the places that what stands there has", () => {
    const { text, findings } = gated(viewOf(CARDS.createGate(), "text"), [`[${CARD},${CARD}] ${CARD} x`]);
    for (const { at, replacement } of findings) expect(text.slice(at, at + replacement.length)).toBe(replacement);
    expect(findings.map(({ replacement }) => replacement.length)).toEqual([15, 15, 13]);
  });
});

describe("a name that is masked in a block of code", () => {
  it("stays a name", () => {
    const code = "```ts\nlet heron = 1; f(heron, 'heron', f().heron); // heron\n```";
    const left = masked(NAMES, code);
    expect(left).toContain(
      "let _BLOCKED_TERM_ = 1; f(_BLOCKED_TERM_, '<BLOCKED_TERM>', f()._BLOCKED_TERM_); // <BLOCKED_TERM>",
    );
    expect(isProgram(left.replaceAll(/```\w*/g, ""))).toBe(true);
  });
});
