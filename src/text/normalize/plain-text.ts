export const LETTER: number = 1;
export const CONTROL: number = 2;
/** Classes of the ASCII characters: letters, control characters other than white space, or neither. */
export const ASCII: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  const lower = unit | 32;
  if (lower >= 97 && lower <= 122) return LETTER;
  return unit === 127 || unit < 9 || (unit > 13 && unit < 32) ? CONTROL : 0;
});

/** Whether a text is printable ASCII and white space, which folds to itself. */
export const isPlain = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 128 || ASCII[unit] === CONTROL) return false;
  }
  return true;
};

/** Whether a text has a letter of ASCII. */
export const hasLetter = (text: string): boolean => /[a-z]/i.test(text);
