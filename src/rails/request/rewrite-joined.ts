/** Separates the pieces of a joined text. */
export const JOINT = "\n";

const commonStart = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
};

const commonEnd = (a: string, b: string, most: number): number => {
  let length = 0;
  while (length < most && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
};

/** Splits a rewritten text by lines: each piece gets as many lines as before. */
const byLines = (pieces: readonly string[], lines: readonly string[]): readonly string[] => {
  let from = 0;
  return pieces.map((piece) => {
    const to = from + piece.split(JOINT).length;
    const text = lines.slice(from, to).join(JOINT);
    from = to;
    return text;
  });
};

/**
 * Splits a rewritten text into the pieces that were joined by line breaks to make it. If the number of lines is
 * unchanged, as after masking, each piece gets its own lines. Otherwise the pieces outside of the changed range stay as
 * they are, and the new text goes to the piece where that range begins.
 */
export const rewriteJoined = (pieces: readonly string[], rewritten: string): readonly string[] => {
  const whole = pieces.join(JOINT);
  const lines = rewritten.split(JOINT);
  return lines.length === whole.split(JOINT).length ? byLines(pieces, lines) : asOneChange(pieces, whole, rewritten);
};

/** Takes the rewrite as the replacement of one range: everything between the common start and the common end. */
const asOneChange = (pieces: readonly string[], whole: string, rewritten: string): readonly string[] => {
  const from = commonStart(whole, rewritten);
  const tail = commonEnd(whole, rewritten, Math.min(whole.length, rewritten.length) - from);
  const [to, fresh] = [whole.length - tail, rewritten.slice(from, rewritten.length - tail)];
  let start = 0;
  let isPlaced = false;
  return pieces.map((piece) => {
    const end = start + piece.length;
    const [head, rest] = [piece.slice(0, Math.max(0, from - start)), piece.slice(Math.max(0, to - start))];
    const begins = !isPlaced && from <= end;
    const isTouched = begins || (isPlaced && start < to);
    start = end + JOINT.length;
    if (!isTouched) return piece;
    const text = begins ? head + fresh + rest : rest;
    isPlaced = true;
    return text;
  });
};
