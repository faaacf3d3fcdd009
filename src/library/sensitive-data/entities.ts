import { hint } from "../../config/suggest.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { RECOGNIZERS } from "./recognizers.ts";
import type { CustomRecognizer } from "./settings.ts";

/** Entities that only a language model can detect, such as names. */
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

const isFound = (entity: string, own: readonly CustomRecognizer[]): boolean =>
  BUILT_IN.has(entity) || own.some((recognizer) => recognizer.entity === entity);

/** Whether an entity needs a language model. A custom recognizer makes any entity possible. */
export const needsModel = (entity: string, own: readonly CustomRecognizer[]): boolean =>
  NEEDS_MODEL.has(entity) && !isFound(entity, own);

/** Why an entity cannot be detected; undefined if it can. */
export const entityProblem = (entity: string, own: readonly CustomRecognizer[]): string | undefined => {
  if (isFound(entity, own)) return undefined;
  if (!NEEDS_MODEL.has(entity)) return `Unknown entity "${entity}"${hint(entity, [...BUILT_IN])}`;
  return `Entity "${entity}" needs a language model to be found, which this rail has not: use a rail that asks a service (\`gliner detect pii\`, \`detect pii\` of Private AI), write a recognizer with a \`deny_list\` for it under \`recognizers\`, or do without it by \`missing_entities: skip\` there`;
};

const escaped = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Converts a recognizer of the config. Patterns and lists ignore case, as in Presidio. */
const fromConfig = ({ entity, patterns, denyList, denyListScore, context }: CustomRecognizer): EntityRecognizer => {
  const list = denyList.toSorted((a, b) => b.length - a.length).map(escaped);
  const words = list.length === 0 ? [] : [[`(?i)(?<!\\w)(?:${list.join("|")})(?!\\w)`, denyListScore] as const];
  return {
    entity,
    context,
    patterns: [...patterns.map(({ regex, score }) => [`(?ims)${regex}`, score] as const), ...words],
  };
};

/** The recognizers of some entities, the config's own first. */
export const recognizersOf = (
  entities: readonly string[],
  own: readonly CustomRecognizer[],
): readonly EntityRecognizer[] => {
  const selected = new Set(entities);
  return [...own.map(fromConfig), ...RECOGNIZERS].filter(({ entity }) => selected.has(entity));
};
