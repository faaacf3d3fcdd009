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

const charsetOf = (bytes: Uint8Array, named: string | undefined): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return named ?? "utf-8";
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

const textIn = (bytes: Uint8Array, charset: string | undefined, isDeclared: boolean): string | undefined => {
  const used = charsetOf(bytes, charset);
  // Without a charset, a zero in every other byte says that there are two bytes to a character.
  const wide = charset === undefined && bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0;
  const name = wide ? "utf-16le" : used;
  if (!isDeclared && !looksLikeText(decode(bytes.subarray(0, SNIFFED - (SNIFFED % 4)), name))) return undefined;
  return decode(bytes, name);
};

const DECLARED = /^(?:$|text\/|application\/(?:json|xml|yaml|x-yaml|javascript|x-sh)|[^;]*\+(?:json|xml))/i;

/**
 * The text of a `data:` URL or of bare Base64, whatever type it claims to be: a model may be given it as a text. Undefined
 * for bytes that are none (pictures, sound), of which only the first 512 are decoded. What is written as decoders should
 * not take it is decoded whole, since some do.
 */
export const textOfData = (data: string): string | undefined => {
  if (!/^data:/i.test(data)) return BASE64.test(data) && isTextAhead(data, undefined) ? sniffed(data) : undefined;
  const comma = data.indexOf(",");
  if (comma < 0) return data;
  const head = data.slice(5, comma);
  const charset = /;\s*charset=["']?([\w-]+)/i.exec(head)?.[1];
  const body = percentDecoded(data.slice(comma + 1));
  if (!/;\s*base64\s*$/i.test(head)) return body;
  const base64 = body.replaceAll(/\s+/g, "");
  const isDeclared = DECLARED.test(head.trim()) || !BASE64.test(base64);
  return isDeclared || isTextAhead(base64, charset) ? textIn(bytesOf(base64), charset, isDeclared) : undefined;
};

/** Whether the Base64 of a `data:` URL is written as every decoder takes it. True of URLs without any. */
export const isPlainData = (url: string): boolean => {
  const comma = url.indexOf(",");
  if (!/^data:[^,]*;\s*base64\s*,/i.test(url)) return true;
  const base64 = percentDecoded(url.slice(comma + 1));
  return BASE64.test(base64) && base64.replace(/=+$/, "").length % 4 !== 1;
};

/** Whether Base64 begins like a text. It may be megabytes of a picture, which are not looked at for that. */
const isTextAhead = (base64: string, charset: string | undefined): boolean =>
  sniffed(base64.slice(0, SNIFFED), charset) !== undefined;

/** The text of undeclared Base64. */
const sniffed = (base64: string, charset?: string): string | undefined => {
  const bytes = bytesOf(base64);
  return bytes.length === 0 ? undefined : textIn(bytes, charset, false);
};

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
