import { describe, expect, it } from "vitest";
import { regExpDetector } from "../../../bench/detectors/detector.ts";
import { drawn } from "../../../bench/detectors/draw.ts";
import { isJsonWebEncryption, isJsonWebToken } from "../../../src/library/secrets/json-web-token.ts";
import { KEY_MATERIAL } from "../../../src/library/secrets/key-material.ts";

const encoded = (value: unknown): string => btoa(JSON.stringify(value)).replaceAll("=", "");
const HEADER = encoded({ alg: "HS256", typ: "JWT" });
const CLAIMS = encoded({ sub: "1234567890", iat: 1_516_239_022 });
const SIGNATURE = "c2lnbmF0dXJlLW9mLXNvbWUtbGVuZ3Ro";

const detect = regExpDetector(KEY_MATERIAL);
const found = (text: string): readonly string[] => detect(text).map(({ start, end }) => text.slice(start, end));

describe("JSON Web Tokens", () => {
  it("are a header and claims in JSON, with or without a signature", () => {
    expect(isJsonWebToken(`${HEADER}.${CLAIMS}.${SIGNATURE}`)).toBe(true);
    expect(isJsonWebToken(`${HEADER}.${CLAIMS}.`)).toBe(true);
    expect(isJsonWebToken(`${HEADER}.${CLAIMS}`)).toBe(true);
  });

  it("are not other base64 with dots", () => {
    expect(isJsonWebToken(`${HEADER}.${SIGNATURE}.${SIGNATURE}`)).toBe(false);
    expect(isJsonWebToken(`${encoded({ name: "no algorithm" })}.${CLAIMS}.${SIGNATURE}`)).toBe(false);
    expect(isJsonWebToken("eyJAAAA.eyJBBB")).toBe(false);
  });

  it.each(['{"alg":"HS256"', '{"alg":}', '["alg"]', '"alg"'])("do not start with %s", (head) => {
    const written = btoa(head).replaceAll("=", "");
    expect(isJsonWebToken(`${written}.${CLAIMS}.${SIGNATURE}`)).toBe(false);
    expect(isJsonWebToken(`${HEADER}.${written}.${SIGNATURE}`)).toBe(false);
  });

  it("are encrypted if the header says how", () => {
    const rest = [SIGNATURE, SIGNATURE, SIGNATURE, SIGNATURE].join(".");
    expect(isJsonWebEncryption(`${encoded({ alg: "dir", enc: "A256GCM" })}.${rest}`)).toBe(true);
    expect(isJsonWebEncryption(`${HEADER}.${rest}`)).toBe(false);
    expect(isJsonWebEncryption(`${btoa('{"enc":').replaceAll("=", "")}.${rest}`)).toBe(false);
    expect(isJsonWebEncryption(rest)).toBe(false);
  });

  it("are found in a text", () => {
    const token = `${HEADER}.${CLAIMS}.${SIGNATURE}`;
    expect(found(`Cookie: session=${token}; path=/`)).toEqual([token.slice("ey".length)]);
  });
});

describe("private keys", () => {
  const body = "MC4CAQAwBQYDK2VwBCIEIJ".repeat(6);
  const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} PRIVATE KEY-----`) as [string, string];

  it("are found from their first line on, with line breaks or escaped ones", () => {
    const key = `\n${body}\n${body}\n${end}`;
    expect(found(`the key:\n${begin}${key}\n`)).toEqual([key]);
    const escaped = key.replaceAll("\n", "\\n");
    expect(found(`{"private_key": "${begin}${escaped}"}`)).toEqual([escaped]);
  });

  it("are found for every algorithm", () => {
    for (const kind of ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]) {
      const key = `\n${body}\n${end.replace("END ", `END ${kind}`)}`;
      expect(found(begin.replace("BEGIN ", `BEGIN ${kind}`) + key)).toEqual([key]);
    }
  });

  it("are not public keys or certificates", () => {
    expect(found(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`)).toEqual([]);
    expect(found(`-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----`)).toEqual([]);
  });
});

describe("Tableau tokens", () => {
  it("follow 16 bytes in base64", () => {
    const [id = "", secret = ""] = [...drawn("[0-9A-Za-z+/]{22}", 1, 8), ...drawn("[0-9A-Za-z]{32}", 1, 9)];
    expect(found(`sign in with ${id}==:${secret}.`)).toEqual([secret]);
    expect(found(`a ==:${secret}`)).toEqual([]);
  });
});
