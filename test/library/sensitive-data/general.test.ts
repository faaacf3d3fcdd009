import { describe, expect, it } from "vitest";
import { found } from "./found.ts";

describe("EMAIL_ADDRESS", () => {
  it.each([
    "jane@example.com",
    "j.o'brien+news@mail.example.co.uk",
    "info@xn--80ak6aa92e.com",
    "hans@müller.de",
    "info@firma.berlin",
    "用户@例子.中国",
    "123456789@qq.com",
    "r&d_team@example.com",
    "%20jane@example.com",
    "news-jane=example.org@lists.example.com",
  ])("finds %s", (address) => {
    expect(found("EMAIL_ADDRESS", `Write to ${address}, please.`)).toEqual([address]);
    expect(found("EMAIL_ADDRESS", `<${address}>`)).toEqual([address]);
  });

  it.each([
    "'%'",
    "`%`",
    "{%}",
    "|%|",
    "*%*",
    "_%_",
    "**%**",
    "%_",
    "-%",
    "a/%",
    "?to=%&x=1",
    "where mail='%'",
    "user.email=%;",
    "“%”",
    "«%»",
    "„%“",
    "（%）",
    "「%」",
    "%。",
    "邮箱：%，谢谢",
    "我的邮箱是%谢谢",
    "%に送って",
    "%으로 보내",
    "📧%",
  ])("finds only the address in %s", (around) => {
    expect(found("EMAIL_ADDRESS", around.replace("%", "jane@example.com"))).toEqual(["jane@example.com"]);
  });

  it.each([
    "git@localhost",
    "user@host.invalidending",
    "@types/node",
    "a@b",
    "foo@bar.js",
    "<199710060253.TAA09723@wall.org>",
    "<7937@wall.org>",
    "12345-done@bugs.debian.org",
  ])("does not match %s", (text) => {
    expect(found("EMAIL_ADDRESS", text)).toEqual([]);
  });
});

describe("CREDIT_CARD", () => {
  it.each([
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111.1111.1111.1111",
    "4111\u00a01111\u202f1111\u00a01111",
    "3782-822463-10005",
    "5018 0000 0009",
    "6011000990139424",
    "3530111333300000",
  ])("finds %s", (card) => {
    expect(found("CREDIT_CARD", `pay with ${card} now`)).toEqual([card]);
  });

  it.each([
    "4111111111111112",
    "0000000000000000",
    "1234567812345670",
    "41111111111111111111",
    "id-4111111111111111",
    "4111.111111111111",
  ])("does not match %s", (text) => {
    expect(found("CREDIT_CARD", text)).toEqual([]);
  });
});

describe("IBAN_CODE", () => {
  it.each([
    "DE89370400440532013000",
    "gb82 west 1234 5698 7654 32",
    "FR14 2004 1010 0505 0001 3M02 606",
    "NO9386011117947",
  ])("finds %s", (iban) => {
    expect(found("IBAN_CODE", `IBAN: ${iban}.`)).toEqual([iban]);
  });

  it.each(["DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000"])(
    "does not match %s",
    (text) => {
      expect(found("IBAN_CODE", text)).toEqual([]);
    },
  );
});

