export interface WrapOptions {
  /** Whether words that are longer than a line are broken. */
  readonly long: boolean;
  /** Whether a line may be broken after a hyphen in a word, and before or after a dash. */
  readonly hyphens: boolean;
}

const SPACES = /([\t\n\v\f\r ]+)/;
const WORD = String.raw`[\p{L}\p{N}_!"'&.,?]`;
const LETTER = String.raw`[\p{L}_]`;
const HYPHEN = `(?<=${LETTER}{2}-|${LETTER}-${LETTER}-)(?=${LETTER}-?${LETTER})`;
// The look-ahead is first, so that a row of dashes is scanned backwards only once.
const DASH = String.raw`(?<=${WORD})(?=-{2,}[\p{L}\p{N}_])|(?=[\p{L}\p{N}_])(?<=${WORD}-{2,})`;
const BREAK = new RegExp(`${HYPHEN}|${DASH}`, "u");

const isSpace = (piece: string): boolean => piece.trim() === "";

/** Words, the spaces between them, and the pieces into which words can be broken. */
const piecesOf = (text: string, { hyphens }: WrapOptions): readonly string[] => {
  const words = text.split(SPACES).filter((piece) => piece !== "");
  return hyphens ? words.flatMap((word) => word.split(BREAK)) : words;
};

/** The part of the fitting letters that stays in the line: up to the last hyphen, else all. */
const cut = (fitting: readonly string[], { hyphens }: WrapOptions): readonly string[] => {
  const hyphen = hyphens ? fitting.lastIndexOf("-") : -1;
  const kept = fitting.slice(0, hyphen + 1);
  return kept.some((letter) => letter !== "-") ? kept : fitting;
};

/** Wraps one line to lines of at most `width` characters, like Python's `textwrap`. */
export function wrapped(text: string, width: number, options: WrapOptions): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  const finish = (): void => {
    if (isSpace(line.at(-1) ?? "x")) line.pop();
    if (line.length > 0) lines.push(line.join(""));
    [line, used] = [[], 0];
  };
  const put = (letters: readonly string[]): void => {
    line.push(letters.join(""));
    used += letters.length;
  };
  for (const piece of piecesOf(text, options)) {
    const letters = Array.from(piece);
    for (let from = 0; from < letters.length;) {
      const left = letters.length - from;
      // Leading spaces of a line are dropped, except on the first one.
      if (line.length === 0 && lines.length > 0 && isSpace(piece)) break;
      if (left > width && options.long) {
        const kept = cut(letters.slice(from, from + width - used), options);
        put(kept);
        from += kept.length;
        finish();
      } else if (used + left <= width || line.length === 0) {
        put(letters.slice(from));
        break;
      } else finish();
    }
  }
  finish();
  return lines;
}
