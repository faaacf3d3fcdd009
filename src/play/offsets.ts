/** A span of a rail's input, and the span of its replacement in the rail's output. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Converts an offset in a rail's output to one in its input. Inside a replacement it is the start of the original span. */
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

/** Converts an offset in the delivered text to one in the model's text. Rails are in the order in which they run. */
export const rawOffset = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduceRight((at, edits) => before(edits, at), offset);

/** Converts an offset in a rail's output to one in the delivered text, given the later rails. */
export const forward = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduce((at, edits) => behind(edits, at), offset);
