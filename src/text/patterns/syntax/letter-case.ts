import { type CharSet, membersOf, named, points, sizeOf } from "./char-set.ts";

/** Where letters with cases are. Outside there are none, as of Unicode 17. */
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
 * What letters have in common that are the same but for their case: the upper case of their simple lower case. That is what
 * Python's `re.IGNORECASE` comes to: 'İ' and 'ı' go with 'i', 'ſ' with 's', and the Kelvin sign with 'k'.
 */
const folded = (codePoint: number): string => {
  const lower = String.fromCodePoint(codePoint).toLowerCase().codePointAt(0) as number;
  return String.fromCodePoint(lower).toUpperCase();
};

let known: ReadonlyMap<string, readonly number[]> | undefined;

/** Made when first asked for, since most patterns need only ASCII letters: about two milliseconds. */
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

/** ASCII letters whose cases are not all ASCII. */
const BEYOND_ASCII: Readonly<Record<string, readonly number[]>> = { I: [0x130, 0x131], K: [0x212a], S: [0x17f] };

/** A character in all its cases, itself among them. */
export const casesOf = (codePoint: number): readonly number[] => {
  if (codePoint >= 128) return casesByFold().get(folded(codePoint)) ?? [codePoint];
  const upper = codePoint >= 97 && codePoint <= 122 ? codePoint - 32 : codePoint;
  if (upper < 65 || upper > 90) return [codePoint];
  return [upper, upper + 32, ...(BEYOND_ASCII[String.fromCharCode(upper)] ?? [])];
};

/** Above that many members a set is asked instead of written out. */
const MAX_WRITTEN = 1_024;

/** By the set: the same letters are asked for again and again. */
const inAnyCase = new WeakMap<CharSet, CharSet>();

/** The set with every member in all its cases. */
export const anyCase = (set: CharSet): CharSet => {
  const known = inAnyCase.get(set) ?? withAllCases(set);
  inAnyCase.set(set, known);
  return known;
};

const withAllCases = (set: CharSet): CharSet =>
  sizeOf(set) <= MAX_WRITTEN
    ? points(membersOf(set).flatMap(casesOf))
    : named(`i${set.key}`, (codePoint) => casesOf(codePoint).some((other) => set.has(other)));

/** A set as a pattern means it: in all cases, if it ignores case. */
export const inCases = (set: CharSet, ignoreCase: boolean): CharSet => (ignoreCase ? anyCase(set) : set);
