import * as v from "valibot";
import { looksLikeKey } from "../../errors.ts";
import { type JsonRecord, recordOf, textOf } from "../../json.ts";
import type { PathIssue } from "./format-issues.ts";
import { anything, optional, type Rule, type Schema, strictAsWritten } from "./schema-parts.ts";

/*
 * Keys that people write beside `type` and `engine` of a model. NeMo Guardrails 0.24 ignores them silently, and calls
 * the provider's own address with the provider's own key.
 */

/** Keys and addresses that are read as if they were under `parameters`. Ignored, calls would go to the wrong place. */
export const MOVED = [
  "api_base",
  "api_key",
  "api_version",
  "azure_deployment",
  "azure_endpoint",
  "base_url",
  "deployment_name",
] as const;

/** Keys that are ignored, since calls do not depend on them. */
export const UNREAD = [
  "description",
  "max_tokens",
  "name",
  "reasoning_config",
  "temperature",
  "timeout",
  "top_p",
] as const;

type ModelKey = (typeof MOVED)[number] | (typeof UNREAD)[number] | "params";

/** The message does not contain the value, which may be an API key. */
const quiet: Schema<string> = v.string("expected a text");

const sampling = strictAsWritten(Object.fromEntries(UNREAD.map((key) => [key, optional(anything)])));

export const modelKeys = {
  ...Object.fromEntries(MOVED.map((key) => [key, optional(quiet)])),
  ...Object.fromEntries(UNREAD.map((key) => [key, optional(anything)])),
  params: optional(sampling),
} as Readonly<Record<ModelKey, Schema<unknown>>>;

const isWritten = (value: unknown): boolean => value !== undefined && value !== null;

/** The misplaced parameters of a model. */
export const movedParameters = (model: JsonRecord): JsonRecord =>
  Object.fromEntries(MOVED.filter((key) => isWritten(model[key])).map((key) => [key, model[key]]));

export const inOnePlace: Rule = (model, report) => {
  const parameters = recordOf(model["parameters"]);
  for (const [key, value] of Object.entries(movedParameters(model))) {
    if (!isWritten(parameters[key]) || parameters[key] === value) continue;
    report([key], `\`${key}\` stands here and under \`parameters\`, and differs: give one of them`);
  }
};

const IN_FILE =
  "A key stands in this file for all who read it: put it into a variable, and name that with `api_key_env_var`";

/** Warnings about misplaced and ignored keys of a model. */
export const modelKeyWarnings = (model: JsonRecord): readonly PathIssue[] => {
  const parameters = recordOf(model["parameters"]);
  const keys: readonly (readonly [readonly string[], unknown])[] = [
    [["api_key"], model["api_key"]],
    [["parameters", "api_key"], parameters["api_key"]],
  ];
  return [
    ...Object.keys(movedParameters(model)).map((key) => ({
      path: [key],
      message: `\`${key}\` is read as if it stood under \`parameters\`: NeMo Guardrails reads it only there`,
    })),
    ...[...UNREAD, "params"]
      .filter((key) => isWritten(model[key]))
      .map((key) => ({
        path: [key],
        message: `\`${key}\` has no effect: what a model is asked with stands under \`parameters\``,
      })),
    ...keys.flatMap(([path, key]) => (looksLikeKey(textOf(key)) ? [{ path, message: IN_FILE }] : [])),
  ];
};
