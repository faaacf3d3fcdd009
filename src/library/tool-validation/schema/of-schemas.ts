import type { JsonRecord } from "../../../json.ts";
import { type Check, firstOf, mismatch, SchemaError } from "./check.ts";
import type { Compile } from "./of-arrays.ts";

const compiledList = (keyword: string, schemas: unknown, compile: Compile): readonly Check[] => {
  if (Array.isArray(schemas) && schemas.length > 0) return schemas.map(compile);
  throw new SchemaError(`\`${keyword}\` must be a list of schemas`);
};

export const allOf = (schemas: unknown, compile: Compile): Check => {
  const checks = compiledList("allOf", schemas, compile);
  return (value, work) => firstOf(checks, (check) => check(value, work));
};

export const anyOf = (schemas: unknown, compile: Compile): Check => {
  const checks = compiledList("anyOf", schemas, compile);
  return (value, work) => (checks.some((check) => check(value, work) === undefined) ? undefined : mismatch("anyOf"));
};

export const oneOf = (schemas: unknown, compile: Compile): Check => {
  const checks = compiledList("oneOf", schemas, compile);
  return (value, work) =>
    checks.filter((check) => check(value, work) === undefined).length === 1 ? undefined : mismatch("oneOf");
};

export const not = (schema: unknown, compile: Compile): Check => {
  const check = compile(schema);
  return (value, work) => (check(value, work) === undefined ? mismatch("not") : undefined);
};

export const condition = (
  schema: unknown,
  compile: Compile,
  { then = true, else: otherwise = true }: JsonRecord,
): Check => {
  const [whenMatching, whenTrue, whenFalse] = [schema, then, otherwise].map(compile) as [Check, Check, Check];
  return (value, work) => (whenMatching(value, work) === undefined ? whenTrue : whenFalse)(value, work);
};
