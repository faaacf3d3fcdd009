/** HTML names of characters that can hide a word: signs, spaces and invisible ones. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    commat: "@",
    period: ".",
    comma: ",",
    colon: ":",
    semi: ";",
    num: "#",
    dollar: "$",
    percnt: "%",
    ast: "*",
    plus: "+",
    equals: "=",
    excl: "!",
    quest: "?",
    sol: "/",
    bsol: "\\",
    lowbar: "_",
    vert: "|",
    grave: "`",
    Hat: "^",
    lpar: "(",
    rpar: ")",
    lsqb: "[",
    rsqb: "]",
    lcub: "{",
    lbrace: "{",
    rcub: "}",
    rbrace: "}",
    dash: "-",
    hyphen: "-",
    minus: "-",
    ndash: "-",
    mdash: "-",
    nbsp: " ",
    ensp: " ",
    emsp: " ",
    thinsp: " ",
    Tab: "\t",
    NewLine: "\n",
    shy: "\u00ad",
    zwnj: "\u200c",
    zwj: "\u200d",
  }),
);

/** An escape and the character that it represents. */
export interface Escape {
  readonly length: number;
  readonly text: string;
}

/** Code units of the longest escape: four bytes of `\xf0`. */
const MAX_LENGTH = 16;
/** Code units of the longest HTML comment that is removed. */
const MAX_COMMENT = 64;

/** Escapes with the number of a character, as in JavaScript, JSON, Python, Perl, C, HTML, and in URLs of IIS. */
const NUMBERS: readonly (readonly [form: RegExp, radix: number])[] = [
  [/^\\u([\da-fA-F]{4})/, 16],
  [/^\\u\{([\da-fA-F]{1,6})\}/, 16],
  [/^\\U([\da-fA-F]{8})/, 16],
  [/^\\x([\da-fA-F]{2})/, 16],
  [/^\\x\{([\da-fA-F]{1,6})\}/, 16],
  [/^\\([0-3][0-7]{2})/, 8],
  [/^%u([\da-fA-F]{4})/, 16],
  [/^&#[xX]([\da-fA-F]{1,6});?/, 16],
  [/^&#(\d{1,7});?/, 10],
];
const OPEN = new RegExp(
  [
    /^\\(?:u[\da-fA-F]{0,3}|u\{[\da-fA-F]{0,6}|U[\da-fA-F]{0,7}|x[\da-fA-F]?|x\{[\da-fA-F]{0,6}|[0-3][0-7]?)?$/,
    /^&(?:#(?:[xX][\da-fA-F]{0,6}|\d{0,7})?|[A-Za-z]{0,7})$/,
    /^%(?:[\da-fA-F]|u[\da-fA-F]{0,3})?$/,
    /^%[c-fC-F][\da-fA-F](?:%[89abAB][\da-fA-F]){0,2}(?:%[\da-fA-F]?)?$/,
    /^\\x[c-fC-F][\da-fA-F](?:\\x[89abAB][\da-fA-F]){0,2}(?:\\(?:x[\da-fA-F]?)?)?$/,
    /^\udb40$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

const byNumber = (text: string): Escape | undefined => {
  for (const [form, radix] of NUMBERS) {
    const match = form.exec(text);
    const code = Number.parseInt(match?.[1] ?? "", radix);
    if (match !== null && code > 0 && code <= 0x10ffff)
      return { length: match[0].length, text: String.fromCodePoint(code) };
  }
  return undefined;
};

/** A name, or one of the oldest, which browsers read without the semicolon. */
const NAME = /^&(?:([A-Za-z]{2,7});|(amp|lt|gt|quot|nbsp|shy))/;

const byName = (text: string): Escape | undefined => {
  const match = NAME.exec(text);
  const named = NAMED.get(match?.[1] ?? match?.[2] ?? "");
  return match === null || named === undefined ? undefined : { length: match[0].length, text: named };
};

/** The length of a UTF-8 character by its first byte; 0 for an invalid one. */
const byteCount = (first: number): number => {
  if (first < 0x80) return 1;
  if (first < 0xc0 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
};

const BYTE = /^[\da-fA-F]{2}$/;
const NEXT_BYTE = /^[89abAB][\da-fA-F]$/;

const isCharacter = (code: number): boolean => code <= 0x10ffff && (code & ~0x7ff) !== 0xd800;

/**
 * Bytes of UTF-8: `%C3%A9` or `\xc3\xa9` for é; also with more bytes than needed, as some servers read: `%C0%AE` for a
 * full stop.
 */
const byBytes = (text: string, mark: "%" | "\\x"): Escape | undefined => {
  const width = mark.length + 2;
  const count = byteCount(Number.parseInt(text.slice(mark.length, width), 16));
  const length = width * count;
  const pairs = text.slice(0, length).split(mark).slice(1);
  if (pairs.length < count || pairs.some((pair, at) => !(at === 0 ? BYTE : NEXT_BYTE).test(pair))) return undefined;
  const [first = 0, ...more] = pairs.map((pair) => Number.parseInt(pair, 16));
  const code = more.reduce((bits, byte) => (bits << 6) | (byte & 0x3f), count === 1 ? first : first & (0x7f >> count));
  const isText = isCharacter(code) && (count === 1 || code >= 32);
  return count > 0 && isText ? { length, text: String.fromCodePoint(code) } : undefined;
};

/** An HTML comment, which no reader sees: `pass<!-- -->word`. */
const byComment = (text: string): Escape | undefined => {
  const end = text.startsWith("<!--") ? text.indexOf("-->", 4) : -1;
  return end < 0 || end + 3 > MAX_COMMENT ? undefined : { length: end + 3, text: "" };
};

/** Whether a text may still become such a comment. */
const isOpenComment = (text: string): boolean =>
  "<!--".startsWith(text) || (text.startsWith("<!--") && text.length < MAX_COMMENT && !text.includes("-->", 4));

/** An ASCII character hidden as a tag character, or as the variation selector of its number. */
const byHiding = (text: string): Escape | undefined => {
  const code = text.codePointAt(0) ?? 0;
  const byte = code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xe0000;
  return byte >= 32 && byte < 127 ? { length: 2, text: String.fromCharCode(byte) } : undefined;
};

const READERS: Readonly<Record<string, (text: string) => Escape | undefined>> = {
  "%": (text) => byBytes(text, "%") ?? byNumber(text),
  "&": (text) => byNumber(text) ?? byName(text),
  "\\": (text) => byBytes(text, "\\x") ?? byNumber(text),
  "\udb40": byHiding,
  "<": byComment,
};

/** The offset of the next character that may start an escape, or the end of the text. */
export const nextEscape = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 37 || unit === 38 || unit === 92 || unit === 60 || unit === 0xdb40) return at;
  }
  return text.length;
};

/**
 * The escape at an offset. `open`: the text ends before that is known.
 *
 * @param isLast - whether no more text follows.
 */
export const escapeAt = (text: string, at: number, isLast: boolean): Escape | "open" | undefined => {
  const isTag = text.charAt(at) === "<";
  const rest = text.slice(at, at + (isTag ? MAX_COMMENT : MAX_LENGTH + 1));
  if (!isLast && (isTag ? isOpenComment(rest) : OPEN.test(rest))) return "open";
  return READERS[rest.charAt(0)]?.(rest);
};
