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
import type { NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import type { RailType } from "../../types/verdict.ts";

/** A custom recognizer, in the format of Presidio's YAML. */
export interface CustomRecognizer {
  readonly entity: string;
  readonly patterns: readonly { readonly regex: string; readonly score: number }[];
  /** Words that are always this entity. */
  readonly denyList: readonly string[];
  readonly denyListScore: number;
  readonly context: readonly string[];
}

/** The settings of one direction. */
export interface SensitiveDataSettings {
  readonly entities: readonly string[];
  /**
   * The minimum score of a finding, from 0 to 1. Default: 0.2 for blocking and 0.4 for masking, as in NeMo Guardrails.
   */
  readonly scoreThreshold: number | undefined;
  /**
   * How a text is normalized before matching. `exact` (default): not at all. `fold`: also without lookalike and
   * invisible characters. `decode`: also with escapes, Base64 and hex decoded. Each level costs another pass.
   */
  readonly reading: NormalizationDepth;
  /** The replacement of a value. `*` (default) is the entity's name: `<EMAIL_ADDRESS>`. */
  readonly maskToken: string;
}

/** The groups of flows, by their names in a config. */
export type Direction = RailType;

export interface SensitiveDataConfig extends Readonly<Partial<Record<Direction, SensitiveDataSettings | undefined>>> {
  readonly recognizers: readonly CustomRecognizer[];
  /** What to do with entities that need a language model: refuse the config, or warn that they are not detected. */
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
