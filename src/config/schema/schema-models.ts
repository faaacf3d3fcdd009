import * as v from "valibot";
import { looksLikeKey } from "../../errors.ts";
import { isOneOf, recordOf, textOf } from "../../json.ts";
import type { ModelConfig } from "../config-types.ts";
import { withoutUndefined } from "../plain-data.ts";
import { inOnePlace, modelKeys, movedParameters } from "./model-keys.ts";
import {
  anyText,
  flag,
  mapping,
  oneOf,
  optional,
  type Rule,
  type Schema,
  strict,
  text,
  withDefault,
} from "./schema-parts.ts";

/** The parameters that may hold a model's name. */
const NAME_PARAMETERS = ["model", "model_name"] as const;

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");

const looksLike = (what: string): string =>
  `expected ${what}, but this looks like a key: name the variable that holds it with \`api_key_env_var\``;

const NO_MODEL = looksLike("the name of a model");

const nameOnce: Rule = (value, report) => {
  const parameters = recordOf(value["parameters"]);
  const places = NAME_PARAMETERS.filter((key) => isSet(parameters[key])).map((key) => `parameters.${key}`);
  if (isSet(value["model"])) places.unshift("model");
  const wrong = NAME_PARAMETERS.find((key) => isSet(parameters[key]) && typeof parameters[key] !== "string");
  if (wrong !== undefined) report(["parameters", wrong], "expected a text");
  const key = NAME_PARAMETERS.find((name) => looksLikeKey(textOf(parameters[name])));
  if (key !== undefined) report(["parameters", key], NO_MODEL);
  if (places.length === 1) return;
  const found = places.length === 0 ? "found none" : `found ${places.map((place) => `\`${place}\``).join(" and ")}`;
  report(
    ["model"],
    `Model name must be given in exactly one place, either \`model\` or \`parameters.model\` (or \`parameters.model_name\`), but ${found}`,
  );
};

const withoutNames = (parameters: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parameters).filter(([key]) => !isOneOf(NAME_PARAMETERS, key)));

/** API keys of well-known providers, which are never the name of an engine. */
const NO_ENGINE = /^(?!hf_pipeline)(?:sk|pk|rk|gsk|hf|nvapi|ghp|xai|xox[a-z]|AIza|AKIA)[-_A-Z0-9]|^(?=.*\d)[\w-]{32,}$/;

/** Refuses an API key in place of a name, since names are shown in messages and to clients. */
const noKey = (
  schema: Schema<string>,
  what: string,
  isKey: (value: string) => boolean = looksLikeKey,
): Schema<string> =>
  v.pipe(
    schema,
    v.check((value) => !isKey(value), looksLike(what)),
  );

export const modelSchema: Schema<ModelConfig> = strict(
  {
    type: noKey(text, "a type of model"),
    engine: noKey(text, "the name of an engine", (value) => NO_ENGINE.test(value)),
    model: optional(noKey(anyText, "the name of a model")),
    mode: withDefault(oneOf("chat", "text"), "chat"),
    api_key_env_var: optional(noKey(text, "the name of a variable")),
    parameters: withDefault(mapping, {}),
    cache: optional(mapping),
    streaming: optional(flag),
    ...modelKeys,
  },
  ({ type, engine, model, mode, api_key_env_var, parameters, ...others }) =>
    withoutUndefined<ModelConfig>({
      type,
      engine,
      model: isSet(model) ? String(model) : String(parameters["model"] ?? parameters["model_name"]),
      mode,
      apiKeyEnvVar: api_key_env_var,
      parameters: { ...movedParameters(others), ...withoutNames(parameters) },
    }),
  (value, report) => {
    nameOnce(value, report);
    inOnePlace(value, report);
  },
);
