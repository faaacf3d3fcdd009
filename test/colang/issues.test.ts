import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseColang } from "../../src/colang/parse-colang.ts";
import { plain } from "./plain-tree.ts";

describe("a syntax error", () => {
  it.each<readonly [text: string, line: number, column: number, message: RegExp]>([
    ["hello", 1, 1, /Expected define user, define bot, define flow or define subflow/],
    ['"text"', 1, 1, /Expected define/],
    ["define rail x", 1, 8, /Expected user, bot, flow or subflow behind define/],
    ["define loud flow x\n  pass", 1, 8, /"loud" is no word in front of flow/],
    ["define bot\n  x", 1, 11, /Expected a name behind define bot/],
    ["define flow x", 1, 1, /Expected statements indented under this line/],
    ["define flow x\n  pass\ndefine flow x\n  pass", 3, 1, /"x" is defined in line 1 already/],
    ['define bot a\n  if $x\n    "b"', 2, 3, /Expected a text in double quotes; put a condition around/],
    ['define user a\n  "x" and "y"', 2, 6, /Expected a text in double quotes on a line of its own/],
    ['define bot a\n  "b\n  c\n', 2, 3, /no closing quote/],
    ['define bot a\n  """b', 2, 3, /The """ that stands here is not closed/],
    ["define flow x\n  greet", 2, 3, /"greet" begins no statement of Colang 1.0/],
    ["define flow x\n  for $a in $b", 2, 3, /There is no for/],
    ["define flow x\n  match UserSaid()", 2, 3, /statement of Colang 2/],
    ["define flow x\n  any\n    user a", 2, 3, /Alternatives are written in one line/],
    ["define flow x\n  $a, $b = execute c", 2, 3, /Only one variable/],
    ["define flow x\n  $a = do b", 2, 8, /A subflow gives no value/],
    ["define flow x\n  else\n    stop", 2, 3, /no if or when that this else belongs to/],
    ["define flow x\n  when user a\n    pass\n  else\n    pass", 4, 7, /no plain else behind when/],
    ['define flow x\n  when $a contains "b"\n    stop', 2, 8, /write if for a condition/],
    ["define flow x\n  if $a\n  stop", 2, 6, /Expected statements indented under this line/],
    ["define flow x\n  if $a\n    pass\n  else maybe\n    pass", 4, 8, /Expected "if" or the end/],
    ["define flow x\n  stop\n    pass", 3, 5, /indented under one that has no block/],
    ['define flow x\n  "text"', 2, 3, /A text stands behind bot or user/],
    ["define flow x\n  execute act(a=b)", 2, 17, /write \$b for a variable, "b" for a text/],
    ["define flow x\n  execute act(a=1", 2, 17, /Expected "\)", found the end of the line/],
    ["define flow x\n  execute act(1) 2", 2, 18, /Expected the end of the line, found "2"/],
    ["define flow x\n  create event Two Words", 2, 16, /name of an event, one word/],
    ["define flow x\n  create event X(1)", 2, 18, /A property of an event needs a name/],
    ["define flow x\n  if $a = 1\n    stop", 2, 9, /found "="/],
    ["define flow x\n  if true\n    stop", 2, 6, /Write True instead of true/],
    ["define flow x\n  if str($a)\n    stop", 2, 6, /only len can be called/],
    ["define flow x\n  $a = $b[]", 2, 10, /Expected a value in the brackets/],
    ["define flow x\n  $a = 'b", 2, 8, /no closing quote/],
    ["define flow x\n  $a = $b & $c", 2, 11, /"&" is not supported/],
    ['define flow x\n  $a = f"{$b"', 2, 10, /A brace in an f-string has no other/],
    ["define flow x\n  priority high", 2, 12, /Expected a number/],
  ])("%j is reported with its position", (text, line, column, message) => {
    const { issues } = parseColang(text);
    expect(issues).toEqual([{ line, column, message: expect.stringMatching(message) }]);
  });

  it("does not hide other statements", () => {
    const { file, issues } = parseColang(
      'define rail y\n  bot a\ndefine flow x\n  oops\n    pass\n  if $a ==\n    stop\n  bot b\ndefine bot b\n  "B"\n  nope',
    );
    expect(issues.map(({ line }) => line)).toEqual([1, 4, 6, 11]);
    expect(plain(file)).toEqual({
      flows: [
        { kind: "flow", name: "x", modifiers: [], body: [{ kind: "bot", message: { kind: "named", name: "b" } }] },
      ],
      messages: [{ kind: "bot", name: "b", texts: [{ text: "B" }] }],
    });
  });

  it("is reported up to a limit, and imports are a warning", () => {
    expect(parseColang("x\n".repeat(5000)).issues).toHaveLength(1000);
    expect(parseColang("import core")).toMatchObject({ issues: [], warnings: [{ line: 1, column: 1 }] });
  });

  it("is not reported for the definition of an action, which is ignored with a warning, as in NeMo Guardrails", () => {
    const text = [
      "define action check text",
      '  if user input contains "a" or "b"',
      "    return true",
      "  else",
      "    return false",
      "define flow x",
      "  pass",
    ];
    const { file, issues, warnings } = parseColang(text.join("\n"));
    expect(issues).toEqual([]);
    expect(file.flows.map(({ name }) => name)).toEqual(["x"]);
    expect(warnings).toEqual([
      { line: 1, column: 1, message: expect.stringMatching(/definition of an action does nothing/) },
    ]);
  });

  it("is reported for nesting or chaining above the limit", () => {
    const deep = Array.from({ length: 150 }, (_, depth) => `${" ".repeat(depth + 1)}if $a`).join("\n");
    expect(parseColang(`define flow x\n${deep}`).issues[0]?.message).toMatch(/nested too deeply/);
    for (const value of [`${"(".repeat(300)}1`, `${"-".repeat(300)}1`, `${"not ".repeat(300)}$a`, "[".repeat(300)])
      expect(parseColang(`define flow x\n  $a = ${value}`).issues[0]?.message).toMatch(/nested too deeply/);
    expect(parseColang(`define flow x\n  $a = 1${" + 1".repeat(300)}`).issues[0]?.message).toMatch(/too long/);
    expect(parseColang(`define flow x\n  $a = $b${".c".repeat(300)}`).issues[0]?.message).toMatch(/too long/);
  });
});

it("any text results in a tree and issues, without an exception", () => {
  const piece = fc.constantFrom(
    "define ",
    "flow ",
    "bot ",
    "user ",
    "if ",
    "else ",
    "when ",
    "$x",
    " = ",
    "execute ",
    "a",
    "(",
    ")",
    '"',
    "'",
    '"""',
    "#",
    "\n",
    "\n  ",
    "\n    ",
    "\t",
    "\\",
    "...",
    " or ",
    "1",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "not ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 60 }).map((all) => all.join("")),
        fc.string(),
      ),
      (text) => {
        const { issues } = parseColang(text);
        const lines = text.split(/\r\n?|\n/);
        for (const { line, column } of issues) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});
