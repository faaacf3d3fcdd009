import type { PatternRule } from "../../text/patterns/rule.ts";
import { isDenied } from "./denied.ts";
import { VERB_FIRST, VERB_LAST } from "./languages/asia-africa.ts";
import { EUROPE } from "./languages/europe.ts";
import { FORGERIES } from "./languages/forgeries.ts";
import { FOREIGN_PERSONAS } from "./languages/personas.ts";
import { type Words, word } from "./languages/words.ts";
import { CLAUSE, type Sign, sign } from "./signs.ts";

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

/** Signs in languages other than English. */
export const FOREIGN: readonly PatternRule[] = [
  ...Object.values({ ...EUROPE, ...VERB_FIRST }).flatMap(verbFirst),
  ...Object.values(VERB_LAST).flatMap(verbLast),
  ...FOREIGN_PERSONAS,
  ...FORGERIES,
];
