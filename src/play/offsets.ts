/** A span of a rail's input, and the span of its replacement in the rail's output. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** How many edits end before an offset or at it. Edits are in the order of the text, so this halves them. */
const countBefore = (edits: readonly Edit[], end: "end" | "newEnd", offset: number): number => {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edits[middle]?.[end] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Converts an offset in a rail's output to one in its input. Inside a replacement it is the start of the original span.
 */
const before = (edits: readonly Edit[], offset: number): number => {
  const count = countBefore(edits, "newEnd", offset);
  const [last, next] = [edits[count - 1], edits[count]];
  if (next !== undefined && next.newStart < offset) return next.start;
  return last === undefined ? offset : offset - last.newEnd + last.end;
};

const behind = (edits: readonly Edit[], offset: number): number => {
  const count = countBefore(edits, "end", offset);
  const [last, next] = [edits[count - 1], edits[count]];
  if (next !== undefined && next.start < offset) return next.newStart;
  return last === undefined ? offset : offset - last.end + last.newEnd;
};

/** Converts an offset in the delivered text to one in the model's text. Rails are in the order in which they run. */
export const rawOffset = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduceRight((at, edits) => before(edits, at), offset);

/** Converts an offset in a rail's output to one in the delivered text, given the later rails. */
export const forward = (rails: readonly (readonly Edit[])[], offset: number): number =>
  rails.reduce((at, edits) => behind(edits, at), offset);
