/** A set of code points: a table for ASCII, a question for the rest. */
export interface CharSet {
  readonly ascii: Uint8Array;
  has(codePoint: number): boolean;
}

type Test = (codePoint: number) => boolean;

/** A set from a test. The test is asked once for every ASCII character, then only for others. */
export const charSet = (test: Test): CharSet => {
  const ascii = Uint8Array.from({ length: 128 }, (_, codePoint) => (test(codePoint) ? 1 : 0));
  return { ascii, has: (codePoint) => (codePoint < 128 ? ascii[codePoint] === 1 : test(codePoint)) };
};

export const single = (codePoint: number): CharSet => charSet((other) => other === codePoint);
export const range = (from: number, to: number): CharSet => charSet((other) => other >= from && other <= to);
export const union = (sets: readonly CharSet[]): CharSet => charSet((other) => sets.some((set) => set.has(other)));
export const negated = (set: CharSet): CharSet => charSet((other) => !set.has(other));

/** The set with every character's other cases, also those that share only the other case, such as 's' and long 's'. */
export const anyCase = (set: CharSet): CharSet =>
  charSet((codePoint) => {
    const text = String.fromCodePoint(codePoint);
    const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
    const cases = [lower, upper, upper.toLowerCase(), lower.toUpperCase()];
    return set.has(codePoint) || cases.some((other) => hasOnly(set, other));
  });

/** One character in all its cases: also those that have no case in common but the other one, such as micro and mu. */
export const singleAnyCase = (codePoint: number): CharSet => {
  const wanted = folded(codePoint);
  return union([anyCase(single(codePoint)), charSet((other) => folded(other) === wanted)]);
};

const folded = (codePoint: number): string => String.fromCodePoint(codePoint).toUpperCase().toLowerCase();

const hasOnly = (set: CharSet, text: string): boolean => {
  const codePoint = text.codePointAt(0) ?? 0;
  return String.fromCodePoint(codePoint) === text && set.has(codePoint);
};

/** The characters a one-character pattern matches. */
export const matching = (pattern: RegExp): CharSet =>
  charSet((codePoint) => pattern.test(String.fromCodePoint(codePoint)));

/** The classes of Python's `re` for text: Unicode, not ASCII only. */
export const DIGIT: CharSet = matching(/\p{Nd}/u);
export const WORD: CharSet = matching(/[\p{L}\p{N}_]/u);
export const SPACE: CharSet = union([range(0x1c, 0x1f), single(0x85), matching(/[^\S\ufeff]/u)]);
export const NEWLINE: CharSet = single(10);
export const ANY: CharSet = charSet(() => true);
