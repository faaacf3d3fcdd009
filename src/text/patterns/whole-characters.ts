const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** Whether a text ends with half of a surrogate pair, whose other half may follow. */
export const endsInHalf = (text: string): boolean => isHigh(text.charCodeAt(text.length - 1));

/** Whether a cut there parts a surrogate pair: the two halves may be encoded apart, and then neither is a character. */
const partsPair = (text: string, cut: number): boolean =>
  isHigh(text.charCodeAt(cut - 1)) && isLow(text.charCodeAt(cut));

/** Below this no code unit is a mark or half of a pair. */
const FIRST_MARK = 0x300;

/** Whether a cut before a code unit, or before none, parts nothing whatever stands before it. */
export const beginsWhole = (unit: number): boolean => !(unit >= FIRST_MARK);

const MARK = /^\p{M}/u;
const isMark = (text: string, at: number): boolean => {
  const code = text.codePointAt(at);
  return code !== undefined && code >= FIRST_MARK && MARK.test(String.fromCodePoint(code));
};

/** How many code units of marks a cut steps back over. Nobody writes more on one letter, but a hostile text may. */
const MAX_MARKS = 64;

/** The last place up to `cut` that parts no surrogate pair; the place behind the pair when it begins at `from`. */
export const wholeCodePoint = (text: string, cut: number, from = -1): number => {
  if (!partsPair(text, cut)) return cut;
  return cut - 1 > from ? cut - 1 : cut + 1;
};

/** The last place behind `from` and up to `cut` that parts neither a pair nor a letter from the marks that combine with it. */
export const wholeCharacter = (text: string, cut: number, from = -1): number => {
  if (beginsWhole(text.charCodeAt(cut))) return cut;
  const end = wholeCodePoint(text, cut, from);
  for (let at = end; at > from && end - at <= MAX_MARKS; at = wholeCodePoint(text, at - 1)) {
    if (!isMark(text, at)) return at;
  }
  return end;
};
