/** A set of code points. */
export interface CharSet {
  /** Equal for equal sets, so that they can be shared. */
  readonly key: string;
  /**
   * First and last code point of each range, sorted and disjoint. Undefined if the set is only known by a predicate.
   */
  readonly ranges: readonly (readonly [from: number, to: number])[] | undefined;
  has(codePoint: number): boolean;
}

type Range = readonly [from: number, to: number];

const MAX_CODE_POINT = 0x10ffff;

/** A set that is only known by a predicate. */
const fromPredicate = (key: string, has: (codePoint: number) => boolean): CharSet => ({ key, ranges: undefined, has });

/** Whether a code point is in one of the ranges, by binary search. */
const isInRanges = (ranges: readonly Range[], codePoint: number): boolean => {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle] as Range;
    if (codePoint < from) high = middle - 1;
    else if (codePoint > to) low = middle + 1;
    else return true;
  }
  return false;
};

const fromRanges = (unsorted: readonly Range[]): CharSet => {
  const ranges: [number, number][] = [];
  const sorted = unsorted.length > 1 ? unsorted.toSorted((a, b) => a[0] - b[0]) : unsorted;
  for (const [from, to] of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  const key = ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join();
  return { key, ranges, has: (codePoint) => isInRanges(ranges, codePoint) };
};

export const NOTHING: CharSet = fromRanges([]);
export const ANY: CharSet = fromRanges([[0, MAX_CODE_POINT]]);
export const range = (from: number, to: number): CharSet => fromRanges([[from, to]]);

const ASCII: (CharSet | undefined)[] = [];
export const single = (codePoint: number): CharSet => {
  if (codePoint >= 128) return range(codePoint, codePoint);
  return (ASCII[codePoint] ??= range(codePoint, codePoint));
};
export const points = (codePoints: readonly number[]): CharSet => fromRanges(codePoints.map((code) => [code, code]));

export const union = (sets: readonly CharSet[]): CharSet => {
  const [first] = sets;
  if (first !== undefined && sets.length === 1) return first;
  const ranges = sets.flatMap((set) => set.ranges ?? []);
  const open = sets.filter((set) => set.ranges === undefined);
  if (open.length === 0) return fromRanges(ranges);
  const closed = fromRanges(ranges);
  const keys = open.map(({ key }) => key).sort();
  return fromPredicate(
    `(${[...keys, closed.key].join("|")})`,
    (code) => closed.has(code) || open.some((set) => set.has(code)),
  );
};

/** Complements by set: look-around uses a handful again and again. */
const complements = new WeakMap<CharSet, CharSet>();

/** All code points that are not in a set. */
export const negated = (set: CharSet): CharSet => {
  const known = complements.get(set) ?? complemented(set);
  complements.set(set, known);
  return known;
};

const complemented = ({ key, ranges, has }: CharSet): CharSet => {
  if (ranges === undefined) return fromPredicate(`^${key}`, (codePoint) => !has(codePoint));
  const gaps: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_CODE_POINT) gaps.push([next, MAX_CODE_POINT]);
  return fromRanges(gaps);
};

/** The number of code points of a set with ranges; otherwise Infinity. */
export const sizeOf = ({ ranges }: CharSet): number =>
  ranges === undefined ? Infinity : ranges.reduce((size, [from, to]) => size + to - from + 1, 0);

/** The code points of a set with ranges. */
export const membersOf = ({ ranges }: CharSet): readonly number[] =>
  (ranges ?? []).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

/**
 * The characters that a one-character RegExp matches. It is created at the first use: a Unicode class takes V8 0.2 ms.
 */
export const matching = (source: string): CharSet => {
  let pattern: RegExp | undefined;
  return fromPredicate(`/${source}/`, (codePoint) => {
    pattern ??= new RegExp(source, "u");
    return pattern.test(String.fromCodePoint(codePoint));
  });
};

/** A set from a predicate, under a unique name. */
export const named = (name: string, has: (codePoint: number) => boolean): CharSet => fromPredicate(name, has);

/** The classes of Python's `re` for text: Unicode, not only ASCII. */
export const DIGIT: CharSet = matching(String.raw`\p{Nd}`);
export const WORD: CharSet = matching(String.raw`[\p{L}\p{N}_]`);
export const SPACE: CharSet = union([range(0x1c, 0x1f), single(0x85), matching(String.raw`[^\S\ufeff]`)]);
export const NEWLINE: CharSet = single(10);
