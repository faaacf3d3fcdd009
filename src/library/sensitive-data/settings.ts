import {
  anything,
  anyText,
  flag,
  list,
  number,
  oneOf,
  optional,
  type Schema,
  strict,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import type { RailType } from "../../types.ts";
import type { NormalizationDepth } from "../../text/normalize/normalization-level.ts";

/** A recognizer of a config's own, as Presidio's YAML writes it. */
export interface CustomRecognizer {
  readonly entity: string;
  readonly patterns: readonly { readonly regex: string; readonly score: number }[];
  /** Words that are the entity wherever they stand as words. */
  readonly denyList: readonly string[];
  readonly denyListScore: number;
  readonly context: readonly string[];
}

/** What one direction of `sensitive_data_detection` says. */
export interface SensitiveDataSettings {
  readonly entities: readonly string[];
  /** How sure a finding is at least, from 0 to 1. Without one, what blocks asks 0.2 and what masks 0.4, as in NeMo. */
  readonly scoreThreshold: number | undefined;
  /**
   * How a text is read: as it is written (`exact`, the default), also without tricks of writing (`fold`), or also with escapes
   * undone and what stands in base64 and hex read (`decode`). Each one costs another reading.
   */
  readonly reading: NormalizationDepth;
  /** What stands in the place of a value. `*`, the default, means the entity's name: `<EMAIL_ADDRESS>`. */
  readonly maskToken: string;
}

/** The groups of flows, by their names in a config. */
export type Direction = RailType;

export interface SensitiveDataConfig extends Readonly<Partial<Record<Direction, SensitiveDataSettings | undefined>>> {
  readonly recognizers: readonly CustomRecognizer[];
  /** What becomes of entities that need a model of language: an error, or a warning that nothing looks for them. */
  readonly missingEntities: "refuse" | "skip";
}

const score = number(0, 1);

const pattern = strict({ name: optional(anyText), regex: text, score }, ({ regex, score }) => ({ regex, score }));

/** `name`, `type`, languages and flags are read and have no effect: patterns ignore case, as Presidio's do. */
const recognizer: Schema<CustomRecognizer> = strict(
  {
    name: optional(anyText),
    supported_entity: text,
    patterns: withDefault(list(pattern), []),
    deny_list: withDefault(list(text), []),
    deny_list_score: withDefault(score, 1),
    context: withDefault(list(text), []),
    supported_language: optional(anyText),
    supported_languages: optional(anything),
    type: optional(anyText),
    enabled: withDefault(flag, true),
    global_regex_flags: optional(anything),
    version: optional(anything),
  },
  (value): CustomRecognizer => ({
    entity: value.supported_entity,
    patterns: value.enabled ? value.patterns : [],
    denyList: value.enabled ? value.deny_list : [],
    denyListScore: value.deny_list_score,
    context: value.context.map((word) => word.toLowerCase()),
  }),
);

const direction: Schema<SensitiveDataSettings> = strict(
  {
    entities: withDefault(list(text), []),
    score_threshold: optional(score),
    mask_token: withDefault(text, "*"),
    reading: withDefault(oneOf("exact", "fold", "decode"), "exact"),
  },
  (value): SensitiveDataSettings => ({
    entities: value.entities,
    scoreThreshold: value.score_threshold,
    maskToken: value.mask_token,
    reading: value.reading,
  }),
);

/** `rails.config.sensitive_data_detection`. */
export const sensitiveDataSettings: Schema<SensitiveDataConfig> = strict(
  {
    recognizers: withDefault(list(recognizer), []),
    input: optional(direction),
    output: optional(direction),
    retrieval: optional(direction),
    tool_input: optional(direction),
    tool_output: optional(direction),
    missing_entities: withDefault(oneOf("refuse", "skip"), "refuse"),
  },
  ({ missing_entities: missingEntities, ...rest }): SensitiveDataConfig => ({ ...rest, missingEntities }),
);
