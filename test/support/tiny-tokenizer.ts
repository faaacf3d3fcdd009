/** A byte-level BPE tokenizer in the form of `tokenizer.json`: 256 bytes, and one token for each known ASCII word. */

export const END_OF_TEXT = "<|endoftext|>";

export interface TinyTokenizer {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly string[];
  encode(text: string): number[];
}

/** GPT-2's mapping of bytes to characters: printable ones to themselves, others to characters from U+0100. */
const byteCharacters = (): string[] => {
  let next = 0x100;
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++));
};

/** Splits text into words and runs of other characters, each with the space before it. */
const split = (text: string): string[] => text.match(/ ?[A-Za-z]+| ?[^\sA-Za-z]+|\s+/g) ?? [];

/**
 * Each word is merged from left to right, one character per merge, so that known words become one token. Characters
 * outside ASCII have no merges, so they are always split over several tokens, which streamers must handle.
 */
export const tinyTokenizer = (corpus: string): TinyTokenizer => {
  const characters = byteCharacters();
  const spell = (word: string): string[] => [...new TextEncoder().encode(word)].map((byte) => characters[byte] ?? "");
  const tokens = [END_OF_TEXT, ...characters];
  const merges: string[] = [];
  for (const word of split(corpus).filter((word) => /^ ?[A-Za-z]+$/.test(word))) {
    spell(word).reduce((left, right) => {
      if (!tokens.includes(left + right)) {
        tokens.push(left + right);
        merges.push(`${left} ${right}`);
      }
      return left + right;
    });
  }
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const encodeWord = (word: string): number[] => {
    const spelled = spell(word);
    const whole = vocab[spelled.join("")];
    return whole === undefined ? spelled.map((character) => vocab[character] ?? 0) : [whole];
  };
  return { vocab, merges, encode: (text) => split(text).flatMap(encodeWord) };
};
