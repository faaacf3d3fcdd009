export const LETTER: number = 1;
export const CONTROL: number = 2;
/** What the characters of ASCII are: letters, controls that are no white space, or neither. */
export const ASCII: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  const lower = unit | 32;
  if (lower >= 97 && lower <= 122) return LETTER;
  return unit === 127 || unit < 9 || (unit > 13 && unit < 32) ? CONTROL : 0;
});

/** Whether a text has a letter of ASCII. */
export const hasLetter = (text: string): boolean => /[a-z]/i.test(text);
