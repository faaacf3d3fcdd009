import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Statement } from "../../src/colang/colang-tree.ts";
import { parseColang } from "../../src/colang/parse-colang.ts";

/** Everything but places, which have tests of their own. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, one]) => key !== "at" && one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)]));
}

const bodyOf = (...lines: readonly string[]): readonly Statement[] => {
  const { file, issues } = parseColang(["define flow x", ...lines.map((line) => `  ${line}`)].join("\n"));
  expect(issues).toEqual([]);
  return file.flows[0]?.body ?? [];
};

const statement = (...lines: readonly string[]): unknown => plain(bodyOf(...lines)[0]);
const variable = (name: string) => ({ kind: "variable", name });
const literal = (value: unknown) => ({ kind: "literal", value });

describe("messages", () => {
  it("have texts, several being variants", () => {
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

  it("may have texts over several lines, and none at all", () => {
    const { file } = parseColang('define bot x\r\n  "one\r\n  two # still text\r\n    three"\r\ndefine bot y\r\n');
    expect(plain(file.messages)).toEqual([
      { kind: "bot", name: "x", texts: [{ text: "one\ntwo # still text\n  three" }] },
      { kind: "bot", name: "y", texts: [] },
    ]);
  });
});

describe("flows", () => {
  it("have a kind, a name or none, words in front and a priority", () => {
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

  it("keep what stands in blocks, however they are indented", () => {
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

  it("take docstrings and comments for instructions of what follows", () => {
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

describe("a # in a statement", () => {
  it.each([
    ["if $x == 'a # b' # why\n    pass", ["a # b"]],
    ["if $x == \"it's # b\" # 'why\n    pass", ["it's # b"]],
    ["if $x in ['#', '# b'] # why\n    pass", ["#", "# b"]],
    [String.raw`if $x == 'it\'s # b' # why` + "\n    pass", ["it's # b"]],
  ])("begins no comment inside a text: %j", (line, texts) => {
    const found = JSON.stringify(
      statement(...line.split("\n").map((part, index) => (index === 0 ? part : part.trimStart().padStart(6)))),
    );
    for (const text of texts) expect(found).toContain(JSON.stringify(text));
    expect(found).not.toContain("why");
  });

  it.each([
    ["bot don't worry # it's short", "don't worry"],
    ["bot the dogs' bone # the cats'", "the dogs' bone"],
    ["bot say 'tis # fine", "say 'tis"],
  ])("begins one behind an apostrophe: %j", (line, name) => {
    expect(statement(line)).toEqual({ kind: "bot", message: { kind: "named", name } });
  });

  it("is found in a time that grows with the line", () => {
    const line = `$x = 1 ${" \\'".repeat(50_000)} # c`;
    expect(parseColang(`define flow x\n  ${line}`).issues.length).toBeGreaterThan(0);
  });
});

describe("statements", () => {
  it.each<readonly [line: string, expected: unknown]>([
    ["user express greeting", { kind: "user", intents: ["express greeting"] }],
    ["user say yes", { kind: "user", intents: ["say yes"] }],
    ["user says hello", { kind: "user", intents: ["hello"] }],
    ['user "hello there"', { kind: "user", intents: ["hello there"] }],
    ["user ...", { kind: "user", intents: "any" }],
    ["user agree or user refuse", { kind: "user", intents: ["agree", "refuse"] }],
    ["user give name with $name", { kind: "user", intents: ["give name"] }],
    ["bot refuse to respond", { kind: "bot", message: { kind: "named", name: "refuse to respond" } }],
    ['bot "Hi \\"you\\""', { kind: "bot", message: { kind: "text", text: 'Hi "you"' } }],
    ['bot greet "Hi"', { kind: "bot", message: { kind: "named", name: "greet", text: "Hi" } }],
    ["bot $answer", { kind: "bot", message: { kind: "value", value: variable("answer") } }],
    ["bot ...", { kind: "bot", message: { kind: "any" } }],
    ["bot greet(name=$n)", { kind: "bot", message: { kind: "named", name: "greet" } }],
    ["execute check input", { kind: "execute", action: "check input", args: [] }],
    [
      'run check(text=$t, "a", limit=3)',
      {
        kind: "execute",
        action: "check",
        args: [{ name: "text", value: variable("t") }, { value: literal("a") }, { name: "limit", value: literal(3) }],
      },
    ],
    [
      "$ok = execute check(a={'k': [1, None]},)",
      {
        kind: "execute",
        action: "check",
        result: "ok",
        args: [
          {
            name: "a",
            value: {
              kind: "dict",
              entries: [[literal("k"), { kind: "list", items: [literal(1), literal(null)] }]],
            },
          },
        ],
      },
    ],
    ["$x = 5 # five", { kind: "set", variable: "x", value: literal(5) }],
    ['set $x = "a # b"', { kind: "set", variable: "x", value: literal("a # b") }],
    [
      "$x += 1",
      { kind: "set", variable: "x", value: { kind: "math", operator: "+", left: variable("x"), right: literal(1) } },
    ],
    ["$x = ...", { kind: "generate", variable: "x" }],
    ["do self check", { kind: "do", flow: "self check", args: [] }],
    ["do ask(p=1)", { kind: "do", flow: "ask", args: [{ name: "p", value: literal(1) }] }],
    ["do $flows[$i]", { kind: "do", flow: { kind: "index", object: variable("flows"), key: variable("i") }, args: [] }],
    [
      'create event RailException(message="No.", code=$c)',
      {
        kind: "create event",
        name: "RailException",
        properties: [
          { name: "message", value: literal("No.") },
          { name: "code", value: variable("c") },
        ],
      },
    ],
    ["event UserSilent", { kind: "event", name: "UserSilent", properties: [] }],
    ["stop", { kind: "stop" }],
    ["abort", { kind: "stop" }],
    ["return $x", { kind: "return", value: variable("x") }],
    ["done", { kind: "return" }],
    ["label again", { kind: "label", name: "again" }],
    ["go to again", { kind: "goto", name: "again" }],
  ])("%s", (line, expected) => {
    expect(statement(line)).toEqual(expected);
  });

  it("go on in the next line behind a backslash or an or", () => {
    expect(statement("if $a or", "    $b", "  stop")).toMatchObject({ branches: [{ condition: { kind: "or" } }] });
    expect(statement("execute act(a=1, \\", "  b=2)")).toMatchObject({ args: [{ name: "a" }, { name: "b" }] });
  });

  it("when and while have blocks", () => {
    expect(statement("when user say yes", "  stop", "else when bot ...", "  pass", "else when fine", "  pass")).toEqual(
      {
        kind: "when",
        branches: [
          { trigger: { kind: "user", intents: ["say yes"] }, body: [{ kind: "stop" }] },
          { trigger: { kind: "bot", message: { kind: "any" } }, body: [{ kind: "pass" }] },
          { trigger: { kind: "user", intents: ["fine"] }, body: [{ kind: "pass" }] },
        ],
      },
    );
    expect(statement("while $i < 3:", "  break", "  continue")).toMatchObject({
      kind: "while",
      condition: { kind: "compare" },
      body: [{ kind: "break" }, { kind: "continue" }],
    });
  });

  it("a text indented under bot is what it says", () => {
    expect(statement("bot greet", '  "Hi"')).toEqual({
      kind: "bot",
      message: { kind: "named", name: "greet", text: "Hi" },
    });
  });

  it.each(["run", "execute"])("keep what an action gives, also with %s in front", (keyword) => {
    expect(bodyOf(`${keyword} $found = look(text="a")`)).toMatchObject([
      { kind: "execute", action: "look", result: "found" },
    ]);
  });

  it("know where they stand", () => {
    const [check, stop] = bodyOf('$ok = execute check(text="a", n=$x)', "if $ok", "  stop");
    expect(check).toMatchObject({
      at: { line: 2, column: 3 },
      args: [{ value: { at: { line: 2, column: 28 } } }, { value: { at: { line: 2, column: 35 } } }],
    });
    expect(stop).toMatchObject({
      at: { line: 3, column: 3 },
      branches: [{ condition: { at: { line: 3, column: 6 } }, body: [{ at: { line: 4, column: 5 } }] }],
    });
  });
});

describe("what stands beside the texts of a message", () => {
  it("is skipped for a user, and for a bot told where it would be run", () => {
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
    "is an issue where a bot might have been meant to say it: %j",
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
  ])("is a quote inside of a text, or signs around it: %j", (text, written) => {
    const { file, issues } = parseColang(`define bot a\n  ${written}\n  "c"\n`);
    expect(issues).toEqual([]);
    expect(file.messages[0]?.texts.map((one) => one.text)).toEqual([text, "c"]);
  });

  it("is a variable in the name of a message, which the statement repeats", () => {
    const { file, issues } = parseColang('define bot refuse $why\n  "no, $why"\ndefine flow x\n  bot refuse $why\n');
    expect(issues).toEqual([]);
    expect(file.messages[0]?.name).toBe("refuse $why");
    expect(file.flows[0]?.body[0]).toMatchObject({ message: { kind: "named", name: "refuse $why" } });
  });
});

describe("what cannot be read", () => {
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
  ])("%j is told with its place", (text, line, column, message) => {
    const { issues } = parseColang(text);
    expect(issues).toEqual([{ line, column, message: expect.stringMatching(message) }]);
  });

  it("hides nothing that stands beside it", () => {
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

  it("is kept up to a bound, and imports are a warning", () => {
    expect(parseColang("x\n".repeat(5000)).issues).toHaveLength(1000);
    expect(parseColang("import core")).toMatchObject({ issues: [], warnings: [{ line: 1, column: 1 }] });
  });

  it("passes over the definition of an action, as NeMo Guardrails does, and says so", () => {
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

  it("includes what is nested or chained without end", () => {
    const deep = Array.from({ length: 150 }, (_, depth) => `${" ".repeat(depth + 1)}if $a`).join("\n");
    expect(parseColang(`define flow x\n${deep}`).issues[0]?.message).toMatch(/nested too deeply/);
    for (const value of [`${"(".repeat(300)}1`, `${"-".repeat(300)}1`, `${"not ".repeat(300)}$a`, "[".repeat(300)])
      expect(parseColang(`define flow x\n  $a = ${value}`).issues[0]?.message).toMatch(/nested too deeply/);
    expect(parseColang(`define flow x\n  $a = 1${" + 1".repeat(300)}`).issues[0]?.message).toMatch(/too long/);
    expect(parseColang(`define flow x\n  $a = $b${".c".repeat(300)}`).issues[0]?.message).toMatch(/too long/);
  });
});

it("any text gives a tree and issues, and throws nothing", () => {
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
