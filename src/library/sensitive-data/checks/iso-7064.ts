/** ISO/IEC 7064, MOD 97-10: the number has remainder 1, with letters as 10 to 35. */
export const isMod97 = (value: string): boolean => {
  let rest = 0;
  for (const char of value) {
    const number = Number.parseInt(char, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
};

/** ISO/IEC 7064, MOD 11-10. The last digit is the check digit. */
export const isMod11And10 = (digits: readonly number[]): boolean => {
  let rest = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (digit + rest) % 10;
    rest = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (rest + (digits.at(-1) ?? 0)) % 10 === 1;
};

/** ISO/IEC 7064, MOD 11-2. The last digit may be X for ten. */
export const isMod11And2 = (value: string): boolean => {
  let rest = 0;
  for (const char of value.slice(0, -1)) rest = ((rest + Number(char)) * 2) % 11;
  const last = value.at(-1) === "X" ? 10 : Number(value.at(-1));
  return (rest + last) % 11 === 1;
};
