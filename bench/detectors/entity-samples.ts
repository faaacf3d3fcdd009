import { isIban } from "../../src/library/sensitive-data/checks/iban.ts";
import { isLuhn } from "../../src/library/sensitive-data/checks/luhn.ts";
import type { Sample } from "./corpus.ts";
import { drawn } from "./draw.ts";

const SEED = 20_262;
const DIGITS = Array.from("0123456789");

/** Sentences around a value, by the kind of its name. */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  CREDIT_CARD: ["My card VALUE was charged twice.", "Pay with VALUE, please.", "card: VALUE"],
  IBAN_CODE: ["Send it to VALUE by Friday.", "IBAN: VALUE", "the account is VALUE."],
  IP_ADDRESS: ["Requests from VALUE fail.", "host VALUE, port 443", "[VALUE] logged in"],
  US_SSN: ["His SSN is VALUE.", "social security number: VALUE", "SSN VALUE on file"],
  EMAIL_ADDRESS: ["Write to VALUE today.", "<VALUE>", "mail VALUE, or call"],
  URL: ["See VALUE for more.", "the page (VALUE) is down", "VALUE"],
  PHONE_NUMBER: ["Call me at VALUE tomorrow.", "phone: VALUE", "Tel. VALUE (home)"],
};

/** The patterns from which values are generated. `complete` adds check digits. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  CREDIT_CARD: [
    "4\\d{15}",
    "4\\d{3} \\d{4} \\d{4} \\d{4}",
    "5[1-5]\\d{14}",
    "5[1-5]\\d{2}-\\d{4}-\\d{4}-\\d{4}",
    "3[47]\\d{2} \\d{6} \\d{5}",
    "6011\\d{12}",
    "36\\d{12}",
    "35[3-8]\\d{13}",
    "62\\d{14}",
    "6304\\d{8}",
    "22[3-9]\\d{13}",
  ],
  IBAN_CODE: [
    "DE00\\d{18}",
    "GB00[A-Z]{4}\\d{14}",
    "FR00 \\d{4} \\d{4} \\d{4} \\d{4} \\d{4} \\d{3}",
    "NL00[A-Z]{4}\\d{10}",
    "NO00 \\d{4} \\d{4} \\d{3}",
    "PL00\\d{24}",
    "ES00 \\d{4} \\d{4} \\d{4} \\d{4} \\d{4}",
    "MT00[A-Z]{4}\\d{5}[0-9A-Z]{18}",
  ],
  IP_ADDRESS: [
    "(?:3|5|8|9)[1-9]\\.1\\d{2}\\.[1-9]\\d\\.[1-9]\\d",
    "20[0-2]\\.4\\d\\.1\\d{2}\\.[1-9]",
    "2a0[0-9a-f]:[1-9a-f]{3}:[1-9a-f]{4}::[1-9a-f]",
    "2607:f8b0:[1-9a-f]{4}:[1-9a-f]{3}:[1-9a-f]{4}:[1-9a-f]{2}:[1-9a-f]{4}:[1-9a-f]",
  ],
  US_SSN: ["[1-57]\\d{2}-[1-9]\\d-\\d{3}[1-9]", "[1-57]\\d{2} [1-9]\\d \\d{3}[1-9]"],
  EMAIL_ADDRESS: [
    "[a-z]{3,9}(?:\\.[a-z]{2,9})?@[a-z]{4,12}\\.(?:com|org|de|co\\.uk|io|fr)",
    "[A-Z][a-z]{3,8}[A-Z][a-z]{3,8}@[a-z]{5,9}\\.(?:us|net|it)",
    "[a-z]{2,6}\\+[a-z]{3,6}\\d{2}@mail\\.[a-z]{4,9}\\.com\\.br",
  ],
  URL: [
    "https://www\\.[a-z]{4,12}\\.(?:com|org|de)/[a-z]{3,8}/[a-z0-9]{4,8}\\?id=\\d{3}",
    "http://[a-z]{4,12}\\.co\\.uk",
    "www\\.[a-z]{4,12}\\.net/[a-z]{3,8}",
    "[a-z]{4,12}\\.info",
  ],
  PHONE_NUMBER: [
    "\\+1-[2-9]\\d{2}-[2-9]\\d{2}-\\d{4}",
    "\\([2-9]\\d{2}\\) [2-9]\\d{2}-\\d{4}",
    "[2-9]\\d{2}\\.[2-9]\\d{2}\\.\\d{4}",
    "\\+44 20 7\\d{3} \\d{4}",
    "07\\d{3} \\d{6}",
    "\\+49 1[567]\\d \\d{7}",
    "0[1-9]\\d{2} / \\d{6}",
    "\\+33 6 \\d{2} \\d{2} \\d{2} \\d{2}",
    "0[1-9] \\d{2} \\d{2} \\d{2} \\d{2}",
    "\\+91 [6-9]\\d{4} \\d{5}",
    "\\+55 11 9\\d{4}-\\d{4}",
    "\\+81 3-\\d{4}-\\d{4}",
    "\\+46 \\(0\\)8 \\d{3} \\d{3} \\d{2}",
    "04\\d{2} \\d{3} \\d{3}",
    "\\d{3} \\d{2} \\d{3}",
    "\\+1-[2-9]\\d{2}-[2-9]\\d{2}-\\d{4}x\\d{3,5}",
    "\\(\\+30\\) 2[1-9]\\d{2} \\d{6}",
    "1[3-9]\\d{9}",
  ],
};

/** Replaces the check digits of a value by valid ones. */
const complete = (entity: string, value: string): string => {
  if (entity === "CREDIT_CARD") return DIGITS.map((digit) => value.slice(0, -1) + digit).find(isLuhn) ?? value;
  if (entity !== "IBAN_CODE") return value;
  const checks = DIGITS.flatMap((tens) => DIGITS.map((ones) => tens + ones));
  return checks.map((check) => value.slice(0, 2) + check + value.slice(4)).find(isIban) ?? value;
};

const PER_SHAPE = 12;

/** Sentences with generated values, and their ranges in code points. */
export const entitySamples = (): readonly Sample[] =>
  Object.entries(SHAPES).flatMap(([entity, shapes]) =>
    shapes.flatMap((shape, row) =>
      drawn(shape, PER_SHAPE, SEED + row).map((raw, index): Sample => {
        const value = complete(entity, raw);
        const sentence = SENTENCES[entity]?.[index % 3] ?? "VALUE";
        const start = sentence.indexOf("VALUE");
        const text = sentence.replace("VALUE", () => value);
        return {
          id: `${entity}-${row}-${index}`,
          src: "drawn entities",
          group: shape,
          text,
          pos: true,
          spans: [[start, start + value.length, entity]],
        };
      }),
    ),
  );
