import { describe, expect, it } from "vitest";
import { parseColang } from "../../src/colang/parse-colang.ts";
import { bodyOf, plain } from "./plain-tree.ts";

const variable = (name: string) => ({ kind: "variable", name });

describe("messages", () => {
  it("have texts, of which several are variants", () => {
    const text = `# greetings
define user express greeting
  "hello"
  "hi"  # short

define bot  express   greeting:
\t"Hello \\"you\\"!\\nHow are you? #1"
  # a comment
  "Hey $name"`;
    const { file, issues } = parseColang(text);
    expect(issues).toEqual([]);
    expect(plain(file.messages)).toEqual([
      { kind: "user", name: "express greeting", texts: [{ text: "hello" }, { text: "hi" }] },
      {
        kind: "bot",
        name: "express greeting",
        texts: [{ text: 'Hello "you"!\nHow are you? #1' }, { text: "Hey $name" }],
      },
    ]);
    expect(file.messages[1]?.texts[1]?.at).toEqual({ line: 9, column: 3 });
  });

  it("may have texts over several lines, or none", () => {
    const { file } = parseColang('define bot x\r\n  "one\r\n  two # still text\r\n    three"\r\ndefine bot y\r\n');
    expect(plain(file.messages)).toEqual([
      { kind: "bot", name: "x", texts: [{ text: "one\ntwo # still text\n  three" }] },
      { kind: "bot", name: "y", texts: [] },
    ]);
  });
});

describe("flows", () => {
  it("have a kind, an optional name, modifiers and a priority", () => {
    const text = `define flow
  bot a
define subflow check it
  priority 2.5
  meta
    {"x": 1}
  pass
define parallel extension flow more:
  stop`;
    expect(plain(parseColang(text).file.flows)).toEqual([
      { kind: "flow", modifiers: [], body: [{ kind: "bot", message: { kind: "named", name: "a" } }] },
      { kind: "subflow", name: "check it", modifiers: [], priority: 2.5, body: [{ kind: "pass" }] },
      { kind: "flow", name: "more", modifiers: ["parallel", "extension"], body: [{ kind: "stop" }] },
    ]);
  });

  it("keep the content of blocks with any indentation", () => {
    const tree = bodyOf("if $a", "      stop", "else if not $b:", "   pass", "else", " bot x", "do y");
    expect(plain(tree)).toEqual([
      {
        kind: "if",
        branches: [
          { condition: variable("a"), body: [{ kind: "stop" }] },
          { condition: { kind: "not", operand: variable("b") }, body: [{ kind: "pass" }] },
        ],
        otherwise: [{ kind: "bot", message: { kind: "named", name: "x" } }],
      },
      { kind: "do", flow: "y", args: [] },
    ]);
  });

  it("use docstrings and comments as instructions of the next statement", () => {
    const text = `define flow x
  """A rail.

  It does nothing."""
  # Say it
  # short
  bot greet
  # Only the name
  $name = ...
  bot bye`;
    const [greet, name, bye] = parseColang(text).file.flows[0]?.body ?? [];
    expect(greet).toMatchObject({ instructions: "A rail.\nIt does nothing.\nSay it\nshort" });
    expect(name).toMatchObject({ kind: "generate", variable: "name", instructions: "Only the name" });
    expect(bye).toMatchObject({ instructions: undefined });
  });
});

describe("text beside the texts of a message", () => {
  it("is skipped for a user, and reported for a bot if it would run", () => {
    const user = parseColang('define user a\n  /.*b.*/\n  $c\n  "d"\n');
    expect([user.issues, user.warnings, user.file.messages[0]?.texts.length]).toEqual([[], [], 1]);
    const bot = parseColang('define bot a\n  $x = execute act\n  "d"\n  $x\n  bot $x\n');
    expect(bot.issues).toEqual([]);
    expect(bot.warnings).toHaveLength(3);
    expect(bot.warnings.slice(0, 1)).toEqual([
      { line: 2, column: 3, message: expect.stringMatching(/Nothing is run under define bot/) },
    ]);
  });

  it.each(["  Hello", "  $x + 1", "  'a", '  - "a', '  "a" or "b"', '  "a", "b"'])(
    "is an issue if it may have been meant as a bot message: %j",
    (line) => {
      expect(parseColang(`define bot a\n${line}\n`).issues).toHaveLength(1);
    },
  );

  it.each([
    ['say "no" now', '"say "no" now"'],
    ['"no"', '""no"" # quoted'],
    ["one, two", '"one, \\\n  two"'],
    ['one\n"two" three', '"one\n  "two" three"'],
    ["it's", "'it's'"],
    ["a", '- "a"'],
    ["b", "- 'b' # of a list"],
    ["call #1", "'call #1'"],
    ["#1", "- '#1' # it's the first"],
  ])("may be a quote inside a text, or signs around it: %j", (text, written) => {
    const { file, issues } = parseColang(`define bot a\n  ${written}\n  "c"\n`);
    expect(issues).toEqual([]);
    expect(file.messages[0]?.texts.map((one) => one.text)).toEqual([text, "c"]);
  });

  it("may be a variable in the name of a message, which the statement repeats", () => {
    const { file, issues } = parseColang('define bot refuse $why\n  "no, $why"\ndefine flow x\n  bot refuse $why\n');
    expect(issues).toEqual([]);
    expect(file.messages[0]?.name).toBe("refuse $why");
    expect(file.flows[0]?.body[0]).toMatchObject({ message: { kind: "named", name: "refuse $why" } });
  });
});
