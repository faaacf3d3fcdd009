/** Control characters that do not occur in text, and U+FFFD for bytes that are invalid in the charset. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g;

/** Whether bytes decode to text, of which at most 2 % is unprintable. */
export const looksLikeText = (bytes: Uint8Array, declared: string | undefined): boolean => {
  const text = decode(bytes, charsetOf(bytes, declared));
  return (text.match(UNPRINTABLE)?.length ?? 0) <= text.length / 50;
};

const decode = (bytes: Uint8Array, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

const hasZeros = (bytes: Uint8Array, first: 0 | 1): boolean => bytes.some((byte, at) => byte === 0 && at % 2 === first);

/** Whether the first bytes look like UTF-16: every other byte is zero. */
const isWide = (bytes: Uint8Array, first: 0 | 1): boolean =>
  bytes.length > 3 && bytes[first] === 0 && bytes[first + 2] === 0 && bytes[1 - first] !== 0 && bytes[3 - first] !== 0;

/** The most likely charset: by the byte order mark, else the declared one, else by the first bytes. */
const charsetOf = (bytes: Uint8Array, declared: string | undefined): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (declared !== undefined) return declared;
  if (isWide(bytes, 1)) return "utf-16le";
  return isWide(bytes, 0) ? "utf-16be" : "utf-8";
};

/**
 * The bytes decoded in every charset that a receiver may use, which may ignore the declared one. Different charsets can
 * give different texts. In an unlikely charset control characters are removed: they are halves of UTF-16 code units.
 */
export const decodings = (bytes: Uint8Array, declared: string | undefined): readonly string[] => {
  const likely = charsetOf(bytes, declared);
  const others = [
    declared ?? "utf-8",
    "utf-8",
    ...(hasZeros(bytes, 1) ? ["utf-16le"] : []),
    ...(hasZeros(bytes, 0) ? ["utf-16be"] : []),
  ].filter((charset) => charset !== likely);
  const unlikely = others.map((charset) => decode(bytes, charset).replaceAll(UNPRINTABLE, ""));
  return [...new Set([decode(bytes, likely), ...unlikely])];
};
