import { describe, expect, it } from "vitest";
import { ColangExpressions } from "../../src/colang/colang-expressions.ts";
import type { ColangExpression } from "../../src/colang/colang-tree.ts";

/** An expression with all its parentheses, as Python would group it. */
function shown(value: ColangExpression): string {
  switch (value.kind) {
    case "literal":
      return JSON.stringify(value.value);
    case "variable":
      return `$${value.name}`;
    case "joined":
      return `join(${value.parts.map((part) => (typeof part === "string" ? JSON.stringify(part) : shown(part))).join(", ")})`;
    case "list":
      return `[${value.items.map(shown).join(", ")}]`;
    case "dict":
      return `{${value.entries.map(([key, one]) => `${shown(key)}: ${shown(one)}`).join(", ")}}`;
    case "member":
      return `${shown(value.object)}.${value.name}`;
    case "index":
      return `${shown(value.object)}[${shown(value.key)}]`;
    case "slice":
      return `${shown(value.object)}[${value.bounds.map((bound) => (bound === undefined ? "" : shown(bound))).join(":")}]`;
    case "call":
      return `${value.object === undefined ? "" : `${shown(value.object)}.`}${value.name}(${value.args.map(shown).join(", ")})`;
    case "sign":
      return `(${value.sign}${shown(value.operand)})`;
    case "not":
      return `(not ${shown(value.operand)})`;
    case "compare":
      return `(${shown(value.first)}${value.rest.map(({ operator, right }) => ` ${operator} ${shown(right)}`).join("")})`;
    case "math":
      return `(${shown(value.left)} ${value.operator} ${shown(value.right)})`;
    case "and":
    case "or":
      return `(${shown(value.left)} ${value.kind} ${shown(value.right)})`;
    case "choice":
      return `(${shown(value.chosen)} if ${shown(value.condition)} else ${shown(value.otherwise)})`;
  }
}

const parse = (text: string): ColangExpression => new ColangExpressions(text, { line: 1, column: 1 }).only();

describe("an expression", () => {
  it.each([
    ["$a or $b and not $c", "($a or ($b and (not $c)))"],
    ["not $a == $b", "(not ($a == $b))"],
    ["not not $a", "(not (not $a))"],
    ["1 < $x <= 5", "(1 < $x <= 5)"],
    ["$a in $b and $a not in $c", "(($a in $b) and ($a not in $c))"],
    ["$a is None or $a is not True", "(($a is null) or ($a is not true))"],
    ["1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"],
    ["7 // 2 % 3", "((7 // 2) % 3)"],
    ["-2 ** 2", "(-(2 ** 2))"],
    ["2 ** -1", "(2 ** (-1))"],
    ["2 ** 3 ** 2", "(2 ** (3 ** 2))"],
    ["($a + 1) * 2", "(($a + 1) * 2)"],
    ["$a if $b else $c if $d else $e", "($a if $b else ($c if $d else $e))"],
    ["$d.a.b[1].c", "$d.a.b[1].c"],
    ['$r.metadata.get("k", 0) > 1', '($r.metadata.get("k", 0) > 1)'],
    ["$s[1:3] + $s[-1] + $s[:]", "(($s[1:3] + $s[(-1)]) + $s[:])"],
    ["$s[::2]", "$s[::2]"],
    ["len($l) > 0", "(len($l) > 0)"],
    ["$s.strip().lower()", "$s.strip().lower()"],
    ["'single' \"a\\nb\" 'c'", '"singlea\\nbc"'],
    ['"it\'s $x {y}"', '"it\'s $x {y}"'],
    ["1_000 + 0x10 + 1e3 + 0.5", "(((1000 + 16) + 1000) + 0.5)"],
    ["[1, $a, ]", "[1, $a]"],
    ["{'a': 1, \"b\": [$c]}", '{"a": 1, "b": [$c]}'],
    ["()", "[]"],
    ["(1, 2)", "[1, 2]"],
    ['f"Hi {$n.first}, {{ok}} {1 + 1}\\n"', 'join("Hi ", $n.first, ", ", "{", "ok", "}", " ", (1 + 1), "\\n")'],
    ["True and False", "(true and false)"],
  ])("%s is parsed as %s", (text, expected) => {
    expect(shown(parse(text))).toBe(expected);
  });

  it("has the positions of the values in an f-string", () => {
    expect(parse('f"ab {$x}"')).toMatchObject({ parts: ["ab ", { at: { line: 1, column: 7 } }] });
  });

  it.each([
    ["", "found the end of the line"],
    ["$a $b", 'Expected the end of the line, found "b"'],
    ["$a if $b", 'Expected "else"'],
    ["$a not $b", 'Expected "in"'],
    ["$a.1", "Expected"],
    ["$", "Expected a name behind the $"],
    ["lower($a)", "only len can be called; write $variable.lower(…)"],
    ["any($a)", "only len can be called"],
    ['contains($a, "b")', 'write "text" in $variable'],
    ['$a contains "b"', 'Expected the end of the line, found "contains"; write "text" in $variable'],
    ['$a matches "b"', "let an action look for a pattern"],
    ["$a = 1", "write == to compare"],
    ["$a && $b", "write and"],
    ["!$a", "write not"],
    ["a.b", "write $a for a variable"],
    ["user ask harmful activity", 'found "user"; what a user means is dialog, which is not run: let an action decide'],
    ["{1 2}", 'Expected ":"'],
    ["$a..b", "Expected a name"],
    ["$user-", "found the end of the line"],
    ["lambda: 1", "Expected a value"],
  ])("%j is rejected", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
