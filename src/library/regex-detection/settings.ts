import {
  flag,
  list,
  oneOf,
  optional,
  type Schema,
  strict,
  anyText,
  text,
  whole,
  withDefault,
} from "../../config/schema/schema-parts.ts";

/** The settings of one direction. */
export interface RegexSettings {
  /** Patterns in the dialect of Python's `re`, as far as it can be matched in linear time. */
  readonly patterns: readonly string[];
  /** Default false. */
  readonly caseInsensitive: boolean;
  /** Maximum length of a match, which bounds what is held back. Default 1000. */
  readonly maxMatchLength: number;
  /** What to do with a possible match that exceeds it. Default `block`. */
  readonly onOverflow: "block" | "mask" | "release";
  /** The replacement of a masked match, inserted literally. Default `<REDACTED>`. */
  readonly replacement: string;
}

export type RegexDirection = "input" | "output" | "retrieval" | "tool_input" | "tool_output";

const direction: Schema<RegexSettings> = strict(
  {
    patterns: withDefault(list(text), []),
    case_insensitive: withDefault(flag, false),
    max_match_length: withDefault(whole(1, 10_000), 1000),
    on_overflow: withDefault(oneOf("block", "mask", "release"), "block"),
    replacement: withDefault(anyText, "<REDACTED>"),
  },
  (value): RegexSettings => ({
    patterns: value.patterns,
    caseInsensitive: value.case_insensitive,
    maxMatchLength: value.max_match_length,
    onOverflow: value.on_overflow,
    replacement: value.replacement,
  }),
);

/** `rails.config.regex_detection`. */
export const regexSettings: Schema<Readonly<Partial<Record<RegexDirection, RegexSettings | undefined>>>> = strict(
  {
    input: optional(direction),
    output: optional(direction),
    retrieval: optional(direction),
    tool_input: optional(direction),
    tool_output: optional(direction),
  },
  (value) => value,
);
