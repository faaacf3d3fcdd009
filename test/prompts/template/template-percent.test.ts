import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentFormat, percentOf } from "../../../src/prompts/template/template-percent.ts";
import { compileTemplate } from "../../../src/prompts/template/template.ts";

/** What CPython 3.11 gives for `format % tuple(values)`. */
const OF_PYTHON: readonly (readonly [format: string, values: readonly unknown[], text: string])[] = [
  ["%s", ["a"], "a"],
  ["%s and %s", ["a", 3], "a and 3"],
  ["%d%%", [3.9], "3%"],
  ["%5d|%-5d|%05d", [3, 3, -3], "    3|3    |-0003"],
  ["%.2f", [2.567], "2.57"],
  ["%.2f", [2.675], "2.67"],
  ["%.0f %.0f %.1f", [0.5, 1.5, 0.25], "0 2 0.2"],
  ["%8.3f|", [-2.5], "  -2.500|"],
  ["%+d % d", [3, 3], "+3  3"],
  ["%s %s", [true, null], "True None"],
  ["%.2s", ["abc"], "ab"],
  ["%6s|%-6s|", ["a", "b"], "     a|b     |"],
  ["%f", [1], "1.000000"],
  ["%d %i", [true, -7], "1 -7"],
];

describe("percentFormat", () => {
  it.each(OF_PYTHON)("%j with %j", (format, values, text) => {
    expect(percentFormat(format, values)).toBe(text);
  });

  it.each<readonly [string, readonly unknown[]]>([
    ["%d", ["3"]],
    ["%s %s", ["a"]],
    ["none", ["a"]],
    ["%q", ["a"]],
    ["100%", ["a"]],
    ["%999d", [1]],
    ["%.999f", [1]],
  ])("rejects %j with %j", (format, values) => {
    expect(() => percentFormat(format, values)).toThrow(TypeError);
  });

  it("throws only TypeErrors, for any input", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[%sdf0-9.+ -]*$/), fc.array(fc.jsonValue()), (format, values) => {
        try {
          expect(typeof percentFormat(format, values)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
    );
  });

  it("accepts a list as the value of one field, or of each of several", () => {
    expect(percentOf("%s", [1, 2])).toBe("[1, 2]");
    expect(percentOf("%s-%s", [1, 2])).toBe("1-2");
  });

  it("has limits", () => {
    const template = compileTemplate("{{ ('%100s' * 10000) % list }}");
    expect(() => template.render({ list: Array.from({ length: 10_000 }, () => "a") })).not.toThrow();
    const long = compileTemplate("{{ '%s%s' | format(text, text) }}");
    expect(() => long.render({ text: "a".repeat(600_000) })).toThrow(/longer than/);
  });
});

describe("percentFormat in a template", () => {
  it("is an operator and a filter", () => {
    expect(
      compileTemplate("{{ '%.2f' % f }} {{ '%s is %d' | format(a, n) }} {{ 7 % 4 }}").render({
        f: 2.567,
        a: "x",
        n: 3,
      }),
    ).toBe("2.57 x is 3 3");
  });
});
