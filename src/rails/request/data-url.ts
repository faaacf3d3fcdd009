/** Bytes that are looked at to tell a text from a picture or a sound. */
const SNIFFED = 512;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The longest part of a run of Base64 that stands for whole bytes. */
const wholeBytes = (run: string): string => (run.length % 4 === 1 ? run.slice(0, -1) : run);

const bytesOfRun = (run: string): string => atob(wholeBytes(run).replaceAll("-", "+").replaceAll("_", "/"));

/**
 * The bytes of Base64 as the most forgiving of decoders read it: what is no sign of Base64 is skipped, and padding in the
 * middle ends a run and nothing else.
 */
const bytesOf = (base64: string): Uint8Array => {
  const runs = base64.split(/=+/).map((run) => bytesOfRun(run.replaceAll(/[^A-Za-z0-9+/_-]+/g, "")));
  return Uint8Array.from(runs.join(""), (char) => char.charCodeAt(0));
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

const ESCAPE = /%[\da-f]{2}/gi;

/** The bytes of a text in which each may be written as an escape; what is none stands for itself. */
export const percentDecoded = (text: string): Uint8Array => {
  const encoder = new TextEncoder();
  if (!text.includes("%")) return encoder.encode(text);
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  const put = (plain: string): void => {
    length += encoder.encodeInto(plain, bytes.subarray(length)).written;
  };
  let from = 0;
  for (const { 0: escape, index } of text.matchAll(ESCAPE)) {
    put(text.slice(from, index));
    bytes[length++] = Number.parseInt(escape.slice(1), 16);
    from = index + escape.length;
  }
  put(text.slice(from));
  return bytes.subarray(0, length);
};
