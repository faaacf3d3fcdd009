import { BASE64, decodeBase64, percentDecoded } from "./lenient-decoding.ts";
import { decodings, looksLikeText } from "./text-charsets.ts";

/** Characters of Base64 that are decoded to tell text from binary data. */
const SNIFFED = 512;

/** The texts of undeclared bytes, if they look like text. */
const textsIn = (bytes: Uint8Array, charset: string | undefined): readonly string[] =>
  looksLikeText(bytes.subarray(0, SNIFFED), charset) ? decodings(bytes, charset) : [];

/** Media types of text. */
const TEXT_TYPE = /^(?:$|text\/|application\/(?:json|xml|yaml|x-yaml|javascript|x-sh)|[^;]*\+(?:json|xml))/i;

/**
 * The texts of a `data:` URL or of bare Base64, whatever its declared type, since a model may be given it as text.
 * Several texts if charsets give different ones, none for binary data, of which only the first 512 characters are
 * decoded. Malformed Base64 in a `data:` URL is decoded whole, since lenient decoders accept it.
 */
export const textsOfData = (data: string): readonly string[] => {
  if (!/^data:/i.test(data)) return BASE64.test(data) && isTextAhead(data, undefined) ? sniffed(data) : [];
  const comma = data.indexOf(",");
  if (comma < 0) return [data];
  const head = data.slice(5, comma);
  const charset = /;\s*charset=["']?([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
  const body = percentDecoded(data.slice(comma + 1));
  if (!/;\s*base64\s*$/i.test(head)) return decodings(body, charset);
  const base64 = new TextDecoder().decode(body).replaceAll(/\s+/g, "");
  const isDeclared = TEXT_TYPE.test(head.trim()) || !BASE64.test(base64);
  if (isDeclared) return decodings(decodeBase64(base64), charset);
  return isTextAhead(base64, charset) ? textsIn(decodeBase64(base64), charset) : [];
};

/** Whether the Base64 of a `data:` URL is well-formed, so that all decoders agree. True for URLs without Base64. */
export const isPlainData = (url: string): boolean => {
  const comma = url.indexOf(",");
  if (!/^data:[^,]*;\s*base64\s*,/i.test(url)) return true;
  const base64 = new TextDecoder().decode(percentDecoded(url.slice(comma + 1)));
  return BASE64.test(base64) && base64.replace(/=+$/, "").length % 4 !== 1;
};

/** Whether Base64 begins like text. Decodes only the start, since an image may have megabytes. */
const isTextAhead = (base64: string, charset: string | undefined): boolean =>
  sniffed(base64.slice(0, SNIFFED), charset).length > 0;

/** The texts of undeclared Base64. */
const sniffed = (base64: string, charset?: string): readonly string[] => {
  const bytes = decodeBase64(base64);
  return bytes.length === 0 ? [] : textsIn(bytes, charset);
};

/**
 * The texts of an http(s) address: as it is written, and percent-decoded with `+` as a space, as a server may read it.
 */
export const textsOfAddress = (address: string): readonly string[] => [
  address,
  new TextDecoder().decode(percentDecoded(address.replaceAll("+", " "))),
];
