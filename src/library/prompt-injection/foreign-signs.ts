import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied } from "./denied.ts";
import { VERB_FIRST, VERB_LAST } from "./languages/asia-africa.ts";
import { EUROPE } from "./languages/europe.ts";
import type { Words } from "./languages/words.ts";
import { CLAUSE, type Sign, sign } from "./signs.ts";

/** Words. Latin ones must be whole; other scripts may have no borders between words. */
const word = (alternatives: string): string => String.raw`(?<![a-zà-ÿ])(?:${alternatives})(?![a-zà-ÿ])`;

/** Makes a check that the verb before a value is not negated. */
const isOrdered = (verbs: string, { not, notBehind }: Words): PatternRule["check"] => {
  const isNot = isDenied({ verbs, before: not, behind: notBehind });
  return (_, before) => !isNot(before);
};

const verbFirst = (language: Words): readonly PatternRule[] => {
  const [ignore, which, instructions] = [word(language.ignore), word(language.which), word(language.instructions)];
  const show = word(language.show);
  const check = isOrdered(ignore, language);
  return [
    sign("instruction-override", instructions, { context: `${ignore}${CLAUSE}${which}${CLAUSE}`, check }),
    sign("instruction-override", which, { context: `${ignore}${CLAUSE}${instructions}\\s*`, check }),
    sign("prompt-extraction", word(language.systemPrompt), {
      context: `${show}${CLAUSE}`,
      check: isOrdered(show, language),
    }),
  ];
};

/** Code units before a verb that are searched for a negation. */
const DENIAL_LENGTH = 12;

/** A rule for languages with the verb last. The value is the verb with the negation after it, if there is one. */
const lastVerb = (id: Sign, verbs: string, context: string, { not, notBehind }: Words): PatternRule => {
  const isNot = isDenied({ verbs, before: not, behind: notBehind });
  const end = notBehind === undefined ? "" : `(?: ?(?:${notBehind}))?`;
  return sign(id, `(?:${verbs})${end}`, {
    context,
    check: (value, before) => !isNot(before.slice(-DENIAL_LENGTH) + value),
  });
};

const verbLast = (language: Words): readonly PatternRule[] => {
  const { ignore, which, instructions, show, systemPrompt } = language;
  const instruction = `(?:${which})${CLAUSE}(?:${instructions})${CLAUSE}`;
  return [
    lastVerb("instruction-override", ignore, instruction, language),
    lastVerb("prompt-extraction", show, `(?:${systemPrompt})${CLAUSE}`, language),
  ];
};

/** Words for having no limits. */
const LIMITS = word(
  "ohne (?:jegliche |jede |alle )?(?:einschränkung\\w*|beschränkung\\w*|filter|zensur)|uneingeschränkt|keine (?:regeln|richtlinien|einschränkungen) mehr|" +
    "sans (?:aucune )?(?:restrictions?|limites?|filtres?|censure)|sin (?:ning\\w+ )?(?:restricci[oó]n(?:es)?|límites|filtros?|censura)|" +
    "senza (?:alcuna? |nessuna? )?(?:restrizion[ei]|limiti|filtri|censura)|sem (?:nenhuma? )?(?:restriç(?:ão|ões)|limites|filtros|censura)|" +
    "zonder (?:enige )?(?:beperkingen|filters|censuur)|bez (?:żadnych )?(?:ograniczeń|filtrów|cenzury)|" +
    "без (?:каких-либо )?(?:ограничений|цензуры|фильтров)|tanpa (?:batasan|filter|sensor)|sınırsız|kısıtlama olmadan|" +
    "没有(?:任何)?(?:限制|约束|过滤)|不受(?:任何)?限制|制限(?:なし|のない|なく)|제한 ?없이",
);

/** The beginning of an order to be somebody else. */
const SELF = word(
  "du bist (?:jetzt|nun|ab sofort)|ab (?:jetzt|sofort) bist du|tu es (?:maintenant|désormais)|vous êtes (?:maintenant|désormais)|à partir de maintenant|" +
    "ahora (?:eres|estás|estas)|a partir de ahora|adesso sei|ora sei|da ora in poi|agora você é|a partir de agora|je bent nu|vanaf nu|" +
    "jesteś teraz|teraz jesteś|od teraz|теперь ты|ты теперь|с этого момента|sekarang kamu|mulai sekarang|artık sen|bundan sonra|" +
    "从现在开始|从现在起|你现在是|今からあなたは|これからあなたは|지금부터|이제 당신은|من الآن فصاعدا|अब से",
);

/** Personas without limits, as in `persona-signs.ts`. */
const PERSONAS: readonly PatternRule[] = [
  sign("model-without-limits", LIMITS, { context: `${SELF}${CLAUSE}` }),
  sign("without-limits", LIMITS),
  sign(
    "unlimited-persona",
    word(
      "entwicklermodus|mode développeur|modo (?:de )?(?:desarrollador|desenvolvedor)|modalità sviluppatore|ontwikkelaarsmodus|" +
        "tryb\\w* (?:dewelopera|programisty)|режим\\w* разработчика|geliştirici modu|开发者模式|開發者模式|開発者モード|개발자 모드|越狱|脱獄",
    ),
  ),
  sign("new-self", SELF),
];

/** Signs in languages other than English. */
export const FOREIGN: readonly PatternRule[] = [
  ...Object.values({ ...EUROPE, ...VERB_FIRST }).flatMap(verbFirst),
  ...Object.values(VERB_LAST).flatMap(verbLast),
  ...PERSONAS,
];
