import {
  anyText,
  list,
  mapping,
  optional,
  type Schema,
  strict,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";

export interface GuardrailsAiSettings {
  /** The base address of a Guardrails server. */
  readonly server_endpoint: string;
}

/** The validators of NeMo run in Python. Here the server has them, with their parameters, in guards of these names. */
const validators = withDefault(
  list(strict({ name: text, parameters: optional(mapping), metadata: optional(mapping) }, (value) => value)),
  [],
);

const direction = optional(strict({ validators }, (value) => value));

/** `rails.config.guardrails_ai`. */
export const guardrailsAiSettings: Schema<GuardrailsAiSettings> = strict(
  {
    server_endpoint: withDefault(anyText, "http://localhost:8000"),
    validators,
    input: direction,
    output: direction,
  },
  ({ server_endpoint }): GuardrailsAiSettings => ({ server_endpoint }),
);
