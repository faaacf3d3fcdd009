/**
 * The meaning of a code unit in a run of encoded bytes: it completes a byte, more is needed, padding, between two
 * bytes, or not part of the run.
 */
export type Decoded = number | "more" | "pad" | "gap" | "end";

/** Decodes characters to bytes. */
export interface ByteDecoder {
  /** Takes the next code unit of a run. */
  push(unit: number): Decoded;
  /** Whether a run of encoded text may start with a code unit after `previous` (0: at the start of the text). */
  mayStart(unit: number, previous: number): boolean;
  /** Starts a new run. */
  reset(): void;
}

const table = (characters: string): Int8Array => {
  const values = new Int8Array(128).fill(-1);
  for (const [value, character] of Array.from(characters).entries()) values[character.charCodeAt(0)] = value;
  return values;
};
const valueIn = (values: Int8Array, unit: number): number => (unit < 128 ? (values[unit] ?? -1) : -1);

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64 = table(`${LETTERS}0123456789+/`);
const PLAIN_VALUES = 62;
// base64url in the same table.
BASE64[45] = 62;
BASE64[95] = 63;

const HEX = table("0123456789abcdef");
for (let i = 0; i < 6; i++) HEX[65 + i] = 10 + i;

/**
 * Whether a byte may start a character of UTF-8 text: printable ASCII and white space, or the first of several bytes.
 */
export const mayBeginText = (byte: number): boolean =>
  byte < 128 ? (byte > 31 ? byte < 127 : byte > 8 && byte < 14) : byte > 0xc1 && byte < 0xf5;

/** Which characters may start a run of text, by the bits of the first byte that they provide. */
const firstUnits = (values: Int8Array, bits: number): Uint8Array =>
  Uint8Array.from(values, (value) => {
    const rest = 8 - bits;
    const bytes = Array.from({ length: 1 << rest }, (_, low) => (value << rest) | low);
    return value >= 0 && bytes.some(mayBeginText) ? 1 : 0;
  });
export const BEGINS_BASE64: Uint8Array = firstUnits(BASE64, 6);
export const BEGINS_HEX: Uint8Array = firstUnits(HEX, 4);

/** The shortest line of base64 that may continue on the next line. */
const MIN_LINE = 60;

/**
 * Decodes base64 in both alphabets. A run starts after a character that is not part of it, or after one of `+/-_`, as
 * in a path.
 */
export class Base64Decoder implements ByteDecoder {
  #bits = 0;
  #count = 0;
  #isPadded = false;
  #line = 0;

  mayStart(unit: number, previous: number): boolean {
    if (unit >= 128 || BEGINS_BASE64[unit] === 0) return false;
    const value = valueIn(BASE64, previous);
    return value < 0 || value >= PLAIN_VALUES;
  }

  push(unit: number): Decoded {
    const value = valueIn(BASE64, unit);
    if (value >= 0 && !this.#isPadded) return this.#take(value);
    if (unit === 61 && this.#count > 0) {
      this.#isPadded = true;
      return "pad";
    }
    const isLineEnd = (unit === 10 || unit === 13) && this.#line >= MIN_LINE;
    if (!isLineEnd || this.#count > 0 || this.#isPadded) return "end";
    this.#line = unit === 13 ? MIN_LINE : 0;
    return "gap";
  }

  reset(): void {
    this.#bits = 0;
    this.#count = 0;
    this.#isPadded = false;
    this.#line = 0;
  }

  #take(value: number): Decoded {
    this.#line++;
    this.#bits = ((this.#bits << 6) | value) & 0xffff;
    this.#count = (this.#count + 6) % 8;
    return this.#count === 6 ? "more" : (this.#bits >> this.#count) & 0xff;
  }
}

/** White space after a comma: a line end and an indentation. */
const MAX_BLANKS = 16;

/**
 * Decodes pairs of hexadecimal digits, optionally separated by single spaces or as a list in a program: `0x6e, 0x61`. A
 * run may follow an x, as in `0x6e61`.
 */
export class HexDecoder implements ByteDecoder {
  #high = -1;
  #mayGap = false;
  /** Whether a comma was read, so that the next byte needs `0x`: lists of other numbers are no text. */
  #isListed = false;
  /** Code units since the last byte. */
  #between = 0;

  mayStart(unit: number, previous: number): boolean {
    if (unit >= 128 || BEGINS_HEX[unit] === 0) return false;
    const value = valueIn(BASE64, previous);
    return value < 0 || value >= PLAIN_VALUES || previous === 120 || previous === 88;
  }

  push(unit: number): Decoded {
    const value = valueIn(HEX, unit);
    if (value < 0) return this.#gap(unit);
    this.#mayGap = this.#high >= 0;
    if (this.#high < 0) {
      this.#high = value;
      return "more";
    }
    if (this.#isListed) return "end";
    const byte = (this.#high << 4) | value;
    this.#high = -1;
    this.#between = 0;
    return byte;
  }

  reset(): void {
    this.#high = -1;
    this.#mayGap = false;
    this.#isListed = false;
    this.#between = 0;
  }

  #gap(unit: number): Decoded {
    if (this.#high >= 0) return this.#prefix(unit);
    const isComma = unit === 44 && !this.#isListed && (this.#mayGap || this.#between > 0);
    const isBlank = this.#isListed ? unit === 32 || (unit > 8 && unit < 14) : unit === 32 && this.#mayGap;
    if ((!isComma && !isBlank) || ++this.#between > MAX_BLANKS) return "end";
    this.#mayGap = false;
    this.#isListed ||= isComma;
    return "gap";
  }

  /** The x of `0x`. */
  #prefix(unit: number): Decoded {
    if (this.#high > 0 || this.#between === 0 || (unit !== 120 && unit !== 88)) return "end";
    this.#high = -1;
    this.#isListed = false;
    return "gap";
  }
}
