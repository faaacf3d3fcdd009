import type { JsonRecord } from "../../../json.ts";
import { type Check, firstOf, mismatch, type Mismatch, SchemaError, under } from "./check.ts";
import { keyOf } from "./of-any.ts";
import { count } from "./of-numbers.ts";

/** Compiles a nested schema. */
export type Compile = (schema: unknown) => Check;

const length = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

export const minItems = (bound: unknown): Check => count("minItems", bound, length);
export const maxItems = (bound: unknown): Check => count("maxItems", bound, length);

const eachFrom = (start: number, check: Check): Check => {
  return (value, work) => {
    if (!Array.isArray(value)) return undefined;
    work.spend(value.length);
    return firstOf(value.slice(start).entries(), ([index, item]) => under(String(start + index), check(item, work)));
  };
};

const listOfSchemas = (keyword: string, schemas: unknown): readonly unknown[] => {
  if (!Array.isArray(schemas)) throw new SchemaError(`\`${keyword}\` must be a list of schemas`);
  return schemas;
};

export const prefixItems = (schemas: unknown, compile: Compile): Check => {
  const checks = listOfSchemas("prefixItems", schemas).map(compile);
  return (value, work) => {
    if (!Array.isArray(value)) return undefined;
    work.spend(checks.length);
    const pairs = [...checks.entries()].slice(0, value.length);
    return firstOf(pairs, ([index, check]) => under(String(index), check(value[index], work)));
  };
};

/** `items`, for items after `prefixItems`. A list of schemas is draft 7's form of `prefixItems`. */
export const items = (schema: unknown, compile: Compile, { prefixItems: prefix }: JsonRecord): Check =>
  Array.isArray(schema)
    ? prefixItems(schema, compile)
    : eachFrom(prefix === undefined ? 0 : listOfSchemas("prefixItems", prefix).length, compile(schema));

/** Draft 7: for items after the list under `items`. */
export const additionalItems = (schema: unknown, compile: Compile, { items: prefix }: JsonRecord): Check =>
  Array.isArray(prefix) ? eachFrom(prefix.length, compile(schema)) : () => undefined;

export const uniqueItems = (isUnique: unknown): Check => {
  if (typeof isUnique !== "boolean") throw new SchemaError("`uniqueItems` must be true or false");
  return (value, work) => {
    if (!isUnique || !Array.isArray(value)) return undefined;
    const keys = new Set(value.map((item) => keyOf(item, work)));
    return keys.size === value.length ? undefined : mismatch("uniqueItems");
  };
};

const bound = (schema: JsonRecord, keyword: string, otherwise: number): number => {
  const value = schema[keyword] ?? otherwise;
  if (typeof value !== "number") throw new SchemaError(`\`${keyword}\` must be a count`);
  return value;
};

export const contains = (schema: unknown, compile: Compile, around: JsonRecord): Check => {
  const check = compile(schema);
  const [least, most] = [bound(around, "minContains", 1), bound(around, "maxContains", Infinity)];
  return (value, work): Mismatch | undefined => {
    if (!Array.isArray(value)) return undefined;
    const found = value.filter((item) => check(item, work) === undefined).length;
    return found >= least && found <= most ? undefined : mismatch("contains");
  };
};
