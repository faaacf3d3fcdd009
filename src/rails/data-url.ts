/** Bytes that are looked at to tell a text from a picture or a sound. */
const SNIFFED = 512;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The bytes of Base64, or undefined. */
const bytesOf = (base64: string): Uint8Array | undefined => {
  try {
    return Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
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
 * for bytes that are none (pictures, sound), of which only the first 512 are decoded.
 */
export const textOfData = (data: string): string | undefined => {
  if (!/^data:/i.test(data)) return isTextAhead(data, undefined) && BASE64.test(data) ? sniffed(data) : undefined;
  const comma = data.indexOf(",");
  if (comma < 0) return data;
  const head = data.slice(5, comma);
  const body = data.slice(comma + 1);
  const charset = /;\s*charset=["']?([\w-]+)/i.exec(head)?.[1];
  if (!/;\s*base64\s*$/i.test(head)) return percentDecoded(body);
  const isDeclared = DECLARED.test(head.trim());
  if (!isDeclared && !isTextAhead(body, charset)) return undefined;
  const bytes = bytesOf(body.replaceAll(/\s+/g, ""));
  return bytes === undefined ? body : textIn(bytes, charset, isDeclared);
};

/** Whether Base64 begins like a text. It may be megabytes of a picture, which are not looked at for that. */
const isTextAhead = (base64: string, charset: string | undefined): boolean => {
  const head = base64
    .slice(0, 2 * SNIFFED)
    .replaceAll(/\s+/g, "")
    .slice(0, SNIFFED);
  return sniffed(head, charset) !== undefined;
};

/** The text of undeclared Base64. */
const sniffed = (base64: string, charset?: string): string | undefined => {
  const bytes = bytesOf(base64.slice(0, base64.length - (base64.length % 4 === 1 ? 1 : 0)));
  return bytes === undefined || bytes.length === 0 ? undefined : textIn(bytes, charset, false);
};

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
