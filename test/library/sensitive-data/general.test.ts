import { describe, expect, it } from "vitest";
import { entityDetector } from "../../../bench/detectors/entity-detector.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";

const found = (entity: string, text: string, threshold = 0.35): readonly string[] =>
  entityDetector(
    RECOGNIZERS.filter((recognizer) => recognizer.entity === entity),
    threshold,
  )(text).map(({ start, end }) => text.slice(start, end));

describe("EMAIL_ADDRESS", () => {
  it.each([
    "jane@example.com",
    "j.o'brien+news@mail.example.co.uk",
    "info@xn--80ak6aa92e.com",
    "hans@müller.de",
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
  ])("finds no more than the address in %s", (around) => {
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
  ])("leaves %s alone", (text) => {
    expect(found("EMAIL_ADDRESS", text)).toEqual([]);
  });
});

describe("CREDIT_CARD", () => {
  it.each([
    "4111111111111111",
    "4111 1111 1111 1111",
    "3782-822463-10005",
    "5018 0000 0009",
    "6011000990139424",
    "3530111333300000",
  ])("finds %s", (card) => {
    expect(found("CREDIT_CARD", `pay with ${card} now`)).toEqual([card]);
  });

  it.each(["4111111111111112", "0000000000000000", "1234567812345670", "41111111111111111111", "id-4111111111111111"])(
    "leaves %s alone",
    (text) => {
      expect(found("CREDIT_CARD", text)).toEqual([]);
    },
  );
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

  it.each(["DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000"])("leaves %s alone", (text) => {
    expect(found("IBAN_CODE", text)).toEqual([]);
  });
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
    "12:34:56",
    "see section 14.3.4.1",
    "192.168.0.1",
    "::1",
    "version v9.84.216.34",
  ])("leaves %s alone", (text) => {
    expect(found("IP_ADDRESS", text)).toEqual([]);
  });

  it("finds addresses of private networks where less is asked for", () => {
    expect(found("IP_ADDRESS", "route 192.168.0.7", 0.2)).toEqual(["192.168.0.7"]);
  });

  it.each(["192.168.0.7", "10.1.2.3", "172.20.5.9", "fd12:3456::1", "fe80::1:2"])(
    "finds %s of a private network beside a word that says what it is",
    (address) => {
      expect(found("IP_ADDRESS", `our server ${address} is down`)).toEqual([address]);
    },
  );

  it.each(["192.168.0.0", "127.0.0.1", "0.0.0.0", "255.255.255.0"])(
    "leaves %s alone, which is no machine of anybody's",
    (address) => {
      expect(found("IP_ADDRESS", `our server ${address} is down`)).toEqual([]);
    },
  );
});

