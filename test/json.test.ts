import { describe, expect, it } from "vitest";
import { parseServerJson } from "../src/json.ts";

describe("the lenient JSON parser", () => {
  it.each([
    ["null", null],
    [" null\n", null],
    ["[null]", [null]],
    ["0", 0],
    ["false", false],
    ['""', ""],
  ])("parses %j as its value, and not as null", (text, value) => {
    expect(parseServerJson(text)).toEqual(value);
  });

  it.each(["", "nul", "undefined", "{", "{NaN}"])("returns undefined for invalid JSON: %j", (text) => {
    expect(parseServerJson(text)).toBeUndefined();
  });

  it("returns null for non-finite numbers, and keeps strings", () => {
    expect(parseServerJson('{"a": NaN, "b": [-Infinity, 1], "NaN": "NaN, \\" Infinity"}')).toEqual({
      a: null,
      b: [null, 1],
      NaN: 'NaN, " Infinity',
    });
  });
});
