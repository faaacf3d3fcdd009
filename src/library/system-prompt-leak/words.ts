const WORD = /^[\p{L}\p{N}\p{M}]$/u;
/** Scripts without spaces, of which every character is taken for a word. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

type WordKind = "part" | "alone" | "none";

const kindOf = (character: string): WordKind => {
  if (!WORD.test(character)) return "none";
  return UNSPACED.test(character) ? "alone" : "part";
};

const ASCII: readonly WordKind[] = Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

/** What a character is for a reader of words. */
export const wordKind = (character: string): WordKind => ASCII[character.charCodeAt(0)] ?? kindOf(character);

/** Code units a word has; a longer one is taken for several. */
export const MAX_WORD = 64;

/** The words of a text in small letters, at most `limit`. */
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