describe("PHONE_NUMBER", () => {
  it.each([
    ["GSM: 0470 12 34 56", "0470 12 34 56"],
    ["tél: 27 12 34 56", "27 12 34 56"],
    ["sími: 410 1234", "410 1234"],
    ["SĐT 0912345678", "0912345678"],
    ["telefon: 08123456", "08123456"],
    ["Telefon 030.123456", "030.123456"],
    ["celular 11961234567", "11961234567"],
  ])("is told by the words of more languages: %s", (text, number) => {
    expect(found("PHONE_NUMBER", text)).toEqual([number]);
    expect(found("PHONE_NUMBER", text.replace(/^\S+/, "Es"))).toEqual([]);
  });

  it.each([
    "Your order number is 7408482040.",
    "part number 204-8428-64",
    "serial number 0608 0240 8286",
    "mobile app version 3.48.2640",
    "the call took 6668680 ns",
    "Rechnungsnummer: 0121 234 2617, Telefon folgt",
    "número de pedido 612 345 678, llame",
    "GSM 900 1800 1900",
  ])("is no number that is named as another: %s", (text) => expect(found("PHONE_NUMBER", text)).toEqual([]));

  it.each([
    ["call +1-524-584-8359x88213 now", "+1-524-584-8359x88213"],
    ["call 001-860-681-6346x632 now", "001-860-681-6346x632"],
    ["Fax (+30) 2676 578906", "(+30) 2676 578906"],
    ["Tel:020 7946 0958", "020 7946 0958"],
    ["phone=0900339075", "0900339075"],
    ["Telefon: (58)/961-1726", "(58)/961-1726"],
    ["我的电话是13812345678", "13812345678"],
    ["전화번호는 02-1642-0457", "02-1642-0457"],
    ["llámame al 952 948 212", "952 948 212"],
    ["Telepon: (0534) 303-7855", "(0534) 303-7855"],
    ["फ़ोन: 05643893265", "05643893265"],
    ["tlf. 22 15 80 61", "22 15 80 61"],
    ["تلفن: 021 8877 6655", "021 8877 6655"],
  ])("is found whole in %s", (text, number) => {
    expect(found("PHONE_NUMBER", text)).toEqual([number]);
  });

  it.each(["call me at 12:30 2024-05-06", "call it 12:3456789", "call me on 06.05.2024", "order number 2005702"])(
    "is not in %s",
    (text) => {
      expect(found("PHONE_NUMBER", text)).toEqual([]);
    },
  );

  it.each([
    "+1 (415) 555-2671",
    "+44 7700 900677",
    "+46 (0)8 928 571 38",
    "0049 30 901820",
    "(415) 555-2671",
    "415-555-2671",
    "+4915112345678",
  ])("finds %s without a word before it", (number) => {
    expect(found("PHONE_NUMBER", `or ${number} then`)).toEqual([number]);
  });

  it.each(["tel:+1-201-555-0123", "phone=+12015550123", '{"phone":"+675 312 2076"}', "fax:+247 43982"])(
    "finds the number in %s, right behind its name",
    (text) => {
      expect(found("PHONE_NUMBER", text)).toEqual([text.replace(/^[^+]+/, "").replace('"}', "")]);
    },
  );

  it.each([
    "0494 92 82 32",
    "668 5702",
    "07700900123",
    "0961-7596216",
    "(07) 1232760",
    "(0-612) 36395",
    "(11) 96123-0776",
    "321 1239981",
    "71234227",
  ])("finds %s behind a word that says so", (number) => {
    expect(found("PHONE_NUMBER", `please call me at ${number} today`)).toEqual([number]);
    expect(found("PHONE_NUMBER", `there were ${number} of them`)).toEqual([]);
  });

  it.each([
    "781 1704 office",
    "416 60 039 (home)",
    "28-64-66-98, fax",
    "655 437 108 - Mobile",
    "(08) 9123 4567 work",
    "010 123 4505 is my mobile",
    "0121 234 2617\tdesk",
    "0121 234 2617  mobile",
  ])("finds the number in %s by the word behind it", (text) => {
    const number = text.replace(/(?:,| \(| -| is my)?\s*[a-z]+\)?$/i, "");
    expect(found("PHONE_NUMBER", `Apt. 12\n${text}\n`)).toEqual([number]);
    expect(found("PHONE_NUMBER", `Apt. 12\n${number} people\n`)).toEqual([]);
    expect(found("PHONE_NUMBER", `Apt. 12\n${number} officers, ${number} home@acme.org`)).toEqual([]);
  });

  it.each(["Office: 0121 234 2617", "| Ph: 0412 345 678 |", "Desk. 416 60 039", "Home: (02) 9123 4567"])(
    "finds the number behind the label in %s",
    (text) => {
      expect(found("PHONE_NUMBER", `Jane Doe\n${text}\n`)).toEqual([/[(\d].*\d/.exec(text)?.[0]]);
      expect(found("PHONE_NUMBER", `Jane Doe\n${text.replace(/[a-z]+/i, "x")}\n`)).toEqual([]);
    },
  );

  it.each(["(351) 925144759", "+54 9 3696 7087", "+48(5)2546771645", "(906.358.5438)", "[906.358.5438](906.358.5438)"])(
    "finds no part of %s",
    (text) => {
      const numbers = text.match(/\+?\(\d+\) ?\d+|\+[\d ()]+|[\d.]+/g) ?? [];
      expect(found("PHONE_NUMBER", `call ${text}`)).toEqual(numbers);
    },
  );

  it.each(["+999 123 456 789", "since Linux 4.12", "2024-05-12", "10.0.0.1", "+1 23", "call 000-000-0000"])(
    "leaves %s alone",
    (text) => {
      expect(found("PHONE_NUMBER", text)).toEqual([]);
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
  ])("leaves %s alone", (text) => {
    expect(found("CRYPTO", text)).toEqual([]);
  });

  it("finds a wallet without a check beside a word", () => {
    const wallet = "vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg";
    expect(found("CRYPTO", `my solana wallet ${wallet}`)).toEqual([wallet]);
  });
});

describe("MAC_ADDRESS, URL and DATE_OF_BIRTH", () => {
  it("find what they name", () => {
    expect(found("MAC_ADDRESS", "at 00:1B:44:11:3A:B7,")).toEqual(["00:1B:44:11:3A:B7"]);
    expect(found("MAC_ADDRESS", "an EUI-64 02-1B-44-FF-FE-11-3A-B7")).toEqual(["02-1B-44-FF-FE-11-3A-B7"]);
    expect(found("MAC_ADDRESS", "021b.44ff.fe11.3ab7")).toEqual(["021b.44ff.fe11.3ab7"]);
    expect(found("MAC_ADDRESS", "MAC address 001B44113AB7")).toEqual(["001B44113AB7"]);
    expect(found("MAC_ADDRESS", "commit 001b44113ab7")).toEqual([]);
    expect(found("URL", "see https://www.example.com/a?b=c, or example.org/x")).toEqual([
      "https://www.example.com/a?b=c",
      "example.org/x",
    ]);
    expect(found("DATE_OF_BIRTH", "She was born on 12 May 1979 in Bonn, and left on 3 June 1999.")).toEqual([
      "12 May 1979",
    ]);
  });

  it("leave names of files and plain dates alone", () => {
    expect(found("URL", "open index.js, README.md and main.rs")).toEqual([]);
    expect(found("MAC_ADDRESS", "00:00:00:00:00:00")).toEqual([]);
    expect(found("DATE_OF_BIRTH", "due 2024-05-12")).toEqual([]);
  });
});
