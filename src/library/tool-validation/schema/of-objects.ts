import { isRecord, type JsonRecord, recordOf } from "../../../json.ts";
import { type Check, firstOf, mismatch, SchemaError, under, UNDECLARED, type Work } from "./check.ts";
import type { Compile } from "./of-arrays.ts";
import { count } from "./of-numbers.ts";
import { textTest } from "./of-strings.ts";

/** What a value has by name: nothing, if it is no object. */
const entriesIn = (value: unknown, work: Work): readonly (readonly [string, unknown])[] => {
  const entries = Object.entries(recordOf(value));
  work.spend(entries.length);
  return entries;
};

const size = (value: unknown, work: Work): number | undefined =>
  isRecord(value) ? entriesIn(value, work).length : undefined;

export const minProperties = (bound: unknown): Check => count("minProperties", bound, size);
export const maxProperties = (bound: unknown): Check => count("maxProperties", bound, size);

const entriesOf = (keyword: string, map: unknown): readonly (readonly [string, unknown])[] => {
  if (!isRecord(map)) throw new SchemaError(`\`${keyword}\` must be an object`);
  return Object.entries(map);
};

const namesOf = (keyword: string, names: unknown): readonly string[] => {
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  throw new SchemaError(`\`${keyword}\` must be a list of names`);
};

const lacking = (keyword: string, value: JsonRecord, names: readonly string[]): ReturnType<Check> => {
  const missing = names.find((name) => !Object.hasOwn(value, name));
  return missing === undefined ? undefined : mismatch(keyword, missing);
};

export const required = (names: unknown): Check => {
  const requiredNames = namesOf("required", names);
  return (value, work) => {
    work.spend(requiredNames.length);
    return isRecord(value) ? lacking("required", value, requiredNames) : undefined;
  };
};

export const properties = (map: unknown, compile: Compile): Check => {
  const checks = entriesOf("properties", map).map(([name, schema]) => [name, compile(schema)] as const);
  return (value, work) => {
    work.spend(checks.length);
    if (!isRecord(value)) return undefined;
    const there = checks.filter(([name]) => Object.hasOwn(value, name));
    return firstOf(there, ([name, check]) => under(name, check(value[name], work)));
  };
};

export const patternProperties = (map: unknown, compile: Compile): Check => {
  const checks = entriesOf("patternProperties", map).map(
    ([pattern, schema]) => [textTest(pattern), compile(schema)] as const,
  );
  return (value, work) => {
    const pairs = entriesIn(value, work).flatMap((entry) => checks.map((check) => [entry, check] as const));
    return firstOf(pairs, ([[name, inner], [test, check]]) =>
      test(name, work) ? under(UNDECLARED, check(inner, work)) : undefined,
    );
  };
};

/** For names that neither `properties` nor `patternProperties` covers. */
export const additionalProperties = (schema: unknown, compile: Compile, around: JsonRecord): Check => {
  const check = compile(schema);
  const declared = new Set(entriesOf("properties", around["properties"] ?? {}).map(([name]) => name));
  const patterns = entriesOf("patternProperties", around["patternProperties"] ?? {}).map(([one]) => textTest(one));
  return (value, work) => {
    const others = entriesIn(value, work).filter(
      ([name]) => !declared.has(name) && !patterns.some((test) => test(name, work)),
    );
    const found = firstOf(others, ([, inner]) => under(UNDECLARED, check(inner, work)));
    return found !== undefined && schema === false ? mismatch("additionalProperties", UNDECLARED) : found;
  };
};

export const propertyNames = (schema: unknown, compile: Compile): Check => {
  const check = compile(schema);
  return (value, work) =>
    firstOf(entriesIn(value, work), ([name]) =>
      check(name, work) === undefined ? undefined : mismatch("propertyNames", UNDECLARED),
    );
};

const dependent = (checks: readonly (readonly [string, Check])[]): Check => {
  return (value, work) => {
    work.spend(checks.length);
    if (!isRecord(value)) return undefined;
    return firstOf(checks, ([name, check]) => (Object.hasOwn(value, name) ? check(value, work) : undefined));
  };
};

const needs = (keyword: string, names: unknown): Check => {
  const requiredNames = namesOf(keyword, names);
  return (value, work) => {
    work.spend(requiredNames.length);
    return lacking(keyword, recordOf(value), requiredNames);
  };
};

export const dependentRequired = (map: unknown): Check =>
  dependent(entriesOf("dependentRequired", map).map(([name, names]) => [name, needs("dependentRequired", names)]));

export const dependentSchemas = (map: unknown, compile: Compile): Check =>
  dependent(entriesOf("dependentSchemas", map).map(([name, schema]) => [name, compile(schema)]));

/** Draft 7: both kinds of dependencies under one keyword. */
export const dependencies = (map: unknown, compile: Compile): Check =>
  dependent(
    entriesOf("dependencies", map).map(([name, inner]) => [
      name,
      Array.isArray(inner) ? needs("dependencies", inner) : compile(inner),
    ]),
  );
