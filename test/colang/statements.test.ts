import { describe, expect, it } from "vitest";
import { parseColang } from "../../src/colang/parse-colang.ts";
import { bodyOf, plain } from "./plain-tree.ts";

const statement = (...lines: readonly string[]): unknown => plain(bodyOf(...lines)[0]);

const variable = (name: string) => ({ kind: "variable", name });

const literal = (value: unknown) => ({ kind: "literal", value });

describe("# in a statement", () => {
  it.each([
    ["if $x == 'a # b' # why\n    pass", ["a # b"]],
    ["if $x == \"it's # b\" # 'why\n    pass", ["it's # b"]],
    ["if $x in ['#', '# b'] # why\n    pass", ["#", "# b"]],
    [String.raw`if $x == 'it\'s # b' # why` + "\n    pass", ["it's # b"]],
  ])("starts no comment inside a text: %j", (line, texts) => {
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
  ])("starts a comment after an apostrophe: %j", (line, name) => {
    expect(statement(line)).toEqual({ kind: "bot", message: { kind: "named", name } });
  });

  it("is found in linear time", () => {
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

  it("continue on the next line after a backslash or an `or`", () => {
    expect(statement("if $a or", "    $b", "  stop")).toMatchObject({ branches: [{ condition: { kind: "or" } }] });
    expect(statement("execute act(a=1, \\", "  b=2)")).toMatchObject({ args: [{ name: "a" }, { name: "b" }] });
  });

  it("`when` and `while` have blocks", () => {
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

  it("a text indented under `bot` is its message", () => {
    expect(statement("bot greet", '  "Hi"')).toEqual({
      kind: "bot",
      message: { kind: "named", name: "greet", text: "Hi" },
    });
  });

  it.each(["run", "execute"])("keep the result of an action, also with %s before it", (keyword) => {
    expect(bodyOf(`${keyword} $found = look(text="a")`)).toMatchObject([
      { kind: "execute", action: "look", result: "found" },
    ]);
  });

  it("have their positions", () => {
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
