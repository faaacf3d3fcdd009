/** Base64 as every decoder accepts it, in either alphabet. */
export const BASE64: RegExp = /^[A-Za-z0-9+/_-]*={0,2}$/;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = 61;
const NOT_BASE64 = 255;

/** The six bits of each character by its code unit, in both alphabets of Base64. */
const SIX_BITS: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit).replace("-", "+").replace("_", "/");
  return ALPHABET.includes(character) ? ALPHABET.indexOf(character) : NOT_BASE64;
});

/**
 * Decodes Base64 as the most lenient decoders do: other characters are skipped, and padding in the middle only drops
 * the bits of an incomplete byte. Takes one pass.
 */
export const decodeBase64 = (base64: string): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let [length, bits, value] = [0, 0, 0];
  for (let at = 0; at < base64.length; at++) {
    const unit = base64.charCodeAt(at);
    const six = unit < 128 ? (SIX_BITS[unit] as number) : NOT_BASE64;
    if (unit === PADDING) bits = 0;
    if (six === NOT_BASE64) continue;
    value = ((value << 6) | six) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = value >> bits;
  }
  return bytes.subarray(0, length);
};

const PERCENT = 37;

/** The value of a hexadecimal digit by its code unit; NaN for other characters. */
const hexOf = (unit: number | undefined): number => Number.parseInt(String.fromCharCode(unit ?? 0), 16);

/** The bytes of a percent-encoded text. An incomplete escape is kept as it is. */
export const percentDecoded = (text: string): Uint8Array => {
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
