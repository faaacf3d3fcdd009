import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasMediaType, unusualType } from "../../../src/rails/request/media-type.ts";

describe("unusualType", () => {
  it.each([
    ["data:image/png;base64,QUJD", ""],
    ["data:IMAGE/PNG;BASE64,QUJD", ""],
    ["data:text/plain;charset=UTF-8;base64,QUJD", ""],
    ["data:;base64,QUJD", ""],
    ["data:,words", ""],
    ["https://a.test/data:image/odd", ""],
    ["QUJD", ""],
    ["data:image/odd;base64,QUJD", "image/odd"],
    ["data:image/png;name=said;base64,QUJD", "image/png;name=said"],
    ["data:text/plain;charset=said,words", "text/plain;charset=said"],
    ["data:said", "said"],
  ])("of %s is %j", (url, type) => {
    expect(unusualType(url)).toBe(type);
  });

  it("leaves no custom text in a type unchecked", () => {
    const word = fc.stringMatching(/^[a-z]{9,20}$/);
    fc.assert(
      fc.property(word, fc.constantFrom("#/png", "image/#", "image/png;#", "image/png;a=#", "#"), (said, shape) => {
        const url = `data:${shape.replace("#", said)};base64,QUJD`;
        expect(unusualType(url)).toContain(said);
      }),
    );
  });
});

describe("hasMediaType", () => {
  it("limits the length of a type", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), (said) => {
        const head = said.replaceAll(",", "");
        if (hasMediaType(`data:${head};base64,QUJD`)) expect(head.length).toBeLessThan(900);
        if (/[^\x21-\x7e]/.test(head.trim())) expect(hasMediaType(`data:${head}x;base64,QUJD`)).toBe(false);
      }),
    );
  });
});
