const WORD = /^[\p{L}\p{N}\p{M}]$/u;
/** Scripts without spaces, in which every character counts as a word. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

type WordKind = "part" | "alone" | "none";

const kindOf = (character: string): WordKind => {
  if (!WORD.test(character)) return "none";
  return UNSPACED.test(character) ? "alone" : "part";
};

const ASCII: readonly WordKind[] = Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

/** The kind of a character in word splitting. */
export const wordKind = (character: string): WordKind => ASCII[character.charCodeAt(0)] ?? kindOf(character);

/** Code units of a word. A longer one is split. */
export const MAX_WORD = 64;

/** The words of a text in lower case, at most `limit`. */
export const wordsOf = (text: string, limit: number): readonly string[] => {
  const words: string[] = [];
  let word = "";
  const close = (): void => {
    if (word !== "") words.push(word.toLowerCase());
    word = "";
  };
  for (const character of text) {
    if (words.length >= limit) break;
    const kind = wordKind(character);
    if (kind !== "part" || word.length >= MAX_WORD) close();
    if (kind !== "none") word += character;
    if (kind === "alone") close();
  }
  close();
  return words.slice(0, limit);
};
