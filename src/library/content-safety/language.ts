/** The languages with built-in refusals, as in NeMo Guardrails. */
export type Language = "en" | "es" | "zh" | "de" | "fr" | "hi" | "ja" | "ar" | "th";

/** Characters of a text that are examined. */
const MAX_READ = 4_000;

/** Japanese before Chinese, since it contains Chinese characters, but always kana, too. */
const SCRIPTS: readonly (readonly [Language, RegExp])[] = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["zh", /\p{Script=Han}/gu],
  ["hi", /\p{Script=Devanagari}/gu],
  ["ar", /\p{Script=Arabic}/gu],
  ["th", /\p{Script=Thai}/gu],
];

const LATIN = /\p{Script=Latin}/gu;

/** Features of a language in Latin script: frequent words, and letters that are rare elsewhere. */
interface Signs {
  readonly language: Language;
  readonly words: ReadonlySet<string>;
  readonly letters: RegExp | undefined;
}

const signs = (language: Language, words: string, letters?: RegExp): Signs => ({
  language,
  words: new Set(words.split(" ")),
  letters,
});

/**
 * A word may count for several languages; the one with the highest count wins. Italian, Portuguese and Dutch are listed
 * so that they are not taken for Spanish or German. Their speakers are refused in English, as in NeMo Guardrails.
 */
const SIGNS: readonly Signs[] = [
  signs(
    "en",
    "the and is are you to of how what it this with for my can do does make an that please your from in be has have shall not or any all by on as his her their everyone no i we tell about me",
  ),
  signs(
    "es",
    "el la los las un una de del en y a que qué por para con sin se su sus es está ser son tiene como cómo lo le al o no ni más pero mi tu me te puedo puede hacer quiero dónde cuando hola sobre este esta toda todo será",
    /[ñ¿¡áíóú]/gu,
  ),
  signs(
    "de",
    "der die das den dem des ein eine einen einer eines und ist sind ich du wir sie er es nicht wie was zu zum zur mit für auf in im von vom oder auch hat haben kann man bitte wo warum wer mir mich jeder alle darf durch bei an werden wird",
    /[äöüß]/gu,
  ),
  signs(
    "fr",
    "le la les l de des du un une et est sont je tu il elle nous vous comment quel quelle pour par avec sans dans en que qui sur au aux à ou où ne pas se sa son ses mon ma ce cette c d j qu a peut puis-je faire tout toute être",
    /[àâçèêëîïôùûœ]/gu,
  ),
  signs(
    "en",
    "il lo gli la i un una di del della dei delle che e è per con non si su in da al alla come cosa sono ha puoi posso fare ogni sua suo o ad nel nella",
    /[ìò]/gu,
  ),
  signs(
    "en",
    "o a os as um uma de do da dos das em no na e que para por com não se ao à como é são tem seu sua ou mais você posso fazer toda todo ser eu me",
    /[ãõ]/gu,
  ),
  signs(
    "en",
    "de het een en van in is zijn ik je u niet hoe wat te om met voor op dat die aan of ook heeft hebben kan mag door bij naar er maar mijn ieder worden wordt deze",
  ),
];

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const byWords = (text: string): Language => {
  const lower = text.toLowerCase();
  const written = lower.match(/[\p{L}-]+/gu) ?? [];
  let best: Language = "en";
  let most = 0;
  for (const { language, words, letters } of SIGNS) {
    const found = written.filter((word) => words.has(word)).length + (letters ? count(lower, letters) : 0);
    if (found > most) [best, most] = [language, found];
  }
  return best;
};

/** Detects the language of a text by its script, else by frequent words and letters. Default English. */
export const languageOf = (text: string): Language => {
  const read = text.slice(0, MAX_READ);
  const latin = count(read, LATIN);
  for (const [language, script] of SCRIPTS) {
    // A character of these scripts carries more than a Latin letter.
    if (count(read, script) * 2 > latin) return language;
  }
  return byWords(read);
};
