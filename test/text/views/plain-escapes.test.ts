import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainEscapes } from "../../../src/text/views/plain-escapes.ts";

/** JSON in which any code unit of a string may be escaped. */
const escaped = (json: string, isEscaped: readonly boolean[]): string =>
  json.replaceAll(/\\.|[\ud800-\udbff][\udc00-\udfff]|[^\\"{}[\],:\d\s]/gs, (piece, at: number) =>
    piece.startsWith("\\") || isEscaped[at % isEscaped.length] !== true
      ? piece
      : piece.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );

const text = fc.string({
  unit: fc.constantFrom("a", "k", "\\", '"', "/", "\n", "é", "😀", "\u0001", "\u2028", "u0073"),
});

describe("plainEscapes", () => {
  it("keeps the value, and removes every unnecessary escape", () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), fc.array(fc.boolean(), { minLength: 1 }), (value, isEscaped) => {
        const plain = JSON.stringify(value);
        const hidden = escaped(plain, isEscaped);
        expect(JSON.parse(hidden)).toEqual(value);
        expect(plainEscapes(hidden)).toBe(plain);
      }),
    );
  });

  it.each([
    [String.raw`\u0073k-1`, "sk-1"],
    [String.raw`\\u0073k-1`, String.raw`\\u0073k-1`],
    [String.raw`a\/b`, "a/b"],
    [String.raw`\ud83d\ude00`, "😀"],
    [String.raw`\ud83d`, String.raw`\ud83d`],
    [String.raw`\u0022\u005C\u000a`, String.raw`\u0022\u005C\u000a`],
    [String.raw`73 cut \u00`, String.raw`73 cut \u00`],
  ])("converts %s to %s", (written, read) => {
    expect(plainEscapes(written)).toBe(read);
  });
});
