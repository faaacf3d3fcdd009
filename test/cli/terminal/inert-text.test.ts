import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inert, inertJson, inertLine } from "../../../src/cli/terminal/inert-text.ts";

test.each([
  ["a link", "\u001b]8;;https://evil\u0007ok\u001b]8;;\u0007", "␛]8;;https://evil␇ok␛]8;;␇"],
  ["a colour in one byte", "\u009b31mred", "\\u009b31mred"],
  ["hidden text", "\u001b[8mhidden", "␛[8mhidden"],
  ["a bell", "\u0007", "␇"],
  ["a line overwritten", "safe\rEVIL", "safe␍EVIL"],
  ["backspaces and delete", "a\b\u007f", "a␈␡"],
  ["a reading direction", "\u202etxt.exe\u2066", "\\u202etxt.exe\\u2066"],
  ["what belongs to text", "a\tb\nc é 日本 👩‍👩‍👧 [red]", "a\tb\nc é 日本 👩‍👩‍👧 [red]"],
])("inert shows %s", (_, text, shown) => {
  expect(inert(text)).toBe(shown);
});

test("inertLine replaces line breaks", () => {
  expect(inertLine("a\nb")).toBe("a␊b");
});

test("inert leaves no control character, for any chunking", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (pieces) => {
      const whole = inert(pieces.join(""));
      expect(whole).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
      expect(pieces.map(inert).join("")).toBe(whole);
    }),
  );
});

test("inertJson has no control character, and the same value", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (value) => {
      const json = inertJson(value, 1);
      expect(json).toBe(inert(json));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
