/** A span of the text that a rail read, and where its replacement stands in the text that left it. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** An offset behind a rail as the one before it. Inside a replacement it is the start of what was replaced. */
const before = (edits: readonly Edit[], offset: number): number => {
  const inside = edits.find(({ newStart, newEnd }) => newStart < offset && offset < newEnd);
  if (inside !== undefined) return inside.start;
  const last = edits.findLast(({ newEnd }) => newEnd <= offset);
  return last === undefined ? offset : offset - last.newEnd + last.end;
};

const behind = (edits: readonly Edit[], offset: number): number => {
  const inside = edits.find(({ start, end }) => start < offset && offset < end);
  if (inside !== undefined) return inside.newStart;
  const last = edits.findLast(({ end }) => end <= offset);
  return last === undefined ? offset : offset - last.end + last.newEnd;
};

/** An offset in what left all rails, as one in what the model wrote. Rails stand in the order in which they read. */
export const rawOffset = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduceRight((at, edits) => before(edits, at), offset);

/** An offset in what left a rail, as one behind the rails after it. */
export const forward = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduce((at, edits) => behind(edits, at), offset);
