import {
  anyText,
  flag,
  mapping,
  number,
  optional,
  type Schema,
  strict,
  withDefault,
} from "../../config/schema/schema-parts.ts";

/** The options of each guardrail, by name. */
export type Guardrails = Readonly<Record<string, unknown>>;

export interface AutoAlignSettings {
  readonly parameters: {
    readonly endpoint: string | undefined;
    readonly groundedness_check_endpoint: string | undefined;
    readonly fact_check_endpoint: string | undefined;
    readonly multi_language: boolean;
    /** Lower scores block. Default 0.5. */
    readonly factcheck_threshold: number;
  };
  /** Undefined if the config has no settings for the direction. */
  readonly input: Guardrails | undefined;
  readonly output: Guardrails | undefined;
}

const parameters = strict(
  {
    endpoint: optional(anyText),
    groundedness_check_endpoint: optional(anyText),
    fact_check_endpoint: optional(anyText),
    multi_language: withDefault(flag, false),
    factcheck_threshold: withDefault(number(0, 1), 0.5),
  },
  (value) => value,
);

const direction = optional(strict({ guardrails_config: withDefault(mapping, {}) }, (value) => value.guardrails_config));

/** `rails.config.autoalign`. `guardrails_config` at the top applies to the output. */
export const autoAlignSettings: Schema<AutoAlignSettings> = strict(
  {
    parameters: withDefault(parameters, {}),
    input: direction,
    output: direction,
    guardrails_config: optional(mapping),
  },
  ({ guardrails_config, output, ...value }): AutoAlignSettings => ({ ...value, output: output ?? guardrails_config }),
);
