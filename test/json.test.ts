import { describe, expect, it } from "vitest";
import { parseServerJson } from "../src/json.ts";

describe("the JSON of a server", () => {
  it.each([
    ["null", null],
    [" null\n", null],
    ["[null]", [null]],
    ["0", 0],
    ["false", false],
    ['""', ""],
  ])("that is %j is read as what it is, and not as none", (text, value) => {
    expect(parseServerJson(text)).toEqual(value);
  });

  it.each(["", "nul", "undefined", "{", "{NaN}"])("that is none is undefined: %j", (text) => {
    expect(parseServerJson(text)).toBeUndefined();
  });

  it("has null for numbers that are none, and texts as they are", () => {
    expect(parseServerJson('{"a": NaN, "b": [-Infinity, 1], "NaN": "NaN, \\" Infinity"}')).toEqual({
      a: null,
      b: [null, 1],
      NaN: 'NaN, " Infinity',
    });
  });
});
