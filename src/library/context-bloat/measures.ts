/** Longer texts are sampled: characters from the beginning, the middle and the end. */
const SAMPLED_ABOVE = 10_000;
const SAMPLE = 8_000;

const sampleOf = (characters: readonly string[]): readonly string[] => {
  if (characters.length <= SAMPLED_ABOVE) return characters;
  const third = Math.floor(SAMPLE / 3);
  const middle = Math.floor(characters.length / 2) - Math.floor(third / 2);
  return [...characters.slice(0, third), ...characters.slice(middle, middle + third), ...characters.slice(-third)];
};

const countsOf = (items: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** Shannon entropy in bits per character. English prose has about 4 to 4.5. */
export const entropyOf = (characters: readonly string[]): number => {
  const sample = sampleOf(characters);
  let bits = 0;
  for (const count of countsOf(sample).values()) bits -= (count / sample.length) * Math.log2(count / sample.length);
  return bits;
};

/** The length of the longest run of one character, relative to the text. */
export const longestRunOf = (characters: readonly string[]): number => {
  let [longest, run] = [0, 0];
  for (const [index, character] of characters.entries()) {
    run = character === characters[index - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return characters.length === 0 ? 0 : longest / characters.length;
};

/** Numbers words, so that the key of `size` consecutive words is short. */
const numbered = (words: readonly string[]): readonly number[] => {
  const numbers = new Map<string, number>();
  return words.map((word) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  });
};

/** As `str.split` of Python has it: with the separators of ASCII and NEL, without the byte order mark. */
// oxlint-disable-next-line no-control-regex
const BLANKS = /[\p{White_Space}\u001c-\u001f]+/u;

/** The share of `size`-word sequences that occur earlier in the text. */
export const repetitionOf = (text: string, size: number): number => {
  const words = numbered(text.split(BLANKS).filter((word) => word !== ""));
  const stretches = words.length - size + 1;
  if (stretches < 1) return 0;
  const different = new Set<string>();
  for (let start = 0; start < stretches; start++) different.add(words.slice(start, start + size).join(" "));
  return (stretches - different.size) / stretches;
};
