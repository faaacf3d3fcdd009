import { describe, expect, it } from "vitest";
import { ColangExpressions } from "../../../src/colang/colang-expressions.ts";
import { Work } from "../../../src/prompts/template/template-work.ts";
import { FlowExpressions } from "../../../src/rails/colang/flow-expressions.ts";
import { ActionOutcome } from "../../../src/rails/colang/outcome.ts";

const block = (truth: "allowed" | "blocked" | undefined): ActionOutcome =>
  new ActionOutcome({ decision: "block", reason: "S1, S2", metadata: {}, transform_text: {} }, truth);

const VARIABLES: Readonly<Record<string, unknown>> = {
  x: 3,
  s: "Hello",
  d: { a: { b: [1, { c: 2 }] }, items: [1] },
  l: [1, 2, 3],
  t: true,
  e: "",
  face: "😀a",
  allowed: block("allowed"),
  found: block("blocked"),
  outcome: block(undefined),
  config: { rails: { config: {} } },
};

const valueOf = (text: string): unknown => {
  const tree = new ColangExpressions(text, { line: 1, column: 1 }).only();
  return new FlowExpressions((name) => VARIABLES[name] ?? null, new Work("flow")).value(tree);
};

/** As NeMo Guardrails computes them; numbers are JavaScript's, so that `7 / 7` is 1. */
const TABLE: readonly (readonly [string, unknown])[] = [
  ['"n %d" % $x', "n 3"],
  ['"%s and %s" % ($s, $x)', "Hello and 3"],
  ["$x / 2", 1.5],
  ["-7 // 2", -4],
  ["-7 % 3", 2],
  ["2 ** 10", 1024],
  ['f"{$s} there"', "Hello there"],
  ["$s.lower()", "hello"],
  ["$s[1:3]", "el"],
  ["$s[-1]", "o"],
  ['"ell" in $s', true],
  ["$s not in $l", true],
  ["$d.a.b[1].c", 2],
  ['$d["a"]["b"][0]', 1],
  ["$d.missing", null],
  ['$d.get("zz", 0) > 1', false],
  ["$nobody is None", true],
  ['$nobody or "default"', "default"],
  ["$x == 3 and $s", "Hello"],
  ["not not $l", true],
  ["1 < $x < 5", true],
  ["1 if $t else 2", 1],
  ['$x == "3"', false],
  ["0 == False", true],
  ["None == False", false],
  ["1 + True", 2],
  ["$s * 2", "HelloHello"],
  ["len($l)", 3],
  ["len($face)", 2],
  ['$s.find("l")', 2],
  ['$s.startswith("He")', true],
  ["not $allowed", true],
  ['$allowed["allowed"]', false],
  ["$found == True", true],
  ["$found is True", true],
  ["$allowed is False", true],
  ["$allowed is not True", true],
  ["$allowed is None", false],
  ['$allowed == "no"', false],
  ["$outcome.is_blocked", true],
  ["$allowed < 0.5", true],
  ["$config.rails.config.content_safety.multilingual.enabled", null],
];

const FAULTS: readonly (readonly [string, RegExp])[] = [
  ['$d["missing"]', /nothing under the key "missing"/],
  ["$nobody.x", /None has no attribute "x"/],
  ["$nobody > 3", /None and a number have no order/],
  ['"a" + 1', /not possible/],
  ["10 // 0", /no number/],
  ["$l[7]", /no position 7/],
  ["$l.append(4)", /no method "append"/],
  ["$s.constructor()", /no method "constructor"/],
  ["len($x)", /has no length/],
  ["not $outcome", /neither true nor false/],
  ["$outcome.allow", /has no "allow"/],
  ["$s * 2000000", /longer than/],
];

describe("expressions of flows", () => {
  it.each(TABLE)("%s is %j", (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it.each(FAULTS)("%s fails", (text, message) => {
    expect(() => valueOf(text)).toThrow(message);
  });

  it("cannot access inherited members", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"])
      expect(valueOf(`$d.${name}`)).toBeNull();
  });
});
