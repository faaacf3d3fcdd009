/** Letters that one language writes in several ways: ё without its dots, the two sigmas, alef without its hamza. */
const VARIANTS = ["её", "ЕЁ", "σς", "اأإآٱ", "يىی", "هة", "كک"];

/** Blocks of Greek letters, whose accents are left out in capitals. */
const GREEK = [
  [0x370, 0x3ff],
  [0x1f00, 0x1fff],
] as const;

let known: ReadonlyMap<number, readonly number[]> | undefined;

const withoutAccents = (codePoint: number): number =>
  String.fromCodePoint(codePoint).normalize("NFD").codePointAt(0) ?? codePoint;

const grouped = (): ReadonlyMap<number, readonly number[]> => {
  const groups = new Map<number, number[]>();
  for (const [from, to] of GREEK) {
    for (let code = from; code <= to; code++) {
      const base = withoutAccents(code);
      groups.set(base, [...(groups.get(base) ?? []), code]);
    }
  }
  for (const letters of VARIANTS) {
    const [base = 0, ...others] = Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
    groups.set(base, [...(groups.get(base) ?? [base]), ...others.flatMap((other) => groups.get(other) ?? [other])]);
  }
  return new Map([...groups.values()].flatMap((group) => group.map((code) => [code, group] as const)));
};

/** All ways of writing a letter, of which any may stand for it. Computed at the first use, in a millisecond. */
export const variantsOf = (codePoint: number): readonly number[] => {
  if (codePoint < 0x370) return [codePoint];
  return (known ??= grouped()).get(codePoint) ?? [codePoint];
};
