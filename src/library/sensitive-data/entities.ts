import { hint } from "../../config/suggest.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { RECOGNIZERS } from "./recognizers.ts";
import type { CustomRecognizer } from "./settings.ts";

/** Entities that only a model of language finds; patterns cannot tell a name from another word. */
const NEEDS_MODEL: ReadonlySet<string> = new Set([
  "PERSON",
  "LOCATION",
  "NRP",
  "ORGANIZATION",
  "GPE",
  "FAC",
  "AGE",
  "TITLE",
  "ADDRESS",
  "STREET_ADDRESS",
  "ID",
]);

const BUILT_IN: ReadonlySet<string> = new Set(RECOGNIZERS.map(({ entity }) => entity));

/** Why an entity cannot be looked for; undefined when it can. A recognizer of the config makes any name possible. */
export const entityProblem = (entity: string, own: readonly CustomRecognizer[]): string | undefined => {
  if (BUILT_IN.has(entity) || own.some((recognizer) => recognizer.entity === entity)) return undefined;
  if (NEEDS_MODEL.has(entity)) {
    return `Entity "${entity}" needs a language model to be found, which this rail has not: use a rail that asks a service (\`gliner detect pii\`, \`detect pii\` of Private AI), or write a recognizer with a \`deny_list\` for it under \`recognizers\``;
  }
  return `Unknown entity "${entity}"${hint(entity, [...BUILT_IN])}`;
};

const escaped = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A recognizer of the config in the form of the built-in ones. Patterns and lists ignore case, as Presidio's do. */
const fromConfig = ({ entity, patterns, denyList, denyListScore, context }: CustomRecognizer): EntityRecognizer => {
  const list = denyList.toSorted((a, b) => b.length - a.length).map(escaped);
  const words = list.length === 0 ? [] : [[`(?i)(?<!\\w)(?:${list.join("|")})(?!\\w)`, denyListScore] as const];
  return {
    entity,
    context,
    patterns: [...patterns.map(({ regex, score }) => [`(?ims)${regex}`, score] as const), ...words],
  };
};

/** The recognizers of some entities: the config's own first. */
export const recognizersOf = (
  entities: readonly string[],
  own: readonly CustomRecognizer[],
): readonly EntityRecognizer[] => {
  const wanted = new Set(entities);
  return [...own.map(fromConfig), ...RECOGNIZERS].filter(({ entity }) => wanted.has(entity));
};
