/** A set of code points. */
export interface CharSet {
  /** The same for sets that are made alike, so that they can be shared. */
  readonly key: string;
  /** First and last code point of each range, in order and apart; absent when there is only the question. */
  readonly ranges: readonly (readonly [from: number, to: number])[] | undefined;
  has(codePoint: number): boolean;
}

type Range = readonly [from: number, to: number];

const MAX_CODE_POINT = 0x10ffff;

/** A set that is only known by asking. */
const asked = (key: string, has: (codePoint: number) => boolean): CharSet => ({ key, ranges: undefined, has });

/** Whether a code point lies in one of the ranges: by halving. */
const lies = (ranges: readonly Range[], codePoint: number): boolean => {
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

const written = (unsorted: readonly Range[]): CharSet => {
  const ranges: [number, number][] = [];
  const sorted = unsorted.length > 1 ? unsorted.toSorted((a, b) => a[0] - b[0]) : unsorted;
  for (const [from, to] of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  const key = ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join();
  return { key, ranges, has: (codePoint) => lies(ranges, codePoint) };
};

export const NOTHING: CharSet = written([]);
export const ANY: CharSet = written([[0, MAX_CODE_POINT]]);
export const range = (from: number, to: number): CharSet => written([[from, to]]);

const ASCII: (CharSet | undefined)[] = [];
export const single = (codePoint: number): CharSet => {
  if (codePoint >= 128) return range(codePoint, codePoint);
  return (ASCII[codePoint] ??= range(codePoint, codePoint));
};
export const points = (codePoints: readonly number[]): CharSet => written(codePoints.map((code) => [code, code]));

export const union = (sets: readonly CharSet[]): CharSet => {
  const [first] = sets;
  if (first !== undefined && sets.length === 1) return first;
  const ranges = sets.flatMap((set) => set.ranges ?? []);
  const open = sets.filter((set) => set.ranges === undefined);
  if (open.length === 0) return written(ranges);
  const closed = written(ranges);
  const keys = open.map(({ key }) => key).sort();
  return asked(`(${[...keys, closed.key].join("|")})`, (code) => closed.has(code) || open.some((set) => set.has(code)));
};

/** By the set that is turned round: look-around asks for a handful, again and again. */
const turned = new WeakMap<CharSet, CharSet>();

/** All the others. */
export const negated = (set: CharSet): CharSet => {
  const known = turned.get(set) ?? turnedRound(set);
  turned.set(set, known);
  return known;
};

const turnedRound = ({ key, ranges, has }: CharSet): CharSet => {
  if (ranges === undefined) return asked(`^${key}`, (codePoint) => !has(codePoint));
  const gaps: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_CODE_POINT) gaps.push([next, MAX_CODE_POINT]);
  return written(gaps);
};

/** How many code points a set has when it is written out; Infinity otherwise. */
export const sizeOf = ({ ranges }: CharSet): number =>
  ranges === undefined ? Infinity : ranges.reduce((size, [from, to]) => size + to - from + 1, 0);

/** The members of a set that is written out. */
export const membersOf = ({ ranges }: CharSet): readonly number[] =>
  (ranges ?? []).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

/** The characters a one-character pattern matches, read when one is first asked for: a class of Unicode takes V8 0.2 ms. */
export const matching = (source: string): CharSet => {
  let pattern: RegExp | undefined;
  return asked(`/${source}/`, (codePoint) => {
    pattern ??= new RegExp(source, "u");
    return pattern.test(String.fromCodePoint(codePoint));
  });
};

/** A set from a question, by a name that no other set has. */
export const named = (name: string, has: (codePoint: number) => boolean): CharSet => asked(name, has);

/** The classes of Python's `re` for text: Unicode, not ASCII only. */
export const DIGIT: CharSet = matching(String.raw`\p{Nd}`);
export const WORD: CharSet = matching(String.raw`[\p{L}\p{N}_]`);
export const SPACE: CharSet = union([range(0x1c, 0x1f), single(0x85), matching(String.raw`[^\S\ufeff]`)]);
export const NEWLINE: CharSet = single(10);
