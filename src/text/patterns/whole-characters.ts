const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** Whether a text ends with the first half of a surrogate pair. */
export const endsInHalf = (text: string): boolean => isHigh(text.charCodeAt(text.length - 1));

/** Whether a cut splits a surrogate pair. If the halves were encoded separately, neither would be a character. */
const partsPair = (text: string, cut: number): boolean =>
  isHigh(text.charCodeAt(cut - 1)) && isLow(text.charCodeAt(cut));

/** No code unit below this is a mark or half of a pair. */
const FIRST_MARK = 0x300;

/** Whether a cut before this code unit, or at the end (NaN), splits nothing, whatever precedes it. */
export const beginsWhole = (unit: number): boolean => !(unit >= FIRST_MARK);

const MARK = /^\p{M}/u;
const isMark = (text: string, at: number): boolean => {
  const code = text.codePointAt(at);
  return code !== undefined && code >= FIRST_MARK && MARK.test(String.fromCodePoint(code));
};

/**
 * How many code units of marks a cut moves back over. More than that on one letter is not writing, though a hostile
 * text may have it.
 */
const MAX_MARKS = 64;

/**
 * The last offset up to `cut` that does not split a surrogate pair; the offset after the pair if it starts at `from`.
 */
export const wholeCodePoint = (text: string, cut: number, from = -1): number => {
  if (!partsPair(text, cut)) return cut;
  return cut - 1 > from ? cut - 1 : cut + 1;
};

/**
 * The last offset after `from` and up to `cut` that splits neither a surrogate pair nor a letter from its combining
 * marks.
 */
export const wholeCharacter = (text: string, cut: number, from = -1): number => {
  if (beginsWhole(text.charCodeAt(cut))) return cut;
  const end = wholeCodePoint(text, cut, from);
  for (let at = end; at > from && end - at <= MAX_MARKS; at = wholeCodePoint(text, at - 1)) {
    if (!isMark(text, at)) return at;
  }
  return end;
};
