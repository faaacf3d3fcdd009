/** Between the pieces of a text that is read as one. */
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

/**
 * Pieces that were read as one text, joined by line breaks, after that text was rewritten: pieces before and behind the
 * change stay as they are, and what is new stands where the change began.
 */
export const rewriteJoined = (pieces: readonly string[], rewritten: string): readonly string[] => {
  const whole = pieces.join(JOINT);
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
