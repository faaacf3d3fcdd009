/** A seeded generator of numbers between 0 and 1. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const random = seeded(7);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");

const NAMES = [
  "jane",
  "omar",
  "petra.cook",
  "x.yao",
  "isaac-hope",
  "nina_k",
  "bob",
  "ewa",
  "h.jopp",
  "sasha",
  "ace",
  "joe",
];
const HOSTS = ["example", "cooper-hay", "ibex", "mail.acme", "posix", "big-box", "python", "spa"];
const email = (): string =>
  `${pick(NAMES)}${pick(["", "", digits(2)])}@${pick(HOSTS)}.${pick(["org", "com", "net", "de", "co.uk"])}`;

const luhn = (payload: string): number => {
  const sum = Array.from(payload, Number)
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 === 1 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0);
  return (10 - (sum % 10)) % 10;
};
const card = (): string => {
  const payload = pick(["4", "51", "55", "6011"]) + digits(15);
  const number = payload.slice(0, 15) + luhn(payload.slice(0, 15));
  return pick([number, number.replace(/(\d{4})(?=\d)/g, "$1 "), number.replace(/(\d{4})(?=\d)/g, "$1-")]);
};

const ssn = (): string =>
  `${100 + Math.floor(random() * 500)}-${10 + Math.floor(random() * 89)}-${1000 + Math.floor(random() * 8999)}`;

const iban = (): string => {
  const [country, length] = pick([
    ["DE", 18],
    ["CH", 17],
    ["ES", 20],
    ["AT", 16],
    ["BE", 12],
  ] as const);
  const account = digits(length);
  const check = Array.from(`${account}${country}00`, (char) => Number.parseInt(char, 36)).join("");
  const number = `${country}${String(98n - (BigInt(check) % 97n)).padStart(2, "0")}${account}`;
  return pick([number, number.replace(/(.{4})(?=.)/g, "$1 ")]);
};

const many = (count: number, create: () => string): readonly string[] => Array.from({ length: count }, create);

/** 222 generated values of personal data with valid check digits. */
export const VALUES: readonly string[] = [...many(74, email), ...many(74, card), ...many(37, ssn), ...many(37, iban)];

/** The formats of the values. */
export const VALUE: RegExp = new RegExp(
  [
    String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`,
    String.raw`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`,
    String.raw`\b\d(?:[ -]?\d){12,18}\b`,
    String.raw`\b\d{3}-\d{2}-\d{4}\b`,
  ].join("|"),
  "g",
);
