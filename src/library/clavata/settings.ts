import * as v from "valibot";
import {
  anyText,
  list,
  mapping,
  oneOf,
  optional,
  type Schema,
  strict,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";

export interface ClavataDirection {
  /** The name of a policy under `policies`, or its id. */
  readonly policy: string;
  /** Empty: any match of the policy blocks. */
  readonly labels: readonly string[];
}

export interface ClavataSettings {
  readonly endpoint: string;
  /** The ids of policies by name. */
  readonly policies: Readonly<Record<string, string>>;
  readonly logic: "ANY" | "ALL";
  readonly input: ClavataDirection | undefined;
  readonly output: ClavataDirection | undefined;
}

const direction: Schema<ClavataDirection> = strict(
  { policy: text, labels: withDefault(list(text), []) },
  (value) => value,
);

const policies: Schema<Readonly<Record<string, string>>> = v.pipe(
  mapping,
  v.record(v.string(), v.string("expected the id of a policy")),
);

/** `rails.config.clavata`. */
export const clavataSettings: Schema<ClavataSettings> = strict(
  {
    server_endpoint: withDefault(anyText, "https://gateway.app.clavata.ai:8443"),
    policies: withDefault(policies, {}),
    label_match_logic: withDefault(oneOf("ANY", "ALL"), "ANY"),
    input: optional(direction),
    output: optional(direction),
  },
  ({ server_endpoint, label_match_logic, ...rest }): ClavataSettings => ({
    endpoint: server_endpoint,
    logic: label_match_logic,
    ...rest,
  }),
);
