import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainData, textOfData } from "../../src/rails/data-url.ts";

const encoded = (text: string): string => Buffer.from(text).toString("base64");

const FORBIDDEN = encoded("this is forbidden here");

describe("textOfData", () => {
  it.each([
    ["as it should be", FORBIDDEN],
    ["without padding", FORBIDDEN.replaceAll("=", "")],
    ["for URLs", FORBIDDEN.replaceAll("+", "-").replaceAll("/", "_")],
    ["with escapes", FORBIDDEN.replaceAll("m", "%6D").replaceAll("=", "%3D")],
    ["with signs that are none of Base64", `${FORBIDDEN.slice(0, 9)}*!.${FORBIDDEN.slice(9)}~`],
    ["behind many of them", `${"!".repeat(5_000)}${FORBIDDEN}`],
    ["in two runs", `${encoded("this is forb")}==${encoded("idden here")}`],
    ["with one sign too many", `${encoded("this is forbidden ok!")}A`],
    ["with line breaks", FORBIDDEN.replaceAll(/(.{5})/g, "$1\n")],
  ])("reads Base64 %s, whatever its type", (_, base64) => {
    for (const type of ["text/plain", "image/png", "", "application/octet-stream"]) {
      expect(textOfData(`data:${type};base64,${base64}`)).toContain("forbidden");
    }
  });

  it("reads whatever Node's decoder makes of a text that somebody has sprinkled", () => {
    // A percent sign alone could make an escape of what follows it.
    const noise = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom("!", "*", ".", "~", " ", "%~", "\n", "ß")));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), noise, (text, places) => {
        let base64 = encoded(text);
        for (const [at, sign] of places) base64 = base64.slice(0, at) + sign + base64.slice(at);
        const lenient = Buffer.from(base64.replaceAll("=", ""), "base64").toString();
        expect(textOfData(`data:text/plain;base64,${base64}`)).toBe(lenient);
      }),
    );
  });

  it("leaves pictures alone", () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0xfd, 0]).toString("base64");
    expect(textOfData(`data:image/png;base64,${png}`)).toBeUndefined();
  });
});

describe("isPlainData", () => {
  it.each(["https://a.test/i.png", "data:,hi", `data:text/plain;base64,${FORBIDDEN}`, "data:image/png;base64,QUJD"])(
    "takes %s",
    (url) => {
      expect(isPlainData(url)).toBe(true);
    },
  );

  it.each(["QU*JD", "QU=JD", "QUJDQ", "QUJD===", "%ZZ"])("takes no Base64 like %s", (base64) => {
    expect(isPlainData(`data:image/png;base64,${base64}`)).toBe(false);
  });
});
