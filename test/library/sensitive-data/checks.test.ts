import { isIP } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCard } from "../../../src/library/sensitive-data/checks/card.ts";
import { isDate, isShortDate } from "../../../src/library/sensitive-data/checks/dates.ts";
import { isIban } from "../../../src/library/sensitive-data/checks/iban.ts";
import { isIpV4, isIpV6 } from "../../../src/library/sensitive-data/checks/ip-address.ts";
import { isMod11And2 } from "../../../src/library/sensitive-data/checks/iso-7064.ts";
import { isLuhn } from "../../../src/library/sensitive-data/checks/luhn.ts";
import { isWallet } from "../../../src/library/sensitive-data/checks/wallet.ts";

const LAST_DIGITS: readonly string[] = Array.from("0123456789X");

/** A number completed by a valid check digit. */
const completed = (start: string, check: (value: string) => boolean): string =>
  LAST_DIGITS.map((last) => start + last).find(check) ?? "";

describe("dates", () => {
  it("exist if they do in JavaScript's calendar", () => {
    for (const year of [1899, 1900, 1904, 1996, 1999, 2000, 2023, 2024, 2100]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const date = new Date(Date.UTC(year, month - 1, day));
          const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          expect([year, month, day, isDate(year, month, day)]).toEqual([year, month, day, isReal]);
        }
      }
    }
  });

  it("may be 29 February if the year or its century is unknown", () => {
    expect([isDate(undefined, 2, 29), isDate(undefined, 2, 30)]).toEqual([true, false]);
    expect([isShortDate(0, 2, 29), isShortDate(4, 2, 29), isShortDate(1, 2, 29)]).toEqual([true, true, false]);
  });
});

describe("IP addresses", () => {
  const piece = fc.constantFrom("0", "1", "ab", "FFFF", "12345", "g", ":", "::", ".", "1.2.3.4", "255", "256", "01");
  const written = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: piece, maxLength: 17 }));

  it("are valid if Node's own parser accepts them", () => {
    fc.assert(
      fc.property(written, (value) => {
        expect([value, isIpV4(value), isIpV6(value)]).toEqual([value, isIP(value) === 4, isIP(value) === 6]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["1.2.3", "1.2.3.4.5", "1::2::3", "1.2.3.4::", "1:2:3:4:5:6:7::8", "1:2:3:4:5:6:7", "::g", "g::", "1::2.3"])(
    "are not %s",
    (value) => {
      expect([isIpV4(value), isIpV6(value)]).toEqual([false, false]);
    },
  );

  it("may have a zone", () => {
    expect(isIpV6("fe80::1%eth0")).toBe(true);
  });
});

describe("card numbers", () => {
  const lengthsOf = (start: string): readonly number[] =>
    Array.from({ length: 23 }, (_, length) => length).filter(
      (length) => length > start.length && isCard(completed(start.padEnd(length - 1, "12"), isLuhn)),
    );

  it.each<[string, string, readonly number[]]>([
    ["Visa", "4", [13, 16, 19]],
    ["Mastercard", "51", [16]],
    ["Mastercard", "2221", [16]],
    ["Mastercard", "2720", [16]],
    ["no Mastercard", "2721", []],
    ["American Express", "34", [15]],
    ["Diners Club", "305", [14, 15, 16, 17, 18, 19]],
    ["JCB", "3528", [16, 17, 18, 19]],
    ["UnionPay", "62", [12, 13, 14, 15, 16, 17, 18, 19]],
    ["Maestro", "5018", [12, 13, 14, 15, 16, 17, 18, 19]],
    ["Maestro", "0604", [12, 13, 14, 15, 16, 17, 18, 19]],
    ["Mir", "2200", [16, 17, 18, 19]],
    ["Troy", "9792", [16]],
    ["nobody", "1234", []],
  ])("of %s start with %s and have a valid length", (_, start, lengths) => {
    expect(lengthsOf(start)).toEqual(lengths);
  });

  it("are not one repeated digit", () => {
    expect(isCard(completed("4".repeat(15), isLuhn))).toBe(false);
    expect(isLuhn("0")).toBe(false);
  });
});

/** All values that differ from a value in one character of the alphabet. */
const slips = (value: string, alphabet: string, from: number): readonly string[] =>
  Array.from(value.slice(from)).flatMap((char, at) =>
    Array.from(alphabet)
      .filter((other) => other !== char)
      .map((other) => value.slice(0, from + at) + other + value.slice(from + at + 1)),
  );

describe("check digits", () => {
  it.each(["DE89370400440532013000", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"])(
    "detect every wrong character in the IBAN %s",
    (iban) => {
      expect([isIban(iban), isIban(iban.toLowerCase()), isIban(iban.replace(/(.{4})/g, "$1 "))]).toEqual([
        true,
        true,
        true,
      ]);
      expect(slips(iban, "0123456789", 2).filter((slip) => /^..\d\d/.test(slip) && isIban(slip))).toEqual([]);
    },
  );

  it("reject an IBAN with the length of another country, or an unknown country", () => {
    const withCheck = (country: string, rest: string): string =>
      Array.from({ length: 97 }, (_, check) => `${country}${String(check + 2).padStart(2, "0")}${rest}`).find((iban) =>
        isIban(iban),
      ) ?? "none";
    expect(withCheck("DE", "370400440532013000")).toBe("DE89370400440532013000");
    expect(withCheck("DE", "37040044053201300")).toBe("none");
    expect(withCheck("XX", "370400440532013000")).toBe("none");
  });

  it.each([
    ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0", 1],
    ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "qpzry9x8gf2tvdw0s3jn54khce6mua7lbio", 3],
    ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7Lq", 3],
    ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 3],
  ])("detect every wrong character in the wallet %s", (wallet, alphabet, from) => {
    expect(isWallet(wallet)).toBe(true);
    expect(slips(wallet, alphabet, from).filter(isWallet)).toEqual([]);
  });

  it("detect wrong case in an Ethereum address, which may also be in one case", () => {
    const address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const other = (char: string): string => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase());
    const turned = Array.from(address, (char, at) => address.slice(0, at) + other(char) + address.slice(at + 1));
    expect(turned.filter((slip) => slip !== address && !slip.startsWith("0X")).some(isWallet)).toBe(false);
    expect([address, address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`].map(isWallet)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("may be an X, which means ten", () => {
    expect(["0000000218250097", "000000021694233X", "0000000216942330"].map(isMod11And2)).toEqual([true, true, false]);
  });
});

describe("addresses of wallets", () => {
  const wallets = [
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb",
    "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
    "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
    "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2",
    "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
  ];

  it.each(wallets)("check every character: %s", (wallet) => {
    expect(isWallet(wallet)).toBe(true);
    for (let at = wallet.indexOf(":") + 3; at < wallet.length; at++) {
      const other = wallet[at] === "3" ? "4" : "3";
      expect(isWallet(wallet.slice(0, at) + other + wallet.slice(at + 1))).toBe(false);
    }
  });
});
