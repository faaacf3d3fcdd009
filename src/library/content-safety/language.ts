/** The languages whose refusals are known, as NeMo Guardrails has them. */
export type Language = "en" | "es" | "zh" | "de" | "fr" | "hi" | "ja" | "ar" | "th";

/** Characters that are looked at. */
const MAX_READ = 4_000;

/** Japanese before Chinese: it writes Chinese characters too, but never without kana. */
const SCRIPTS: readonly (readonly [Language, RegExp])[] = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["zh", /\p{Script=Han}/gu],
  ["hi", /\p{Script=Devanagari}/gu],
  ["ar", /\p{Script=Arabic}/gu],
  ["th", /\p{Script=Thai}/gu],
];

const LATIN = /\p{Script=Latin}/gu;

/** Short words that are frequent in one of the languages and hardly ever stand in the others. */
const WORDS: readonly (readonly [Language, ReadonlySet<string>])[] = (
  [
    ["en", "the and is are you to of how what it this with for my can do does make an that please your from"],
    ["es", "el los las una del por qué cómo para con es está puedo mi tu su y hacer quiero dónde lo como hola"],
    ["de", "der die das und ist ich du nicht wie ein eine zu mit für auf den mir kann man bitte wo warum wer"],
    ["fr", "le les des une est je vous comment et pour avec dans pas que qui sur mon puis-je faire ou où c'est du au"],
  ] as const
).map(([language, words]) => [language, new Set(words.split(" "))] as const);

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * The language of a text by its script, else by its frequent words. English when nothing speaks for another: a refusal in
 * the wrong language is still a refusal.
 */
export const languageOf = (text: string): Language => {
  const read = text.slice(0, MAX_READ);
  const latin = count(read, LATIN);
  for (const [language, script] of SCRIPTS) {
    // A character of these scripts says more than a Latin letter.
    if (count(read, script) * 2 > latin) return language;
  }
  const words = read.toLowerCase().match(/[\p{L}'-]+/gu) ?? [];
  let best: Language = "en";
  let most = 0;
  for (const [language, known] of WORDS) {
    const hits = words.filter((word) => known.has(word)).length;
    if (hits > most) [best, most] = [language, hits];
  }
  return best;
};
