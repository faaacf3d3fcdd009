import type { TermsRule } from "../../text/patterns/rule.ts";

/** What a language writes together with a noun, of which the noun is still the term. */
interface Affixes extends Pick<TermsRule, "context" | "followedBy" | "wholeWords"> {
  readonly script: RegExp;
  /** Characters of the shortest terms. The same letters before a shorter one are mostly part of another word. */
  readonly minLength: number;
}

const splitWords = (text: string): readonly string[] => text.split(" ");

/** Particles of Korean, those behind a consonant, a vowel or either, and the copula. */
const PARTICLES = splitWords(
  "은 는 이 가 을 를 의 에 와 과 도 만 로 으로 께 야 아 여 나 이나 랑 이랑 하고 께서 에게 에게서 에서 한테 한테서 부터 까지 처럼 보다 마다 조차 밖에 라고 이라고 라는 이라는 들 들은 들이 들을 들의 들에게 들과 들도 이다 입니다 이에요 예요 이고 이며 인데 였다 이었다",
);
/** Those that follow another one. */
const SECOND = splitWords("는 도 만 의 은");
const FIRST_OF_TWO = splitWords("에 에게 에서 한테 로 으로 와 과 까지 부터 께서 만");

const AFFIXES: readonly Affixes[] = [
  {
    // And, so; in, like, to; the.
    script: /^\p{Script=Arabic}/u,
    minLength: 3,
    context: String.raw`(?<!\w)(?:[وف]?(?:[بك]?ال|لل|[بكل])|[وف])`,
    wholeWords: "end",
  },
  {
    // And, the, in, to, from, that, like.
    script: /^\p{Script=Hebrew}/u,
    minLength: 3,
    context: String.raw`(?<!\w)[והבלמשכ]{1,3}`,
    wholeWords: "end",
  },
  {
    script: /\p{Script=Hangul}$/u,
    minLength: 2,
    followedBy: [...PARTICLES, ...FIRST_OF_TWO.flatMap((first) => SECOND.map((second) => first + second))],
    wholeWords: "start",
  },
];

/** Only characters of scripts without affixes. */
const PLAIN = /^[^\u0590-\u08ff\uac00-\ufeff]*$/;

/** A rule of whole words, and the same for its terms with an affix, which a mask leaves. */
export const withAffixes = (rule: TermsRule): readonly TermsRule[] => {
  const others = rule.terms.filter((term) => !PLAIN.test(term));
  if (others.length === 0) return [rule];
  const affixed = AFFIXES.map(({ script, minLength, ...affixes }): TermsRule => {
    const terms = others.filter((term) => script.test(term) && Array.from(term).length >= minLength);
    return { ...rule, terms, ...affixes };
  });
  return [rule, ...affixed.filter(({ terms }) => terms.length > 0)];
};
