import { isMod97 } from "./iso-7064.ts";

/** The length of IBANs by country, from the IBAN registry and national schemes of the same form. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AO25 AT20 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BR29 BY28 CF27 CG27 CH21 CI28 CM27 CR22 CV25 CY28 CZ24 " +
    "DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GA27 GB22 GE22 GI23 GL18 GQ27 GR27 GT28 GW25 HN28 HR21 HU28 " +
    "IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KM27 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MG27 MK19 ML28 " +
    "MN20 MR27 MT31 MU30 MZ25 NE28 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 " +
    "SM27 SN28 SO23 ST25 SV28 TD27 TG28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** The pattern of IBANs, by the length of their country, so that a word after one is not part of the match. */
export const IBAN_PATTERN: string = [...new Set(Object.values(LENGTHS))]
  .map((length) => {
    const countries = Object.keys(LENGTHS).filter((country) => LENGTHS[country] === length);
    return `(?i:${countries.join("|")})[ -]?\\d{2}(?:[ -]?[0-9A-Za-z]){${length - 4}}`;
  })
  .join("|");

/** Whether a value is an IBAN (ISO 13616): the length of its country, and remainder 1. Ignores spaces and dashes. */
export const isIban = (value: string): boolean => {
  const iban = value.replaceAll(/[\s-]/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d\d[0-9A-Z]+$/.test(iban) || LENGTHS[iban.slice(0, 2)] !== iban.length) return false;
  return isMod97(iban.slice(4) + iban.slice(0, 4));
};
