import { type CharSet, membersOf, named, points, sizeOf } from "./char-set.ts";

/** Ranges that contain all letters with cases, as of Unicode 17. */
const CASED: readonly (readonly [from: number, to: number])[] = [
  [0x41, 0x586],
  [0x10a0, 0x10ff],
  [0x13a0, 0x13ff],
  [0x1c80, 0x1fff],
  [0x2126, 0x2184],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2d],
  [0xa640, 0xa7ff],
  [0xab30, 0xabbf],
  [0xfb05, 0xfb06],
  [0xff21, 0xff5a],
  [0x10400, 0x105ff],
  [0x10c80, 0x10d8f],
  [0x118a0, 0x118df],
  [0x16e40, 0x16eff],
  [0x1e900, 0x1e943],
];

/**
 * The upper case of the simple lower case, which letters that differ only in case share. This corresponds to Python's
 * `re.IGNORECASE`: 'İ' and 'ı' are equal to 'i', 'ſ' to 's', and the Kelvin sign to 'k'.
 */
const folded = (codePoint: number): string => {
  const lower = String.fromCodePoint(codePoint).toLowerCase().codePointAt(0) as number;
  return String.fromCodePoint(lower).toUpperCase();
};

let known: ReadonlyMap<string, readonly number[]> | undefined;

/** Created at the first use, which takes about two milliseconds, since most patterns need only ASCII letters. */
const casesByFold = (): ReadonlyMap<string, readonly number[]> => (known ??= groupedByFold());

const groupedByFold = (): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>();
  for (const [from, to] of CASED) {
    for (let code = from; code <= to; code++) {
      const fold = folded(code);
      const group = groups.get(fold);
      if (group === undefined) groups.set(fold, [code]);
      else group.push(code);
    }
  }
  return groups;
};

/** Non-ASCII cases of ASCII letters. */
const BEYOND_ASCII: Readonly<Record<string, readonly number[]>> = { I: [0x130, 0x131], K: [0x212a], S: [0x17f] };

/** All cases of a character, including itself. */
export const casesOf = (codePoint: number): readonly number[] => {
  if (codePoint >= 128) return casesByFold().get(folded(codePoint)) ?? [codePoint];
  const upper = codePoint >= 97 && codePoint <= 122 ? codePoint - 32 : codePoint;
  if (upper < 65 || upper > 90) return [codePoint];
  return [upper, upper + 32, ...(BEYOND_ASCII[String.fromCharCode(upper)] ?? [])];
};

/** Larger sets are tested by a predicate. */
const MAX_WRITTEN = 1_024;

/** By the set: the same letters are needed again and again. */
const inAnyCase = new WeakMap<CharSet, CharSet>();

/** The set with all cases of its members. */
export const anyCase = (set: CharSet): CharSet => {
  const known = inAnyCase.get(set) ?? withAllCases(set);
  inAnyCase.set(set, known);
  return known;
};

const withAllCases = (set: CharSet): CharSet =>
  sizeOf(set) <= MAX_WRITTEN
    ? points(membersOf(set).flatMap(casesOf))
    : named(`i${set.key}`, (codePoint) => casesOf(codePoint).some((other) => set.has(other)));

/** A set in the pattern: with all cases, if the pattern ignores case. */
export const inCases = (set: CharSet, ignoreCase: boolean): CharSet => (ignoreCase ? anyCase(set) : set);
