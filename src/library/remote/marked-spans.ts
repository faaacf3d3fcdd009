import type { FoundSpan } from "./spans.ts";

/** A placeholder that a service writes for a value: `[NAME_GIVEN_1]`. */
const MARK = /\[([A-Z][A-Z_]*?)(?:_\d+)?\]/g;

/**
 * The leftmost positions of the pieces, in order, each after the previous one and a value; undefined if one is not
 * found.
 */
const leftmost = (text: string, pieces: readonly string[]): readonly number[] | undefined => {
  let from = 0;
  const places = pieces.map((piece) => {
    const at = text.indexOf(piece, from);
    from = at + piece.length + 1;
    return at;
  });
  return places.includes(-1) ? undefined : places;
};

/** The rightmost positions, likewise. */
const rightmost = (text: string, pieces: readonly string[]): readonly number[] | undefined => {
  let until = text.length;
  const places = pieces.toReversed().map((piece) => {
    const last = until - piece.length;
    const at = last < 0 ? -1 : text.lastIndexOf(piece, last);
    until = at - 1;
    return at;
  });
  return places.includes(-1) ? undefined : places.toReversed();
};

/**
 * The positions of the pieces if they are unambiguous, with the first at the start and the last at the end; else
 * undefined.
 */
const surePlaces = (text: string, pieces: readonly string[]): readonly number[] | undefined => {
  const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const inner = text.slice(first.length + 1, text.length - last.length - 1);
  const between = pieces.slice(1, -1);
  const places = leftmost(inner, between);
  const isSure = places !== undefined && places.join() === rightmost(inner, between)?.join();
  return isSure ? [0, ...places.map((place) => place + first.length + 1), text.length - last.length] : undefined;
};

/**
 * The ranges that a service replaced by marks, in UTF-16 code units. Undefined if the rewritten text is ambiguous: the
 * text between two marks occurs more than once or is empty, or other text was changed.
 *
 * @example
 * markedSpans("I am Ann.", "I am [NAME_1]."); // [{ start: 5, end: 8, label: "NAME" }]
 */
export const markedSpans = (text: string, rewritten: string): readonly FoundSpan[] | undefined => {
  const marks = [...rewritten.matchAll(MARK)];
  const ends = [0, ...marks.map(({ index, 0: mark }) => index + mark.length)];
  const pieces = ends.map((end, at) => rewritten.slice(end, marks[at]?.index));
  if (pieces.slice(1, -1).includes("")) return undefined;
  const places = surePlaces(text, pieces);
  const spans = marks.map(([, label = ""], at) => ({
    start: (places?.[at] ?? 0) + (pieces[at] ?? "").length,
    end: places?.[at + 1] ?? 0,
    label,
  }));
  if (places === undefined || !spans.every(({ start, end }) => start < end)) return undefined;
  // Text that looks like a placeholder, but was in the original, is not one.
  return spans.filter(({ start, end }, at) => text.slice(start, end) !== marks[at]?.[0]);
};