describe("IP_ADDRESS", () => {
  it.each(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "2606:2800::1", "64:ff9b::93.184.216.34"])(
    "finds %s",
    (address) => {
      expect(found("IP_ADDRESS", `from ${address} at noon`)).toEqual([address]);
    },
  );

  it.each([
    "-a::\n  all of them",
    "--add::\n  one more",
    "256.1.1.300",
    "1.2.3",
    "std::vector",
    "a::b",
    "abc::def::fed",
    "12:34:56",
    "see section 14.3.4.1",
    "192.168.0.1",
    "::1",
    "version v9.84.216.34",
  ])("does not match %s", (text) => {
    expect(found("IP_ADDRESS", text)).toEqual([]);
  });

  it("finds addresses of private networks with a lower threshold", () => {
    expect(found("IP_ADDRESS", "route 192.168.0.7", 0.2)).toEqual(["192.168.0.7"]);
  });

  it.each(["192.168.0.7", "10.1.2.3", "172.20.5.9", "fd12:3456::1", "fe80::1:2"])(
    "finds %s of a private network after a context word",
    (address) => {
      expect(found("IP_ADDRESS", `our server ${address} is down`)).toEqual([address]);
    },
  );

  it.each(["192.168.0.0", "127.0.0.1", "0.0.0.0", "255.255.255.0"])(
    "does not match %s, which identifies no machine",
    (address) => {
      expect(found("IP_ADDRESS", `our server ${address} is down`)).toEqual([]);
    },
  );
});

describe("CRYPTO", () => {
  it.each([
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
    "t1HsxXoGneCWcA56J24xLE34CRc3ZaXVohH",
    "t3JZyTLmEC6pzFEnj9AcvefR8a8LHBSXaaL",
    "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb",
    "KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn",
    "AFnEAxiH12PANQFPeHoYF7DNeYnBAXeSzB",
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
    "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2",
    "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "kaspa:qpamkvhgh0kzx50gwvvp5xs8ktmqutcy3dfs9dc3w7lm9rq0zs76vf959mmrp",
    "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
    "cosmos1hsk6jryyqjfhp5dhc55tc9jtckygx0eph6dd02",
  ])("finds %s", (wallet) => {
    expect(found("CRYPTO", `send it to ${wallet}`)).toEqual([wallet]);
  });

  it.each([
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdr",
    "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg",
    "my wallet 4hXTCkRzt9WyecNzV1XPgCDfGAZzQKNxLXgynz5QDu",
  ])("does not match %s", (text) => {
    expect(found("CRYPTO", text)).toEqual([]);
  });

  it("finds a wallet without a check beside a word", () => {
    const wallet = "vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg";
    expect(found("CRYPTO", `my solana wallet ${wallet}`)).toEqual([wallet]);
  });
});

describe("MAC_ADDRESS, URL and DATE_OF_BIRTH", () => {
  it("find their values", () => {
    expect(found("MAC_ADDRESS", "at 00:1B:44:11:3A:B7,")).toEqual(["00:1B:44:11:3A:B7"]);
    expect(found("MAC_ADDRESS", "an EUI-64 02-1B-44-FF-FE-11-3A-B7")).toEqual(["02-1B-44-FF-FE-11-3A-B7"]);
    expect(found("MAC_ADDRESS", "021b.44ff.fe11.3ab7")).toEqual(["021b.44ff.fe11.3ab7"]);
    expect(found("MAC_ADDRESS", "It is 001b.4411.3ab7.")).toEqual(["001b.4411.3ab7"]);
    expect(found("MAC_ADDRESS", "MAC address 001B44113AB7")).toEqual(["001B44113AB7"]);
    expect(found("MAC_ADDRESS", "commit 001b44113ab7")).toEqual([]);
    expect(found("URL", "see https://www.example.com/a?b=c, or example.org/x")).toEqual([
      "https://www.example.com/a?b=c",
      "example.org/x",
    ]);
    expect(found("URL", "HTTPS://EXAMPLE.ORG/X or t.me/jane")).toEqual(["HTTPS://EXAMPLE.ORG/X", "t.me/jane"]);
    expect(found("DATE_OF_BIRTH", "She was born on 12 May 1979 in Bonn, and left on 3 June 1999.")).toEqual([
      "12 May 1979",
    ]);
  });

  it("do not match file names and other dates", () => {
    expect(found("URL", "open index.js, README.md and main.rs")).toEqual([]);
    expect(found("MAC_ADDRESS", "00:00:00:00:00:00")).toEqual([]);
    expect(found("DATE_OF_BIRTH", "due 2024-05-12")).toEqual([]);
  });
});
