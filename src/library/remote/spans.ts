/** A span that a service found. Offsets count characters of Unicode, as Python does. */
export interface FoundSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

const isPlaced = ({ start, end }: FoundSpan, length: number): boolean =>
  Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length;

/** The UTF-16 offset of every code point, and of the end of the text. */
const offsetsOf = (text: string): readonly number[] => {
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return [...offsets, at];
};

/** Merges overlapping spans, under the label of the first, or of the longer of two with the same start. */
const merged = (spans: readonly FoundSpan[]): readonly FoundSpan[] => {
  const result: FoundSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else result[result.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return result;
};

/** Converts spans to UTF-16 offsets, sorted and merged; undefined if one is outside of the text. */
export const spansOf = (text: string, found: readonly FoundSpan[]): readonly FoundSpan[] | undefined => {
  const offsets = offsetsOf(text);
  const length = offsets.length - 1;
  if (!found.every((span) => isPlaced(span, length))) return undefined;
  const at = (index: number): number => offsets[index] ?? text.length;
  return merged(found.map(({ start, end, label }) => ({ start: at(start), end: at(end), label })));
};

/** Replaces every span of a text. */
export const replaceSpans = (
  text: string,
  spans: readonly FoundSpan[],
  mask: (label: string, value: string) => string,
): string => {
  let from = 0;
  const pieces = spans.map(({ start, end, label }) => {
    const piece = text.slice(from, start) + mask(label, text.slice(start, end));
    from = end;
    return piece;
  });
  return pieces.join("") + text.slice(from);
};
