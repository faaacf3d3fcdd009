import { describe, expect, it } from "vitest";
import { entityGates, entityProgram } from "../../../src/library/sensitive-data/entity-gate.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";
import { found } from "./found.ts";

describe("PHONE_NUMBER", () => {
  it.each([
    ["GSM: 0470 12 34 56", "0470 12 34 56"],
    ["tél: 27 12 34 56", "27 12 34 56"],
    ["sími: 410 1234", "410 1234"],
    ["SĐT 0912345678", "0912345678"],
    ["telefon: 08123456", "08123456"],
    ["Telefon 030.123456", "030.123456"],
    ["celular 11961234567", "11961234567"],
  ])("is found by context words in other languages: %s", (text, number) => {
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
  ])("is not a number with another name: %s", (text) => expect(found("PHONE_NUMBER", text)).toEqual([]));

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
    ['<label>Phone</label> <input value="020 7946 0123">', "020 7946 0123"],
    ["Mobilnummer: 08-123 456 78", "08-123 456 78"],
    ["Telefon: 06 1 123 4567", "06 1 123 4567"],
    ["Recapito telefonico: 347 123 4567", "347 123 4567"],
    ["Matkapuhelin: 040 123 4567", "040 123 4567"],
    ["رقم الهاتف: 0501234567", "0501234567"],
    ["Di động: 024 3823 1234", "024 3823 1234"],
    ["No. HP: 0812-3456-7890", "0812-3456-7890"],
    ["Sie erreichen mich unter 0171 2345678.", "0171 2345678"],
  ])("is found completely in %s", (text, number) => {
    expect(found("PHONE_NUMBER", text)).toEqual([number]);
  });

  it.each(["call me at 12:30 2024-05-06", "call it 12:3456789", "call me on 06.05.2024", "order number 2005702"])(
    "is not found in %s",
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
  ])("finds %s without a context word", (number) => {
    expect(found("PHONE_NUMBER", `or ${number} then`)).toEqual([number]);
  });

  it.each(["tel:+1-201-555-0123", "phone=+12015550123", '{"phone":"+675 312 2076"}', "fax:+247 43982"])(
    "finds the number in %s, directly after its name",
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
  ])("finds %s after a context word", (number) => {
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
  ])("finds the number in %s by the word after it", (text) => {
    const number = text.replace(/(?:,| \(| -| is my)?\s*[a-z]+\)?$/i, "");
    expect(found("PHONE_NUMBER", `Apt. 12\n${text}\n`)).toEqual([number]);
    expect(found("PHONE_NUMBER", `Apt. 12\n${number} people\n`)).toEqual([]);
    expect(found("PHONE_NUMBER", `Apt. 12\n${number} officers, ${number} home@acme.org`)).toEqual([]);
  });

  it.each(["Office: 0121 234 2617", "| Ph: 0412 345 678 |", "Desk. 416 60 039", "Home: (02) 9123 4567"])(
    "finds the number after the label in %s",
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
    "does not match %s",
    (text) => {
      expect(found("PHONE_NUMBER", text)).toEqual([]);
    },
  );

  it.each(["since 19", "in 199", "on page 109"])("does not hold back the number in %s", (text) => {
    const phones = RECOGNIZERS.filter(({ entity }) => entity === "PHONE_NUMBER");
    const gate = entityGates(entityProgram(phones, 0.4), { action: "mask", reading: "exact" })();
    expect(gate.feed(text).text).toBe(text);
  });
});
