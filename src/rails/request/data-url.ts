/** Bytes that are looked at to tell a text from a picture or a sound. */
const SNIFFED = 512;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = 61;
const NO_SIGN = 255;

/** What each sign of Base64 stands for, by its code unit; in the alphabet of URLs too. */
const SIX_BITS: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  const sign = String.fromCharCode(unit).replace("-", "+").replace("_", "/");
  return ALPHABET.includes(sign) ? ALPHABET.indexOf(sign) : NO_SIGN;
});

/**
 * The bytes of Base64 as the most forgiving of decoders read it: what is no sign of Base64 is skipped, and padding in the
 * middle ends a run and nothing else. In one pass, whatever it is made of.
 */
const bytesOf = (base64: string): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let [length, bits, value] = [0, 0, 0];
  for (let at = 0; at < base64.length; at++) {
    const unit = base64.charCodeAt(at);
    const six = unit < 128 ? (SIX_BITS[unit] as number) : NO_SIGN;
    if (unit === PADDING) bits = 0;
    if (six === NO_SIGN) continue;
    value = ((value << 6) | six) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = value >> bits;
  }
  return bytes.subarray(0, length);
};

/** Control characters that no text has, U+FFFD where bytes were none of the charset. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g;

const looksLikeText = (text: string): boolean => (text.match(UNPRINTABLE)?.length ?? 0) <= text.length / 50;

const decode = (bytes: Uint8Array, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

const hasZeros = (bytes: Uint8Array, first: 0 | 1): boolean => bytes.some((byte, at) => byte === 0 && at % 2 === first);

/** Zeros in every other byte at the start say that there are two bytes to a character. */
const isWide = (bytes: Uint8Array, first: 0 | 1): boolean =>
  bytes.length > 3 && bytes[first] === 0 && bytes[first + 2] === 0 && bytes[1 - first] !== 0 && bytes[3 - first] !== 0;

/** The charset that bytes are most likely in: by their byte order mark, by name, by how they begin. */
const charsetOf = (bytes: Uint8Array, named: string | undefined): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (named !== undefined) return named;
  if (isWide(bytes, 1)) return "utf-16le";
  return isWide(bytes, 0) ? "utf-16be" : "utf-8";
};

/**
 * A text as each of the charsets has it that somebody may read it in: who gets it may not hear what it is said to be, and
 * a file may say what it is not. What is read against its name has no control characters, which are halves of letters.
 */
const readingsOf = (bytes: Uint8Array, named: string | undefined): readonly string[] => {
  const likely = charsetOf(bytes, named);
  const others = [
    named ?? "utf-8",
    "utf-8",
    ...(hasZeros(bytes, 1) ? ["utf-16le"] : []),
    ...(hasZeros(bytes, 0) ? ["utf-16be"] : []),
  ].filter((charset) => charset !== likely);
  const against = others.map((charset) => decode(bytes, charset).replaceAll(UNPRINTABLE, ""));
  return [...new Set([decode(bytes, likely), ...against])];
};

const textsIn = (bytes: Uint8Array, named: string | undefined, isDeclared: boolean): readonly string[] => {
  if (isDeclared) return readingsOf(bytes, named);
  const head = bytes.subarray(0, SNIFFED - (SNIFFED % 4));
  return looksLikeText(decode(head, charsetOf(head, named))) ? readingsOf(bytes, named) : [];
};

const DECLARED = /^(?:$|text\/|application\/(?:json|xml|yaml|x-yaml|javascript|x-sh)|[^;]*\+(?:json|xml))/i;

/**
 * The texts of a `data:` URL or of bare Base64, whatever type it claims to be: a model may be given it as a text. More than
 * one where its bytes say different things in different charsets; none for bytes that are no text (pictures, sound), of
 * which only the first 512 are decoded. What is written as decoders should not take it is decoded whole, since some do.
 */
export const textsOfData = (data: string): readonly string[] => {
  if (!/^data:/i.test(data)) return BASE64.test(data) && isTextAhead(data, undefined) ? sniffed(data) : [];
  const comma = data.indexOf(",");
  if (comma < 0) return [data];
  const head = data.slice(5, comma);
  const charset = /;\s*charset=["']?([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
  const body = percentDecoded(data.slice(comma + 1));
  if (!/;\s*base64\s*$/i.test(head)) return readingsOf(body, charset);
  const base64 = new TextDecoder().decode(body).replaceAll(/\s+/g, "");
  const isDeclared = DECLARED.test(head.trim()) || !BASE64.test(base64);
  return isDeclared || isTextAhead(base64, charset) ? textsIn(bytesOf(base64), charset, isDeclared) : [];
};

/** Whether the Base64 of a `data:` URL is written as every decoder takes it. True of URLs without any. */
export const isPlainData = (url: string): boolean => {
  const comma = url.indexOf(",");
  if (!/^data:[^,]*;\s*base64\s*,/i.test(url)) return true;
  const base64 = new TextDecoder().decode(percentDecoded(url.slice(comma + 1)));
  return BASE64.test(base64) && base64.replace(/=+$/, "").length % 4 !== 1;
};

/** Whether Base64 begins like a text. It may be megabytes of a picture, which are not looked at for that. */
const isTextAhead = (base64: string, charset: string | undefined): boolean =>
  sniffed(base64.slice(0, SNIFFED), charset).length > 0;

/** The texts of undeclared Base64. */
const sniffed = (base64: string, charset?: string): readonly string[] => {
  const bytes = bytesOf(base64);
  return bytes.length === 0 ? [] : textsIn(bytes, charset, false);
};

const PERCENT = 37;

/** What a digit of hex stands for, by its code unit; NaN of what is none. */
const hexOf = (unit: number | undefined): number => Number.parseInt(String.fromCharCode(unit ?? 0), 16);

/** The bytes of a text in which each may be written as an escape; what is none stands for itself. */
const percentDecoded = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  if (!text.includes("%")) return bytes;
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] === PERCENT ? hexOf(bytes[at + 1]) * 16 + hexOf(bytes[at + 2]) : Number.NaN;
    bytes[length++] = Number.isNaN(byte) ? (bytes[at] as number) : byte;
    if (!Number.isNaN(byte)) at += 2;
  }
  return bytes.subarray(0, length);
};

/** The texts of an http(s) address: as it is written, and as whoever is asked for it reads it, where a `+` may be a space. */
export const textsOfAddress = (address: string): readonly string[] => [
  address,
  new TextDecoder().decode(percentDecoded(address.replaceAll("+", " "))),
];
