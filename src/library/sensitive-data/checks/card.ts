import { isOneDigit, digitsOf } from "./digits.ts";
import { isLuhn } from "./luhn.ts";

/** First digits and lengths of payment cards, by issuer. */
const ISSUERS: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?=\d{16}$)(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(?:0[0-59]|[689]\d)\d{11,16}$/, // Diners Club
  /^(?:6011|64[4-9]|65)\d{10,15}$/, // Discover
  /^(?:2131|1800)\d{11}$|^35\d{14,17}$/, // JCB
  /^(?:62|81)\d{12,17}$/, // UnionPay
  /^(?=\d{12,19}$)(?:50|5[6-9]|6\d|0604)/, // Maestro and cards in its ranges
  /^220[0-4]\d{12,15}$/, // Mir
  /^9792\d{12}$/, // Troy
];

/** Whether a value is a payment card number: the digits and length of an issuer, and a valid check digit (Luhn). */
export const isCard = (value: string): boolean => {
  const number = value.replaceAll(/\D/g, "");
  const isFiller = isOneDigit(digitsOf(number).slice(0, -1));
  return !isFiller && isLuhn(number) && ISSUERS.some((issuer) => issuer.test(number));
};
