const DAYS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a date exists. Without a year, 29 February does. */
export const isDate = (year: number | undefined, month: number, day: number): boolean => {
  if (day < 1 || day > (DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || year === undefined || isLeap(year);
};

/** Whether a date with a two-digit year exists in some century. */
export const isShortDate = (year: number, month: number, day: number): boolean =>
  isDate(1900 + year, month, day) || isDate(2000 + year, month, day);
