import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customArguments, CustomInput, customInput } from "../../../src/wire/tool-calls/custom-input.ts";

const inPieces = (text: string, size: number): readonly string[] => {
  const input = new CustomInput();
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    input.feed(text.slice(at * size, (at + 1) * size)),
  );
  return [...pieces, input.end()];
};

const unit = fc.constantFrom("a", '"', "\\", "\n", "{", "}", "é", "😀", "\u0000", "u", "input");

describe("the text for a custom tool", () => {
  it("is what its arguments hold, however they arrive", () => {
    const said = fc.array(unit).map((units) => units.join(""));
    fc.assert(
      fc.property(said, fc.integer({ min: 1, max: 9 }), fc.boolean(), (text, size, escapes) => {
        const json = customArguments(text);
        const sent = escapes ? json.replaceAll(/é|😀|a/g, (char) => String.raw`\u${hex(char)}`) : json;
        const pieces = inPieces(sent, size);
        expect(pieces.join("")).toBe(text);
        // Half a character could not be encoded.
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each<[string, string]>([
    ['{ "input" : "a" , "more": "b" }', "a"],
    ["{}", ""],
    ["", ""],
    ['{"input":"a', "a"],
    ['{"input":["a"]}', '{"input":["a"]}'],
    ['{"patch":"a"}', '{"patch":"a"}'],
    ["*** Begin Patch", "*** Begin Patch"],
    [`${"x".repeat(99)}{"input":"a"}`, `${"x".repeat(99)}{"input":"a"}`],
  ])("of %j is %j", (json, text) => {
    expect(customInput(json)).toBe(text);
    for (const size of [1, 3, 7]) expect(inPieces(json, size).join("")).toBe(text);
  });
});

const hex = (char: string): string =>
  Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, "0")).join(
    String.raw`\u`,
  );
