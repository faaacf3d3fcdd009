import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainData, textsOfData } from "../../../src/rails/request/data-url.ts";

const encoded = (text: string): string => Buffer.from(text).toString("base64");

const FORBIDDEN = encoded("this is forbidden here");

describe("textsOfData", () => {
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
  ])("decodes Base64 %s, whatever its type", (_, base64) => {
    for (const type of ["text/plain", "image/png", "", "application/octet-stream"]) {
      expect(textsOfData(`data:${type};base64,${base64}`)[0]).toContain("forbidden");
    }
  });

  it("decodes the same as Node's decoder with invalid characters in between", () => {
    // A single percent sign could form an escape with the text after it.
    const noise = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom("!", "*", ".", "~", " ", "%~", "\n", "ß")));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), noise, (text, places) => {
        let base64 = encoded(text);
        for (const [at, sign] of places) base64 = base64.slice(0, at) + sign + base64.slice(at);
        const lenient = Buffer.from(base64.replaceAll("=", ""), "base64").toString();
        expect(textsOfData(`data:text/plain;base64,${base64}`)).toContain(lenient);
      }),
    );
  });

  it("decodes each run between paddings separately, as Node's decoder does", () => {
    const signs = fc.array(fc.constantFrom(...Array.from("ABYZabyz0189+/-_==!~é"))).map((all) => all.join(""));
    fc.assert(
      fc.property(signs, (base64) => {
        const runs = base64.replaceAll(/[^A-Za-z0-9+/_=-]/g, "").split(/=+/);
        const bytes = Buffer.concat(runs.map((run) => Buffer.from(run, "base64")));
        expect(textsOfData(`data:text/plain;charset=latin1;base64,${base64}`)[0]).toBe(
          new TextDecoder(
            bytes[0] === 0xff && bytes[1] === 0xfe
              ? "utf-16le"
              : bytes[0] === 0xfe && bytes[1] === 0xff
                ? "utf-16be"
                : "latin1",
          ).decode(bytes),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("decodes escapes of any byte, and keeps invalid ones", () => {
    expect(textsOfData("data:,%41%c3%A9%4%zz%%41é%")).toEqual(["Aé%4%zz%Aé%"]);
  });

  it("ignores images", () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0xfd, 0]).toString("base64");
    expect(textsOfData(`data:image/png;base64,${png}`)).toEqual([]);
  });
});

/** A text in UTF-16, little or big endian. */
const wide = (text: string, order: "le" | "be"): Buffer => {
  const bytes = Buffer.from(text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};

describe("a file with a wrong charset or type", () => {
  const TEXT = "this is forbidden here";
  const BOM = Buffer.from([0xff, 0xfe]);
  const written: readonly (readonly [string, Buffer])[] = [
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 behind the mark of UTF-16", Buffer.concat([BOM, Buffer.from(TEXT)])],
    ["UTF-8 behind an escape of ISO-2022-JP", Buffer.from(`\u001b$B${TEXT}`)],
    ["UTF-16LE", wide(TEXT, "le")],
    ["UTF-16BE", wide(TEXT, "be")],
    ["UTF-16LE behind Chinese", wide(`\u4f60\u597d\u4f60\u597d${TEXT}`, "le")],
    ["UTF-32", Buffer.from(Array.from(TEXT, (letter) => `${letter}\0\0\0`).join(""))],
  ];
  const charsets = ["utf-8", "utf-16", "utf-16le", "utf-16be", "iso-2022-jp", "hz-gb-2312", "latin1", "none-such"];
  const escaped = (bytes: Buffer): string =>
    Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

  it.each(written)("is decoded as %s, whatever charset it declares", (_, bytes) => {
    for (const charset of ["", ...charsets.map((name) => `;charset=${name}`)]) {
      const urls = [
        `data:text/plain${charset};base64,${bytes.toString("base64")}`,
        `data:text/plain${charset},${escaped(bytes)}`,
      ];
      for (const url of urls) expect(textsOfData(url).join("|")).toContain("forbidden");
    }
  });

  it.each(["%zz%66orbidden", "%ff%66orbidden", "%%66orbidden", "100% %66orbidden"])(
    "is decoded after an invalid escape: %s",
    (body) => {
      expect(textsOfData(`data:text/plain,${body}`)[0]).toContain("forbidden");
    },
  );

  it.each(["le", "be"] as const)("is distinguished from an image in UTF-16 without a mark and a type, %s", (order) => {
    expect(textsOfData(wide(TEXT, order).toString("base64"))[0]).toBe(TEXT);
  });

  it.each(["le", "be"] as const)("is decoded by its byte order mark, whatever its type and charset, %s", (order) => {
    const russian = "\u043f\u0440\u0438\u0432\u0435\u0442";
    for (const head of ["text/plain;charset=utf-8", "text/plain;charset=utf-16le", "image/png", "text/plain"]) {
      const url = `data:${head};base64,${wide(`\ufeff${russian}`, order).toString("base64")}`;
      expect(textsOfData(url)[0]).toBe(russian);
    }
  });

  it("does not yield half characters if its charset is right", () => {
    const russian = wide("\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440", "le");
    const texts = textsOfData(`data:text/plain;charset=utf-16le;base64,${russian.toString("base64")}`);
    expect(texts[0]).toBe("\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440");
    for (const text of texts) expect(text).not.toMatch(/\p{Cc}/u);
  });

  it("is one text if all charsets agree", () => {
    expect(textsOfData(`data:text/plain;charset=utf-8;base64,${encoded(TEXT)}`)).toEqual([TEXT]);
  });
});

describe("isPlainData", () => {
  it.each(["https://a.test/i.png", "data:,hi", `data:text/plain;base64,${FORBIDDEN}`, "data:image/png;base64,QUJD"])(
    "accepts %s",
    (url) => {
      expect(isPlainData(url)).toBe(true);
    },
  );

  it.each(["QU*JD", "QU=JD", "QUJDQ", "QUJD===", "%ZZ"])("rejects Base64 like %s", (base64) => {
    expect(isPlainData(`data:image/png;base64,${base64}`)).toBe(false);
  });
});
