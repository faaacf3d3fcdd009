import * as v from "valibot";
import { plainWords } from "../../config/schema/format-issues.ts";
import { type JsonRecord, ownOf } from "../../json.ts";
import { RefusedRequest } from "../failure.ts";

const MAX_MESSAGE = 300;

const MAX_PATH = 128;

/**
 * The error for an invalid field.
 *
 * @param operatorMessage - the message for the operator. Default: the same.
 */
export const refuse = (message: string, param: string, operatorMessage?: string): RefusedRequest =>
  new RefusedRequest(400, "invalid_request", message, { param: param.slice(0, MAX_PATH), operatorMessage });

const wordsOf = (issue: v.BaseIssue<unknown>): string => {
  const isUnknown = issue.message.startsWith("Invalid key:") && issue.expected === "never";
  return isUnknown ? "there is no such field, leave it out" : plainWords(issue).slice(0, MAX_MESSAGE);
};

/**
 * Parses a value. Throws a RefusedRequest that names the invalid field; `at` is the path of the value. The rest of the
 * path may contain names of the client's, which the operator is not told.
 */
export const parse = <S extends v.GenericSchema>(schema: S, value: unknown, at = ""): v.InferOutput<S> => {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [at, v.getDotPath(issue) ?? ""].filter((step) => step !== "").join(".") || "body";
  const shown = path.slice(0, MAX_PATH);
  const words = wordsOf(issue);
  const isMissing = issue.received === "undefined";
  const message = isMissing ? `Missing parameter \`${shown}\`` : `Invalid value for \`${shown}\`: ${words}`;
  throw refuse(message, path, `Invalid value in \`${at || "body"}\`: ${words}`);
};

/** The parsed fields of a body. All of them are optional. */
export type ParsedFields<Entries extends v.ObjectEntries> = {
  readonly [Name in keyof Entries]?: v.InferOutput<Entries[Name]>;
};

/**
 * Parses the fields of a body that have a schema. All are optional and may be null; `prefix` is put before their names
 * in errors.
 */
export const parseFields = <Entries extends v.ObjectEntries>(
  entries: Entries,
  body: JsonRecord,
  prefix = "",
): ParsedFields<Entries> => {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const schema = ownOf(entries, name);
    if (schema === undefined || value === null || value === undefined) continue;
    const read = parse(schema, value, `${prefix}${name}`);
    if (read !== undefined) fields[name] = read;
  }
  return fields;
};
